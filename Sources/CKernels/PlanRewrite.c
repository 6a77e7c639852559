// Rewrites the recorded values and decides the tile.

#include "Planner.h"

#include <stdlib.h>
#include <string.h>

// Order of magnitude in cycles per 16 elements.
int64_t ck_plan_cost(const ck_program *program, const ck_value *value) {
  const ck_value *values = program->values;
  switch (value->kind) {
  case CK_VALUE_INPUT: return value->dtype == CK_F32 || value->dtype == CK_I32 ? 1 : 3;
  case CK_VALUE_RANDOM: return value->operation == CK_RANDOM_PAIRED ? 24 : 45;
  case CK_VALUE_REDUCE: return 4;
  case CK_VALUE_UNARY:
    switch (value->operation) {
    case CK_SQRT: case CK_RSQRT: case CK_RECIPROCAL: return 12;
    case CK_EXP: case CK_EXP2: case CK_LOG: case CK_LOG2: case CK_LOG10: return 16;
    case CK_EXPM1: case CK_LOG1P: case CK_SIGMOID: case CK_SIN: case CK_COS: case CK_TANH: return 30;
    case CK_SOFTPLUS: case CK_ERF: return 50;
    case CK_CBRT: case CK_ERFC: case CK_TAN: case CK_ASIN: case CK_ACOS: case CK_ATAN: case CK_SINH: case CK_COSH:
    case CK_ASINH: case CK_ACOSH: case CK_ATANH: case CK_LGAMMA: return 600;
    default: return 2;
    }
  case CK_VALUE_BINARY: {
    bool whole = values[value->operands[0]].lane != CK_LANE_F32;
    switch (value->operation) {
    case CK_DIVIDE: return whole ? 60 : 10;
    case CK_POWER: return 150;
    case CK_ATAN2: case CK_REMAINDER: case CK_MODULO: case CK_FLOOR_DIVIDE: return whole ? 60 : 400;
    default: return 2;
    }
  }
  default: return 2;
  }
}

// Rewriting --------------------------------------------------------------------------------------------------------

void ck_plan_count_uses(ck_planner *planner) {
  ck_program *program = planner->program;
  memset(planner->uses, 0, (size_t)program->value_count * sizeof *planner->uses);
  memset(planner->needed, 0, (size_t)program->value_count);
  for (int32_t i = 0; i < program->output_count; i++) {
    planner->needed[program->outputs[i].value] = true;
    planner->uses[program->outputs[i].value]++;
  }
  for (int32_t id = program->value_count - 1; id >= 0; id--) {
    if (!planner->needed[id]) continue;
    const ck_value *value = value_at(planner, id);
    for (int32_t k = 0; k < value->count; k++) {
      planner->needed[value->operands[k]] = true;
      planner->uses[value->operands[k]]++;
    }
  }
}

/// A product that only this sum uses, at the sum's own level (else it is computed more seldom by itself).
static bool product_for(ck_planner *planner, int32_t id, const ck_value *sum, int32_t *a, int32_t *b) {
  const ck_value *value = value_at(planner, id);
  if (planner->uses[id] != 1 || value->level != sum->level) return false;
  if (value->kind == CK_VALUE_BINARY && value->operation == CK_MULTIPLY) {
    *a = value->operands[0];
    *b = value->operands[1];
    return true;
  }
  if (value->kind == CK_VALUE_UNARY && value->operation == CK_SQUARE) {
    *a = *b = value->operands[0];
    return true;
  }
  return false;
}

void ck_plan_fuse_products(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int32_t id = 0; id < program->value_count; id++) {
    ck_value *value = value_at(planner, id);
    if (!planner->needed[id] || value->kind != CK_VALUE_BINARY) continue;
    if (value->operation != CK_ADD && value->operation != CK_SUBTRACT) continue;
    int32_t x = value->operands[0], y = value->operands[1], a, b, other, operation;
    if (product_for(planner, x, value, &a, &b)) {
      other = y;
      operation = value->operation == CK_ADD ? CK_MULTIPLY_ADD : CK_MULTIPLY_SUBTRACT;
    } else if (product_for(planner, y, value, &a, &b)) {
      other = x;
      operation = value->operation == CK_ADD ? CK_MULTIPLY_ADD : CK_SUBTRACT_PRODUCT;
    } else {
      continue;
    }
    value->kind = CK_VALUE_TERNARY;
    value->operation = (uint8_t)operation;
    value->operands[0] = a;
    value->operands[1] = b;
    value->operands[2] = other;
    value->count = 3;
  }
}

