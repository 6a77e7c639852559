#include "Program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int32_t ck_dtype_size(ck_dtype dtype) {
  static const int8_t sizes[CK_DTYPES] = {4, 8, 2, 2, 1, 1, 1, 2, 2, 4, 4, 8, 8};
  return dtype >= 0 && dtype < CK_DTYPES ? sizes[dtype] : 0;
}

static ck_lane lane_of(ck_dtype dtype) {
  switch (dtype) {
  case CK_I8: case CK_U8: case CK_I16: case CK_U16: case CK_I32: case CK_I64: return CK_LANE_I32;
  case CK_U32: case CK_U64: return CK_LANE_U32;
  default: return CK_LANE_F32;
  }
}

bool ck_grow(void **items, int32_t count, int32_t *capacity, size_t size) {
  if (count < *capacity) return true;
  int32_t larger = *capacity < 16 ? 16 : *capacity * 2;
  void *moved = realloc(*items, (size_t)larger * size);
  if (moved == NULL) return false;
  *items = moved;
  *capacity = larger;
  return true;
}

void ck_fail(ck_program *program, ck_status status) {
  if (program->status == CK_OK) program->status = status;
}

ck_program *ck_program_create(int64_t rows, int64_t cols) {
  ck_program *program = calloc(1, sizeof *program);
  if (program == NULL) return NULL;
  program->rows = rows;
  program->cols = cols;
  program->rows_per_group = rows;
  program->segments = 1;
  program->kernels = ck_kernels();
  if (rows < 0 || cols < 0 || (cols > 0 && rows > INT64_MAX / 16 / cols)) ck_fail(program, CK_BAD_SHAPE);
  return program;
}

ck_program *ck_program_create_segments(int64_t segments, const int64_t *counts) {
  ck_program *program = ck_program_create(1, 0);
  if (program == NULL) return NULL;
  program->segments = segments;
  program->segment_counts = malloc((size_t)(segments > 0 ? segments : 1) * sizeof *counts);
  if (segments < 0) ck_fail(program, CK_BAD_SHAPE);
  if (program->segment_counts == NULL) ck_fail(program, CK_OUT_OF_MEMORY);
  if (program->status != CK_OK) return program;
  for (int64_t i = 0; i < segments; i++) {
    program->segment_counts[i] = counts[i];
    if (counts[i] < 0) ck_fail(program, CK_BAD_SHAPE);
    else if (counts[i] > program->cols) program->cols = counts[i];
  }
  return program;
}

void ck_program_free(ck_program *program) {
  if (program == NULL) return;
  ck_plan_free(program);
  free(program->segment_counts);
  free(program->values);
  free(program->inputs);
  free(program->outputs);
  free(program);
}

void ck_program_group_rows(ck_program *program, int64_t rows_per_group) {
  bool fits = rows_per_group > 0 ? program->rows % rows_per_group == 0 : program->rows == 0;
  if (!fits || program->segment_counts != NULL) ck_fail(program, CK_BAD_SHAPE);
  else program->rows_per_group = rows_per_group;
}

// Values -----------------------------------------------------------------------------------------------------------

static int32_t add_value(ck_program *program, ck_value value) {
  if (program->status != CK_OK) return -1;
  if (!ck_grow((void **)&program->values, program->value_count, &program->value_capacity, sizeof value)) {
    ck_fail(program, CK_OUT_OF_MEMORY);
    return -1;
  }
  program->values[program->value_count] = value;
  return program->value_count++;
}

static const ck_value *operand(ck_program *program, int32_t id) {
  if (id < 0 || id >= program->value_count) {
    ck_fail(program, CK_BAD_VALUE);
    return NULL;
  }
  return &program->values[id];
}

/// In a space of one row or one column two of the levels are the same thing; it is then called the wider one (or
/// the cheaper
/// one, if it does not vary). Per row stays apart in a single row, since a reduction over everything counts it once.
static ck_level effective(const ck_program *program, ck_level level) {
  if (program->cols == 1 && program->segment_counts == NULL) {
    return (level & CK_PER_ROW) != 0 ? CK_PER_ELEMENT : CK_UNIFORM;
  }
  if (program->rows == 1 && (level & CK_PER_COLUMN) != 0) return CK_PER_ELEMENT;
  return level;
}

