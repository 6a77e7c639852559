#pragma once

#include "KernelTable.h"

// How products are cut, and lay out their scratch memory; the drivers of each instruction set and the sizes agree on it.

enum {
  CK_PRODUCT_VECTORS = 4,         ///< the widest panel, in vectors of 16 columns
  CK_PRODUCT_DEPTH = 1024,        ///< of a panel that is read again and again: 256 KiB, half of the second cache
  CK_PRODUCT_PACKED_DEPTH = 512,  ///< where the left operand is packed: 2 % faster than 256 in the LSTM workload
  CK_PRODUCT_PACKED_ROWS = 256,
};

/// Whether the left operand is packed: it lies column by column, and what a tile reads of it would share few lines of the
/// cache, since there are many columns or they are a power of two apart.
static inline bool ck_product_packs_left(const ck_product_shape *s) {
  return s->left_column != 1 && s->columns > CK_PANEL * CK_PRODUCT_VECTORS
         && (s->depth > 256 || s->left_column % 256 == 0);
}

/// Whether panels of the right operand are packed: they must be if it lies column by column. Else long steps from row to
/// row waste lines of the cache, which counts if the panel is read often.
static inline bool ck_product_packs_right(const ck_product_shape *s) {
  return s->right_column != 1 || (s->right_row >= 768 && s->rows >= 48);
}

static inline int64_t ck_product_depth(const ck_product_shape *s) {
  int64_t most = ck_product_packs_left(s) ? CK_PRODUCT_PACKED_DEPTH : CK_PRODUCT_DEPTH;
  int64_t parts = (s->depth + most - 1) / most;
  return parts == 0 ? 0 : (s->depth + parts - 1) / parts;
}

static inline int64_t ck_product_rows(const ck_product_shape *s) {
  if (!ck_product_packs_left(s)) return s->rows;
  int64_t parts = (s->rows + CK_PRODUCT_PACKED_ROWS - 1) / CK_PRODUCT_PACKED_ROWS;
  return parts == 0 ? 0 : (s->rows + parts - 1) / parts;
}

/// Floats from column to column of a packed left operand: never a power of two, or columns would compete for the same
/// lines of the cache.
static inline int64_t ck_product_packed_column(int64_t rows) {
  return (rows + 2 * CK_PANEL - 1) / (2 * CK_PANEL) * 2 * CK_PANEL + CK_PANEL;
}