/// Without anything that tells rows from columns the space is one long row.
void ck_plan_flatten(ck_planner *planner) {
  ck_program *program = planner->program;
  if (program->segment_counts != NULL || program->rows == 1) return;
  for (int32_t id = 0; id < program->value_count; id++) {
    if (!planner->needed[id]) continue;
    const ck_value *value = value_at(planner, id);
    if (value->level != CK_PER_ELEMENT && value->level != CK_UNIFORM) return;
    if (value->kind == CK_VALUE_REDUCE || value->kind == CK_VALUE_ROW_INDEX) return;
    if (value->kind == CK_VALUE_INPUT && program->inputs[value->index].strided) return;
  }
  for (int32_t i = 0; i < program->output_count; i++) {
    const ck_output *output = &program->outputs[i];
    if (output->kind == CK_OUT_REDUCE_ROWS || output->kind == CK_OUT_COLUMN || output->layout.strided) return;
  }
  program->cols *= program->rows;
  program->rows = program->rows_per_group = 1;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (value->kind != CK_VALUE_INPUT) continue;
    program->inputs[value->index].col_pitch = value->level == CK_PER_ELEMENT;
    program->inputs[value->index].row_pitch = 0;
  }
  for (int32_t i = 0; i < program->output_count; i++) {
    program->outputs[i].layout.col_pitch = 1;
    program->outputs[i].layout.row_pitch = 0;
  }
}

// The tile ---------------------------------------------------------------------------------------------------------

/// How many tiles are in use at a time: intermediate values, and what is read or written in place.
static int32_t tiles_in_use(ck_planner *planner) {
  ck_program *program = planner->program;
  int32_t live = 0, most = 0, streams = 0;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (!planner->needed[id]) continue;
    bool computed = value->level == CK_PER_ELEMENT && value->kind != CK_VALUE_INPUT;
    if (value->level == CK_PER_COLUMN || (value->level == CK_PER_ELEMENT && !computed)) streams++;
    if (computed && ++live > most) most = live;
    for (int32_t k = 0; k < value->count; k++) {
      int32_t used = value->operands[k];
      const ck_value *operand = value_at(planner, used);
      bool temporary = operand->level == CK_PER_ELEMENT && operand->kind != CK_VALUE_INPUT;
      if (planner->last_read[used] == id && temporary) live--;
    }
  }
  for (int32_t i = 0; i < program->output_count; i++) streams += program->outputs[i].alias < 0;
  return most + streams;
}

void ck_plan_choose_tile(ck_planner *planner) {
  ck_program *program = planner->program;
  bool reduces = false;
  for (int32_t id = 0; id < program->value_count; id++) {
    reduces = reduces || (planner->needed[id] && value_at(planner, id)->kind == CK_VALUE_REDUCE);
  }
  // All of them fit the first-level cache with room to spare; below 512 elements the steps' own cost shows.
  int64_t size = 7168 / larger(1, tiles_in_use(planner));
  size = larger(512, smaller(2048, size / 64 * 64));
  int64_t cols = program->cols, rows = program->rows;
  if (program->rows_per_group < rows) rows = program->rows_per_group;
  program->tile_rows = 1;
  program->tile_cols = cols;
  if (cols <= size) {
    int64_t count = cols > 0 ? size / cols : size;
    if (count > 16) count = count / 16 * 16;
    program->tile_rows = count < rows ? count : rows;
    if (program->tile_rows < 1) program->tile_rows = 1;
  } else if (!reduces || cols > 8192) {
    program->chunked_rows = reduces;
    int64_t pieces = (cols + size - 1) / size;
    program->tile_cols = rounded_up((cols + pieces - 1) / pieces, 64);
  }
  planner->by_row = program->tile_rows == 1 || program->tile_cols >= 64;
  planner->repeat_columns_once = program->tile_rows > 1 && program->tile_cols <= 512;
}