/// Fills in the pitches, the dimensions and along what the pointer's values vary. Dimensions of size 1 and such
/// that follow one
/// another in memory are merged first, so that most layouts need no per-row address.
static ck_level lay_out(
  ck_program *program, ck_layout *layout, int32_t rank, const int64_t *dims, const int64_t *strides) {
  if (rank < 1 || rank > CK_MAX_RANK) {
    ck_fail(program, CK_BAD_SHAPE);
    return CK_UNIFORM;
  }
  int64_t rows = 1;
  for (int32_t i = 0; i + 1 < rank; i++) rows *= dims[i];
  if (rows != program->rows || dims[rank - 1] != program->cols || program->segment_counts != NULL) {
    ck_fail(program, CK_BAD_SHAPE);
    return CK_UNIFORM;
  }
  layout->col_pitch = program->cols == 1 ? 0 : strides[rank - 1];
  layout->rank = 0;
  for (int32_t i = 0; i + 1 < rank; i++) {
    if (dims[i] == 1) continue;
    int32_t last = layout->rank - 1;
    if (last >= 0 && layout->strides[last] == strides[i] * dims[i]) {
      layout->dims[last] *= dims[i];
      layout->strides[last] = strides[i];
    } else {
      layout->dims[layout->rank] = dims[i];
      layout->strides[layout->rank++] = strides[i];
    }
  }
  layout->row_pitch = layout->rank == 1 ? layout->strides[0] : 0;
  ck_level level = layout->col_pitch != 0 ? CK_PER_COLUMN : CK_UNIFORM;
  if (layout->rank > 1 || layout->row_pitch != 0) level |= CK_PER_ROW;
  // Declared per row counts as such even where the rows are one: a reduction over everything takes it once per row.
  for (int32_t i = 0; i + 1 < rank && layout->col_pitch == 0; i++) level |= strides[i] != 0 ? CK_PER_ROW : 0;
  // What the tile loops can read where it lies: rows in one piece, or single elements in one piece.
  bool in_place = layout->rank <= 1 && (layout->col_pitch == 1 || layout->col_pitch == 0);
  if (level == CK_PER_ELEMENT) in_place = in_place && layout->row_pitch == program->cols;
  if (level == CK_PER_ROW) in_place = in_place && layout->row_pitch == 1;
  layout->strided = !in_place;
  return effective(program, level);
}

static ck_level lay_out_plainly(ck_program *program, ck_layout *layout, ck_broadcast broadcast) {
  bool along_rows = broadcast == CK_FULL || broadcast == CK_COLUMN;
  bool along_cols = broadcast == CK_FULL || broadcast == CK_ROW;
  layout->col_pitch = along_cols ? 1 : 0;
  layout->row_pitch = along_rows ? (broadcast == CK_FULL ? program->cols : 1) : 0;
  return effective(program, (along_rows ? CK_PER_ROW : 0) | (along_cols ? CK_PER_COLUMN : 0));
}

static int32_t add_input(ck_program *program, const ck_layout *layout) {
  if (program->status != CK_OK) return -1;
  if (!ck_grow((void **)&program->inputs, program->input_count, &program->input_capacity, sizeof *layout)) {
    ck_fail(program, CK_OUT_OF_MEMORY);
    return -1;
  }
  program->inputs[program->input_count] = *layout;
  return program->input_count++;
}

static int32_t add_input_value(ck_program *program, const ck_layout *layout, ck_level level) {
  int32_t index = add_input(program, layout);
  ck_value value = {.kind = CK_VALUE_INPUT, .index = index, .dtype = layout->dtype};
  value.lane = lane_of(layout->dtype);
  value.level = level;
  return add_value(program, value);
}

int32_t ck_program_input(ck_program *program, ck_dtype dtype, ck_broadcast broadcast) {
  if (ck_dtype_size(dtype) == 0) ck_fail(program, CK_BAD_DTYPE);
  if (broadcast < CK_FULL || broadcast > CK_SCALAR) ck_fail(program, CK_BAD_SHAPE);
  if (program->segment_counts != NULL && broadcast != CK_FULL && broadcast != CK_SCALAR) {
    ck_fail(program, CK_BAD_SHAPE);
  }
  ck_layout layout = {.dtype = dtype};
  ck_level level = lay_out_plainly(program, &layout, broadcast);
  return add_input_value(program, &layout, level);
}

