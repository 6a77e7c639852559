// Products of matrices, once per instruction set; included by TileLoops.h.

#include "Products.h"

/// packed[depth, 16 * vectors] = `columns` columns of the right operand, and zeros.
static void pack_panel(
  const ck_product_shape *shape, const float *right, int64_t depth, int64_t columns, int vectors, float *packed) {
  int64_t width = vectors * CK_PANEL;
  if (shape->right_column == 1) {
    for (int64_t k = 0; k < depth; k++) {
      const float *from = right + k * shape->right_row;
      for (int64_t v = 0; v < vectors; v++) {
        int64_t lanes = columns - v * CK_PANEL;
        vf x = lanes >= CK_PANEL ? load_vf(from + v * CK_PANEL) : load_part_vf(from + v * CK_PANEL, lanes);
        store_vf(packed + k * width + v * CK_PANEL, x);
      }
    }
    return;
  }
  for (int64_t first = 0; first < width; first += CK_PANEL) {
    int64_t lanes = columns - first < CK_PANEL ? columns - first : CK_PANEL;
    int64_t whole = lanes == CK_PANEL ? depth / 16 * 16 : 0;
    const float *from = right + first * shape->right_column;
    for (int64_t k = 0; k < whole; k += 16) {
      transpose_4(packed + k * width + first, width * 4, from + k, shape->right_column * 4);
    }
    for (int64_t k = whole; k < depth; k++) {
      float *to = packed + k * width + first;
      for (int64_t lane = 0; lane < CK_PANEL; lane++) to[lane] = lane < lanes ? from[lane * shape->right_column + k] : 0;
    }
  }
}

/// `rows` rows of a left operand that lies column by column, its columns as close as the cache wants them.
static void pack_rows(const ck_product_shape *shape, const float *left, int64_t depth, int64_t rows, float *packed) {
  int64_t column = ck_product_packed_column(rows);
  for (int64_t k = 0; k < depth; k++) {
    const float *from = left + k * shape->left_column;
    if (shape->left_row == 1) {
      memcpy(packed + k * column, from, (size_t)rows * sizeof(float));
    } else {
      for (int64_t r = 0; r < rows; r++) packed[k * column + r] = from[r * shape->left_row];
    }
  }
}

/// The sums of a panel whose last vector reaches beyond the result: computed aside, some rows at a time.
static void multiply_edge(int64_t rows, int vectors, int64_t columns, bool adds, int64_t depth, tile_operands o) {
  enum { ROWS = 12 };
  float aside[ROWS * TILE_VECTORS * CK_PANEL] __attribute__((aligned(64)));
  int64_t width = vectors * CK_PANEL;
  for (int64_t first = 0; first < rows; first += ROWS) {
    int64_t count = rows - first < ROWS ? rows - first : ROWS;
    float *c = o.c + first * o.c_row;
    if (adds) {
      for (int64_t r = 0; r < count; r++) memcpy(aside + r * width, c + r * o.c_row, (size_t)columns * sizeof(float));
    }
    tile_operands part = o;
    part.a += first * o.a_row;
    part.c = aside;
    part.c_row = width;
    multiply_rows(count, vectors, adds, depth, part);
    for (int64_t r = 0; r < count; r++) memcpy(c + r * o.c_row, aside + r * width, (size_t)columns * sizeof(float));
  }
}

/// One product of a batch. Each sum is taken in the order of `depth`, however rows are cut.
static void product_of_matrices(
  const ck_product_shape *shape, const float *left, const float *right, const float *bias, float *result,
  float *scratch) {
  bool packs_left = ck_product_packs_left(shape), packs_right = ck_product_packs_right(shape);
  int64_t most_rows = ck_product_rows(shape), most_depth = ck_product_depth(shape);
  float *panel = scratch, *packed_left = scratch + most_depth * CK_PRODUCT_VECTORS * CK_PANEL;
  float edge_of_bias[CK_PRODUCT_VECTORS * CK_PANEL] = {0};
  int64_t vectors = (shape->columns + CK_PANEL - 1) / CK_PANEL, panels = (vectors + TILE_VECTORS - 1) / TILE_VECTORS;
  for (int64_t row = 0; row < shape->rows; row += most_rows) {
    int64_t rows = shape->rows - row < most_rows ? shape->rows - row : most_rows;
    for (int64_t start = 0; start < shape->depth; start += most_depth) {
      int64_t depth = shape->depth - start < most_depth ? shape->depth - start : most_depth;
      bool ends = start + depth == shape->depth;
      tile_operands o = {
        .a = left + row * shape->left_row + start * shape->left_column, .a_row = shape->left_row,
        .a_column = shape->left_column, .c_row = shape->columns,
      };
      if (packs_left) {
        pack_rows(shape, o.a, depth, rows, packed_left);
        o.a = packed_left;
        o.a_row = 1;
        o.a_column = ck_product_packed_column(rows);
      }
      for (int64_t p = 0; p < panels; p++) {
        o.next = NULL;
        int64_t first = vectors * p / panels * CK_PANEL, end = vectors * (p + 1) / panels * CK_PANEL;
        int width = (int)((end - first) / CK_PANEL);
        int64_t columns = end < shape->columns ? end - first : shape->columns - first;
        bool edge = columns % CK_PANEL != 0;
        const float *from = right + start * shape->right_row + first * shape->right_column;
        bool keeps = packs_right && !edge && shape->right_column == 1;
        if (!keeps && (packs_right || edge)) {
          pack_panel(shape, from, depth, columns, width, panel);
          o.b = panel;
          o.b_row = width * CK_PANEL;
        } else {
          o.b = from;
          o.b_row = shape->right_row;
        }
        o.b_vector = CK_PANEL;
        o.c = result + row * shape->columns + first;
        if (ends) {
          o.bias = bias == NULL ? NULL : edge ? edge_of_bias : bias + first;
          o.clamps_at_zero = shape->clamps_at_zero;
        }
        if (edge && bias != NULL) memcpy(edge_of_bias, bias + first, (size_t)columns * sizeof(float));
        if (keeps && p + 1 < panels) {
          o.next = from + width * CK_PANEL;
          o.next_row = shape->right_row;
          o.next_vector = CK_PANEL;
        }
        if (edge) multiply_edge(rows, width, columns, start > 0, depth, o);
        else if (keeps) multiply_rows_keeping(rows, width, start > 0, depth, o, panel);
        else multiply_rows(rows, width, start > 0, depth, o);
      }
    }
  }
}

static void product(
  const ck_product_shape *shape, const float *left, const float *right, const float *bias, float *result,
  float *scratch) {
  int64_t count = 1, index[CK_PRODUCT_RANK] = {0};
  for (int32_t axis = 0; axis < shape->batch_rank; axis++) count *= shape->batch[axis];
  for (int64_t i = 0; i < count; i++) {
    product_of_matrices(shape, left, right, bias, result, scratch);
    result += shape->rows * shape->columns;
    for (int32_t axis = shape->batch_rank - 1; axis >= 0; axis--) {
      left += shape->left_batch[axis];
      right += shape->right_batch[axis];
      if (++index[axis] < shape->batch[axis]) break;
      left -= index[axis] * shape->left_batch[axis];
      right -= index[axis] * shape->right_batch[axis];
      index[axis] = 0;
    }
  }
}