int32_t ck_program_input_strided(
  ck_program *program, ck_dtype dtype, int32_t rank, const int64_t *dims, const int64_t *strides) {
  if (ck_dtype_size(dtype) == 0) ck_fail(program, CK_BAD_DTYPE);
  ck_layout layout = {.dtype = dtype};
  ck_level level = lay_out(program, &layout, rank, dims, strides);
  return add_input_value(program, &layout, level);
}

static int32_t add_constant(ck_program *program, ck_lane lane, uint32_t bits) {
  return add_value(program, (ck_value){.kind = CK_VALUE_CONSTANT, .lane = lane, .level = CK_UNIFORM, .bits = bits});
}
int32_t ck_program_constant(ck_program *program, float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return add_constant(program, CK_LANE_F32, bits);
}
int32_t ck_program_constant_i32(ck_program *program, int32_t value) {
  return add_constant(program, CK_LANE_I32, (uint32_t)value);
}
int32_t ck_program_constant_u32(ck_program *program, uint32_t value) {
  return add_constant(program, CK_LANE_U32, value);
}

int32_t ck_program_row_index(ck_program *program) {
  if (program->segment_counts != NULL) ck_fail(program, CK_BAD_SHAPE);
  if (program->rows <= 1) return ck_program_constant_i32(program, 0);
  ck_value value = {.kind = CK_VALUE_ROW_INDEX, .lane = CK_LANE_I32};
  value.level = effective(program, CK_PER_ROW);
  return add_value(program, value);
}
int32_t ck_program_column_index(ck_program *program) {
  if (program->cols <= 1 && program->segment_counts == NULL) return ck_program_constant_i32(program, 0);
  ck_value value = {.kind = CK_VALUE_COLUMN_INDEX, .lane = CK_LANE_I32};
  value.level = effective(program, CK_PER_COLUMN);
  return add_value(program, value);
}

int32_t ck_program_unary(ck_program *program, ck_unary operation, int32_t a) {
  const ck_value *x = operand(program, a);
  if (x == NULL) return -1;
  if (operation < 0 || operation >= CK_UNARY_COUNT || program->kernels->unary[x->lane][operation] == NULL) {
    ck_fail(program, CK_BAD_LANE);
    return -1;
  }
  ck_value value = {.kind = CK_VALUE_UNARY, .operation = (uint8_t)operation, .operands = {a}, .count = 1};
  value.lane = x->lane;
  value.level = x->level;
  return add_value(program, value);
}

int32_t ck_program_binary(ck_program *program, ck_binary operation, int32_t a, int32_t b) {
  const ck_value *x = operand(program, a), *y = operand(program, b);
  if (x == NULL || y == NULL) return -1;
  bool known = operation >= 0 && operation < CK_BINARY_COUNT && x->lane == y->lane;
  if (!known || program->kernels->binary[x->lane][operation][0] == NULL) {
    ck_fail(program, CK_BAD_LANE);
    return -1;
  }
  ck_value value = {.kind = CK_VALUE_BINARY, .operation = (uint8_t)operation, .operands = {a, b}, .count = 2};
  bool compares = operation >= CK_EQUAL && operation <= CK_GREATER_EQUAL;
  value.lane = compares ? CK_LANE_F32 : x->lane;
  value.level = x->level | y->level;
  return add_value(program, value);
}

int32_t ck_program_ternary(ck_program *program, ck_ternary operation, int32_t a, int32_t b, int32_t c) {
  const ck_value *x = operand(program, a), *y = operand(program, b), *z = operand(program, c);
  if (x == NULL || y == NULL || z == NULL) return -1;
  bool known = operation >= CK_SELECT && operation <= CK_MULTIPLY_ADD && y->lane == z->lane;
  if (!known || x->lane != (operation == CK_SELECT ? CK_LANE_F32 : y->lane)) {
    ck_fail(program, CK_BAD_LANE);
    return -1;
  }
  ck_value value = {.kind = CK_VALUE_TERNARY, .operation = (uint8_t)operation, .operands = {a, b, c}, .count = 3};
  value.lane = y->lane;
  value.level = x->level | y->level | z->level;
  return add_value(program, value);
}

int32_t ck_program_convert(ck_program *program, int32_t a, ck_dtype dtype) {
  const ck_value *x = operand(program, a);
  if (x == NULL) return -1;
  if (ck_dtype_size(dtype) == 0 || program->kernels->convert[x->lane][dtype] == NULL) {
    ck_fail(program, CK_BAD_DTYPE);
    return -1;
  }
  ck_lane lane = lane_of(dtype);
  bool same_bits = dtype == CK_F32 || dtype == CK_I32 || dtype == CK_U32;
  if (same_bits && lane == x->lane) return a;
  ck_value value = {.kind = CK_VALUE_CONVERT, .operands = {a}, .count = 1, .dtype = dtype};
  value.lane = lane;
  value.level = x->level;
  return add_value(program, value);
}

int32_t ck_program_bitcast(ck_program *program, int32_t a, ck_lane lane) {
  const ck_value *x = operand(program, a);
  if (x == NULL) return -1;
  if (lane < 0 || lane >= CK_LANES) {
    ck_fail(program, CK_BAD_LANE);
    return -1;
  }
  if (lane == x->lane) return a;
  // CK_VALUE_CONVERT to i64, which the public call refuses, stands for keeping the bits.
  ck_value value = {.kind = CK_VALUE_CONVERT, .operands = {a}, .count = 1, .dtype = CK_I64};
  value.lane = lane;
  value.level = x->level;
  return add_value(program, value);
}

int32_t ck_expanded(ck_program *program, int32_t a) {
  const ck_value *x = operand(program, a);
  if (x == NULL) return -1;
  if (x->level == CK_PER_ELEMENT) return a;
  ck_value value = {.kind = CK_VALUE_EXPAND, .operands = {a}, .count = 1};
  value.lane = x->lane;
  value.level = CK_PER_ELEMENT;
  return add_value(program, value);
}

int32_t ck_program_reduce(ck_program *program, ck_reduction operation, int32_t a) {
  if (operand(program, a) == NULL) return -1;
  if (operation < 0 || operation >= CK_REDUCTION_COUNT) ck_fail(program, CK_BAD_LANE);
  if (program->segment_counts != NULL) ck_fail(program, CK_BAD_SHAPE);
  bool position = operation == CK_ARGMAX || operation == CK_ARGMIN;
  if (program->cols == 1) return position ? ck_program_constant_i32(program, 0) : a;
  int32_t full = ck_expanded(program, a);
  if (full < 0) return -1;
  ck_value value = {.kind = CK_VALUE_REDUCE, .operation = (uint8_t)operation, .operands = {full}, .count = 1};
  value.lane = position ? CK_LANE_I32 : program->values[full].lane;
  value.level = CK_PER_ROW;
  return add_value(program, value);
}

int32_t ck_program_random_bits(ck_program *program, ck_random numbering, uint64_t base) {
  if (numbering != CK_RANDOM_XOR && numbering != CK_RANDOM_PAIRED) ck_fail(program, CK_BAD_LANE);
  ck_layout key = {.dtype = CK_U32};
  int32_t index = add_input(program, &key);
  ck_value value = {.kind = CK_VALUE_RANDOM, .lane = CK_LANE_U32, .operation = (uint8_t)numbering, .index = index};
  value.base = base;
  value.level = CK_PER_ELEMENT;
  return add_value(program, value);
}

int32_t ck_program_uniform(ck_program *program, int32_t bits) {
  const ck_value *x = operand(program, bits);
  if (x == NULL) return -1;
  if (x->lane != CK_LANE_U32) {
    ck_fail(program, CK_BAD_LANE);
    return -1;
  }
  ck_value value = {.kind = CK_VALUE_UNIFORM_RANDOM, .lane = CK_LANE_F32, .operands = {bits}, .count = 1};
  value.level = x->level;
  return add_value(program, value);
}

// Outputs ----------------------------------------------------------------------------------------------------------

static void add_output(ck_program *program, ck_output output) {
  if (ck_dtype_size(output.layout.dtype) == 0) ck_fail(program, CK_BAD_DTYPE);
  if (program->status != CK_OK) return;
  if (!ck_grow((void **)&program->outputs, program->output_count, &program->output_capacity, sizeof output)) {
    ck_fail(program, CK_OUT_OF_MEMORY);
    return;
  }
  program->outputs[program->output_count++] = output;
}

/// An output that is an input unchanged gets a value of its own, so that the plan knows when the input is read.
static int32_t computed(ck_program *program, int32_t a) {
  const ck_value *x = operand(program, a);
  if (x == NULL || x->kind != CK_VALUE_INPUT) return a;
  ck_value value = {.kind = CK_VALUE_CONVERT, .operands = {a}, .count = 1, .dtype = CK_I64};
  value.lane = x->lane;
  value.level = x->level;
  return add_value(program, value);
}

void ck_program_output(ck_program *program, int32_t value, ck_dtype dtype, int32_t alias) {
  int32_t full = ck_expanded(program, alias == -1 ? value : computed(program, value));
  ck_output output = {.kind = CK_OUT_FULL, .value = full, .layout = {.dtype = dtype}};
  output.alias = alias;
  if (alias >= 0) {
    const ck_value *input = operand(program, alias);
    if (input != NULL && input->kind != CK_VALUE_INPUT) ck_fail(program, CK_BAD_VALUE);
  }
  lay_out_plainly(program, &output.layout, CK_FULL);
  add_output(program, output);
}

void ck_program_output_strided(
  ck_program *program, int32_t value, ck_dtype dtype, int32_t rank, const int64_t *dims, const int64_t *strides) {
  ck_output output = {.kind = CK_OUT_FULL, .value = ck_expanded(program, computed(program, value)), .alias = -2};
  output.layout.dtype = dtype;
  ck_level level = lay_out(program, &output.layout, rank, dims, strides);
  if (level != CK_PER_ELEMENT && program->rows * program->cols > 1) ck_fail(program, CK_BAD_SHAPE);
  add_output(program, output);
}

void ck_program_output_column(ck_program *program, int32_t value, ck_dtype dtype) {
  const ck_value *x = operand(program, value);
  if (x == NULL) return;
  if (program->cols == 1) {
    ck_program_output(program, value, dtype, -2);
    return;
  }
  if ((x->level & CK_PER_COLUMN) != 0 || program->segment_counts != NULL) ck_fail(program, CK_BAD_SHAPE);
  ck_output output = {.kind = CK_OUT_COLUMN, .alias = -2, .layout = {.dtype = dtype}};
  output.value = computed(program, value);
  lay_out_plainly(program, &output.layout, CK_COLUMN);
  add_output(program, output);
}

static void add_reduction(
  ck_program *program, ck_output_kind kind, int32_t value, ck_reduction operation, float scale, ck_dtype dtype) {
  const ck_value *x = operand(program, value);
  if (x == NULL) return;
  bool by_position = operation == CK_ARGMAX || operation == CK_ARGMIN;
  if (operation < 0 || by_position || (x->lane != CK_LANE_F32 && scale != 1)) ck_fail(program, CK_BAD_LANE);
  if (program->segment_counts != NULL) ck_fail(program, CK_BAD_SHAPE);
  ck_output output = {.kind = kind, .value = value, .alias = -2, .operation = operation, .scale = scale};
  output.layout.dtype = dtype;
  add_output(program, output);
}

void ck_program_output_reduce_rows(
  ck_program *program, int32_t value, ck_reduction operation, float scale, ck_dtype dtype) {
  add_reduction(program, CK_OUT_REDUCE_ROWS, ck_expanded(program, value), operation, scale, dtype);
}

void ck_program_output_reduce_all(
  ck_program *program, int32_t value, ck_reduction operation, float scale, ck_dtype dtype) {
  const ck_value *x = operand(program, value);
  if (x == NULL) return;
  // A value per row is taken once per row; anything else is repeated to what the reduction runs over.
  if (x->level != CK_PER_ROW) value = ck_expanded(program, value);
  add_reduction(program, CK_OUT_REDUCE_ALL, value, operation, scale, dtype);
}

ck_status ck_program_finish(ck_program *program) {
  if (program->finished) return program->status;
  program->finished = true;
  if (program->output_count == 0) ck_fail(program, CK_NO_OUTPUT);
  if (program->status == CK_OK) ck_plan(program);
  return program->status;
}
