#include "Program.h"

#include <stdlib.h>
#include <string.h>

// Turns the recorded values into steps over tiles: decides the tile, gives every value a place, fuses products
// with sums, drops what nobody uses, and cuts the space into tasks.

enum { BASE_WORKER = 0, BASE_CONSTANTS, BASE_POOL, BASE_INPUTS };

static const ck_place no_place = {UINT32_MAX, 0};

typedef struct ck_planner {
  ck_program *program;
  bool *needed;
  int32_t *uses;
  ck_place *place;           ///< of each value, or no_place
  ck_place *wide;            ///< of its repetition over the tile, for values per row or per column
  int32_t *last_read;        ///< the last value (by id) that reads it in this phase
  int32_t *last_use;         ///< the same, or INT32_MAX where an output still needs it
  int32_t *depth;            ///< how many row reductions come before it
  int32_t *running;          ///< index of the running result of a chunked reduction
  bool *in_phase;
  uint8_t *pool;             ///< 1: taken
  int32_t pool_size, pool_capacity;
  size_t worker_bytes;
  bool by_row, repeat_columns_once;
  ck_steps *target;
} ck_planner;

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static ck_value *value_at(ck_planner *planner, int32_t id) { return &planner->program->values[id]; }

// Order of magnitude in cycles per 16 elements.
static int64_t cost_of(const ck_program *program, const ck_value *value) {
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

static void count_uses(ck_planner *planner) {
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

static void fuse_products(ck_planner *planner) {
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
static void flatten(ck_planner *planner) {
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

static int64_t rounded_up(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

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

static void choose_tile(ck_planner *planner) {
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

// Places -----------------------------------------------------------------------------------------------------------

static ck_place worker_place(ck_planner *planner, int64_t lanes) {
  ck_place place = {BASE_WORKER, (uint32_t)planner->worker_bytes};
  planner->worker_bytes += (size_t)rounded_up(lanes * 4, 64);
  if (planner->worker_bytes > UINT32_MAX / 2) ck_fail(planner->program, CK_BAD_SHAPE);
  return place;
}

static int64_t tile_lanes(const ck_program *program) { return rounded_up(program->tile_rows * program->tile_cols, 16); }

static ck_place take_slot(ck_planner *planner) {
  int32_t slot = 0;
  while (slot < planner->pool_size && planner->pool[slot]) slot++;
  if (slot == planner->pool_size) {
    if (!ck_grow((void **)&planner->pool, planner->pool_size, &planner->pool_capacity, 1)) {
      ck_fail(planner->program, CK_OUT_OF_MEMORY);
      return no_place;
    }
    planner->pool_size++;
  }
  planner->pool[slot] = 1;
  return (ck_place){BASE_POOL, (uint32_t)slot};
}

static void release(ck_planner *planner, ck_place place) {
  if (place.base == BASE_POOL) planner->pool[place.offset] = 0;
}

static bool has_place(ck_place place) { return place.base != UINT32_MAX; }

static ck_place own_place(ck_planner *planner, const ck_value *value) {
  switch (value->level) {
  case CK_UNIFORM: return worker_place(planner, 1);
  case CK_PER_COLUMN: return worker_place(planner, planner->program->tile_cols);
  case CK_PER_ROW: return worker_place(planner, planner->program->tile_rows);
  default: return take_slot(planner);
  }
}

static ck_step *add_step(ck_planner *planner, ck_step_kind kind, int32_t level) {
  static ck_step spare;
  ck_steps *steps = planner->target;
  if (!ck_grow((void **)&steps->items, steps->count, &steps->capacity, sizeof *steps->items)) {
    ck_fail(planner->program, CK_OUT_OF_MEMORY);
    return &spare;
  }
  ck_step *step = &steps->items[steps->count++];
  *step = (ck_step){.kind = (uint8_t)kind, .level = (uint8_t)level};
  step->a = step->b = step->c = (ck_place){BASE_CONSTANTS, 0};
  return step;
}

static ck_place pointer_place(const ck_program *program, bool output, int32_t index) {
  return (ck_place){(uint32_t)(BASE_INPUTS + (output ? program->input_count : 0) + index), 0};
}

/// Inputs are read where they lie if they need no conversion, else loaded at their first use.
static ck_place read_input(ck_planner *planner, int32_t id) {
  ck_program *program = planner->program;
  ck_value *value = value_at(planner, id);
  const ck_layout *layout = &program->inputs[value->index];
  bool as_is = layout->dtype == CK_F32 || layout->dtype == CK_I32 || layout->dtype == CK_U32;
  if (as_is && !layout->strided) return pointer_place(program, false, value->index);
  ck_place place = own_place(planner, value);
  ck_step *step = add_step(planner, layout->strided ? CK_STEP_STRIDED_LOAD : CK_STEP_KERNEL, value->level);
  step->kernel = program->kernels->load[layout->dtype];
  if (layout->strided) step->index = value->index;
  step->a = pointer_place(program, false, value->index);
  step->out = place;
  return place;
}

static ck_place place_of(ck_planner *planner, int32_t id) {
  if (!has_place(planner->place[id])) planner->place[id] = read_input(planner, id);
  return planner->place[id];
}

/// The value repeated over the tile.
static ck_place wide_place_of(ck_planner *planner, int32_t id) {
  if (has_place(planner->wide[id])) return planner->wide[id];
  ck_place narrow = place_of(planner, id), place = take_slot(planner);
  bool per_row = value_at(planner, id)->level == CK_PER_ROW;
  ck_step *step = add_step(planner, per_row ? CK_STEP_REPEAT_COLUMNS : CK_STEP_REPEAT_ROWS, CK_PER_ELEMENT);
  step->a = narrow;
  step->out = place;
  planner->wide[id] = place;
  return place;
}

// Steps ------------------------------------------------------------------------------------------------------------

typedef struct ck_operand {
  ck_place place;
  bool single;
  int32_t pitch;
} ck_operand;

/// How a step of `level` reads a value; `by_row` says that the step runs row by row.
static ck_operand operand_for(ck_planner *planner, int32_t id, int32_t level, bool by_row) {
  const ck_value *value = value_at(planner, id);
  ck_operand operand = {.pitch = -1};
  if (level == CK_UNIFORM || value->level == level) {
    operand.place = place_of(planner, id);
  } else if (value->level == CK_UNIFORM) {
    operand = (ck_operand){place_of(planner, id), true, 0};
  } else if (value->level == CK_PER_ROW) {
    if (by_row || planner->program->tile_rows == 1) operand = (ck_operand){place_of(planner, id), true, 4};
    else operand.place = wide_place_of(planner, id);
  } else if (by_row || planner->program->tile_rows == 1) {
    operand = (ck_operand){place_of(planner, id), false, 0};
  } else {
    operand.place = wide_place_of(planner, id);
  }
  return operand;
}

static bool runs_by_row(ck_planner *planner, const ck_value *value) {
  if (value->level != CK_PER_ELEMENT || planner->program->tile_rows == 1) return false;
  for (int32_t k = 0; k < value->count; k++) {
    int32_t level = value_at(planner, value->operands[k])->level;
    if (level == CK_PER_ROW && planner->by_row) return true;
    if (level == CK_PER_COLUMN && !planner->repeat_columns_once) return true;
  }
  return false;
}

static void release_after(ck_planner *planner, int32_t id) {
  const ck_value *value = value_at(planner, id);
  for (int32_t k = 0; k < value->count; k++) {
    int32_t used = value->operands[k];
    if (planner->last_use[used] != id) continue;
    if (value_at(planner, used)->level == CK_PER_ELEMENT) release(planner, planner->place[used]);
    if (value_at(planner, used)->level == CK_PER_ROW && has_place(planner->wide[used])) {
      release(planner, planner->wide[used]);
      planner->wide[used] = no_place;
    }
  }
}

static ck_kernel kernel_for(const ck_program *program, const ck_value *value, const bool *single) {
  const ck_kernel_table *kernels = program->kernels;
  int32_t lane = program->values[value->operands[0]].lane;
  switch (value->kind) {
  case CK_VALUE_UNARY: return kernels->unary[lane][value->operation];
  case CK_VALUE_CONVERT: return value->dtype == CK_I64 ? kernels->load[CK_F32] : kernels->convert[lane][value->dtype];
  case CK_VALUE_UNIFORM_RANDOM: return kernels->uniform;
  case CK_VALUE_BINARY: return kernels->binary[lane][value->operation][single[0] ? 1 : single[1] ? 2 : 0];
  default: return kernels->ternary[value->lane][value->operation][single[0] + 2 * single[1] + 4 * single[2]];
  }
}

/// Emits the steps of one value. `direct` is where its only full output wants it, or no place.
static void emit(ck_planner *planner, int32_t id, ck_place direct) {
  ck_program *program = planner->program;
  const ck_value *value = value_at(planner, id);
  if (value->kind == CK_VALUE_INPUT || value->kind == CK_VALUE_CONSTANT) return;
  ck_operand operands[3] = {{no_place, false, 0}, {no_place, false, 0}, {no_place, false, 0}};
  bool single[3] = {false, false, false};
  bool by_row = runs_by_row(planner, value);
  bool apart = value->kind == CK_VALUE_EXPAND || value->kind == CK_VALUE_REDUCE;
  for (int32_t k = 0; k < value->count && !apart; k++) {
    operands[k] = operand_for(planner, value->operands[k], value->level, by_row);
    single[k] = operands[k].single;
  }
  if (apart) operands[0].place = place_of(planner, value->operands[0]);
  release_after(planner, id);
  ck_place place = has_place(direct) ? direct : own_place(planner, value);
  planner->place[id] = place;
  ck_step *step;
  switch (value->kind) {
  case CK_VALUE_ROW_INDEX: step = add_step(planner, CK_STEP_ROW_INDEX, value->level); break;
  case CK_VALUE_COLUMN_INDEX: step = add_step(planner, CK_STEP_COLUMN_INDEX, value->level); break;
  case CK_VALUE_RANDOM:
    step = add_step(planner, CK_STEP_RANDOM, value->level);
    operands[0].place = pointer_place(program, false, value->index);
    step->random_base = value->base;
    break;
  case CK_VALUE_REDUCE:
    step = add_step(planner, program->chunked_rows ? CK_STEP_REDUCE_PART : CK_STEP_REDUCE, value->level);
    step->reduce = program->kernels->reduce[value_at(planner, value->operands[0])->lane][value->operation];
    step->index = planner->running[id];
    break;
  case CK_VALUE_EXPAND: {
    int32_t level = value_at(planner, value->operands[0])->level;
    ck_step_kind kind = level == CK_UNIFORM ? CK_STEP_FILL : CK_STEP_REPEAT_ROWS;
    if (level == CK_PER_ROW) kind = CK_STEP_REPEAT_COLUMNS;
    step = add_step(planner, kind, CK_PER_ELEMENT);
    break;
  }
  default:
    step = add_step(planner, by_row ? CK_STEP_BY_ROW : CK_STEP_KERNEL, value->level);
    step->kernel = kernel_for(program, value, single);
  }
  step->lane = value->count > 0 ? value_at(planner, value->operands[0])->lane : value->lane;
  step->operation = value->operation;
  step->out = place;
  if (has_place(operands[0].place)) step->a = operands[0].place;
  if (has_place(operands[1].place)) step->b = operands[1].place;
  if (has_place(operands[2].place)) step->c = operands[2].place;
  step->pitch_out = -1;
  step->pitch_a = operands[0].pitch;
  step->pitch_b = operands[1].pitch;
  step->pitch_c = operands[2].pitch;
}

// Outputs ----------------------------------------------------------------------------------------------------------

static bool is_reduction(const ck_output *output) {
  return output->kind == CK_OUT_REDUCE_ROWS || output->kind == CK_OUT_REDUCE_ALL;
}

/// The id of the value after which the output may be written: no later step reads memory that it may share.
static int32_t earliest_write(ck_planner *planner, const ck_output *output) {
  int32_t after = output->value;
  if (is_reduction(output) || output->alias == -1) return after;
  for (int32_t id = 0; id < planner->program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (!planner->needed[id] || value->kind != CK_VALUE_INPUT) continue;
    if (output->alias >= 0 && output->alias != id) continue;
    if (planner->last_read[id] > after) after = planner->last_read[id];
  }
  return after;
}

static ck_place direct_place(ck_planner *planner, int32_t id) {
  ck_program *program = planner->program;
  const ck_value *value = value_at(planner, id);
  if (value->level != CK_PER_ELEMENT || value->kind == CK_VALUE_INPUT) return no_place;
  for (int32_t i = 0; i < program->output_count; i++) {
    const ck_output *output = &program->outputs[i];
    if (output->kind != CK_OUT_FULL || output->value != id || output->layout.strided) continue;
    ck_dtype dtype = output->layout.dtype;
    bool same = value->lane == CK_LANE_F32 ? dtype == CK_F32 : dtype == CK_I32 || dtype == CK_U32;
    if (same && earliest_write(planner, output) == id) return pointer_place(program, true, i);
  }
  return no_place;
}

static bool same_place(ck_place a, ck_place b) { return a.base == b.base && a.offset == b.offset; }

static void emit_output(ck_planner *planner, int32_t index, ck_steps *column_target) {
  ck_program *program = planner->program;
  ck_output *output = &program->outputs[index];
  const ck_value *value = value_at(planner, output->value);
  ck_place pointer = pointer_place(program, true, index);
  if (is_reduction(output)) {
    static const ck_binary combine[] = {CK_ADD, CK_MAXIMUM, CK_MINIMUM, CK_MULTIPLY};
    ck_steps *target = planner->target;
    if (value->level == CK_PER_ROW) planner->target = column_target;
    ck_place from = place_of(planner, output->value);
    ck_step *step = add_step(planner, CK_STEP_KERNEL, value->level);
    step->kernel = program->kernels->binary[value->lane][combine[output->operation]][0];
    step->out = step->a = (ck_place){BASE_WORKER, (uint32_t)output->accumulator};
    if (program->chunked_rows && output->kind == CK_OUT_REDUCE_ROWS) step->index = CK_SIDE_BY_SIDE;
    if (value->level == CK_PER_ROW) step->index = CK_FIRST_PANEL_ONLY;
    step->b = from;
    planner->target = target;
    return;
  }
  if (same_place(planner->place[output->value], pointer)) return;
  ck_steps *target = planner->target;
  if (output->kind == CK_OUT_COLUMN) planner->target = column_target;
  ck_place from = place_of(planner, output->value);
  int32_t level = output->kind == CK_OUT_COLUMN ? CK_PER_ROW : CK_PER_ELEMENT;
  if (output->kind == CK_OUT_COLUMN && value->level == CK_UNIFORM) {
    // One value for all rows: repeated first.
    ck_place repeated = worker_place(planner, program->tile_rows);
    ck_step *fill = add_step(planner, CK_STEP_FILL, CK_PER_ROW);
    fill->a = from;
    fill->out = repeated;
    from = repeated;
  }
  ck_step *step = add_step(planner, output->layout.strided ? CK_STEP_STRIDED_STORE : CK_STEP_KERNEL, level);
  step->kernel = program->kernels->store[value->lane][output->layout.dtype];
  if (output->layout.strided) step->index = index;
  step->a = from;
  step->out = pointer;
  planner->target = target;
}

// Phases -----------------------------------------------------------------------------------------------------------

/// Marks what the values already marked need within one pass over the tile: down to inputs and values per row.
static void close_phase(ck_planner *planner) {
  for (int32_t id = planner->program->value_count - 1; id >= 0; id--) {
    if (!planner->in_phase[id]) continue;
    const ck_value *value = value_at(planner, id);
    for (int32_t k = 0; k < value->count; k++) {
      int32_t used = value->operands[k];
      int32_t level = value_at(planner, used)->level;
      if (level == CK_PER_ELEMENT || level == CK_PER_COLUMN) planner->in_phase[used] = true;
    }
  }
}

/// Who reads what last among the values of `within`, and when outputs may be written.
static void find_last_reads(ck_planner *planner, const bool *within, int32_t *write_after) {
  ck_program *program = planner->program;
  for (int32_t id = 0; id < program->value_count; id++) planner->last_read[id] = id;
  for (int32_t id = 0; id < program->value_count; id++) {
    if (!within[id]) continue;
    const ck_value *value = value_at(planner, id);
    for (int32_t k = 0; k < value->count; k++) planner->last_read[value->operands[k]] = id;
  }
  memcpy(planner->last_use, planner->last_read, (size_t)program->value_count * sizeof(int32_t));
  for (int32_t i = 0; write_after != NULL && i < program->output_count; i++) {
    write_after[i] = earliest_write(planner, &program->outputs[i]);
    planner->last_use[program->outputs[i].value] = INT32_MAX;
  }
}

static void emit_outputs_after(ck_planner *planner, int32_t id, ck_steps *column_target, const int32_t *write_after) {
  for (int32_t i = 0; i < planner->program->output_count; i++) {
    if (write_after[i] == id) emit_output(planner, i, column_target);
  }
}

static void forget_tile_places(ck_planner *planner) {
  for (int32_t id = 0; id < planner->program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    bool chunk_column = planner->program->chunked_rows && value->level == CK_PER_COLUMN;
    if (value->level == CK_PER_ELEMENT || chunk_column) planner->place[id] = no_place;
    if (value->level == CK_PER_ROW) planner->wide[id] = no_place;
  }
  memset(planner->pool, 0, (size_t)planner->pool_size);
}

static bool makes_phases(ck_program *program, int32_t count) {
  program->phases = calloc((size_t)count, sizeof *program->phases);
  program->phase_count = count;
  if (program->phases == NULL) ck_fail(program, CK_OUT_OF_MEMORY);
  return program->phases != NULL;
}

static void emit_once(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (!planner->needed[id]) continue;
    bool column = value->level == CK_PER_COLUMN && !program->chunked_rows;
    if (value->level != CK_UNIFORM && !column) continue;
    planner->target = column ? &program->panel : &program->once;
    if (value->kind == CK_VALUE_CONSTANT) continue;
    if (value->kind == CK_VALUE_INPUT) place_of(planner, id);
    else emit(planner, id, no_place);
  }
  if (!planner->repeat_columns_once) return;
  planner->target = &program->panel;
  // Repetitions over the tile last for the whole panel, so they get memory of their own.
  for (int32_t id = 0; id < program->value_count; id++) {
    if (!planner->needed[id] || value_at(planner, id)->level != CK_PER_COLUMN) continue;
    ck_place narrow = place_of(planner, id);
    ck_step *step = add_step(planner, CK_STEP_REPEAT_ROWS, CK_PER_ELEMENT);
    step->a = narrow;
    // The whole tile, whatever the first tile's rows.
    step->index = 1;
    planner->wide[id] = step->out = worker_place(planner, tile_lanes(program));
  }
}

static void plan_whole_rows(ck_planner *planner, int32_t *write_after) {
  ck_program *program = planner->program;
  if (!makes_phases(program, 1)) return;
  planner->target = &program->phases[0].body;
  find_last_reads(planner, planner->needed, write_after);
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (!planner->needed[id]) continue;
    if (value->level == CK_PER_ELEMENT || value->level == CK_PER_ROW) emit(planner, id, direct_place(planner, id));
    emit_outputs_after(planner, id, planner->target, write_after);
  }
}

static void plan_chunks(ck_planner *planner, int32_t *write_after) {
  ck_program *program = planner->program;
  int32_t deepest = 0;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    planner->depth[id] = 0;
    for (int32_t k = 0; k < value->count; k++) {
      int32_t before = planner->depth[value->operands[k]];
      if (before > planner->depth[id]) planner->depth[id] = before;
    }
    if (value->kind != CK_VALUE_REDUCE) continue;
    planner->depth[id]++;
    planner->running[id] = program->running_count++;
    if (planner->needed[id] && planner->depth[id] > deepest) deepest = planner->depth[id];
  }
  if (!makes_phases(program, deepest + 2)) return;
  for (int32_t phase = 0; phase <= deepest + 1; phase++) {
    bool last = phase == deepest + 1;
    memset(planner->in_phase, 0, (size_t)program->value_count);
    forget_tile_places(planner);
    for (int32_t id = 0; id < program->value_count; id++) {
      bool reduced_here = value_at(planner, id)->kind == CK_VALUE_REDUCE && planner->depth[id] == phase;
      planner->in_phase[id] = planner->needed[id] && reduced_here && phase > 0;
    }
    for (int32_t i = 0; last && i < program->output_count; i++) {
      int32_t id = program->outputs[i].value;
      if (value_at(planner, id)->level == CK_PER_ELEMENT) planner->in_phase[id] = true;
    }
    close_phase(planner);
    ck_steps *body = &program->phases[phase].body, *end = &program->phases[phase].end;
    find_last_reads(planner, planner->in_phase, last ? write_after : NULL);
    for (int32_t id = 0; id < program->value_count; id++) {
      const ck_value *value = value_at(planner, id);
      if (planner->in_phase[id]) {
        planner->target = body;
        emit(planner, id, last ? direct_place(planner, id) : no_place);
        if (value->kind == CK_VALUE_REDUCE) {
          planner->target = end;
          ck_step *step = add_step(planner, CK_STEP_REDUCE_END, CK_PER_ROW);
          step->index = planner->running[id];
          step->lane = value->lane;
          step->operation = value->operation;
          step->out = planner->place[id];
        }
      } else if (planner->needed[id] && value->level == CK_PER_ROW && planner->depth[id] == phase) {
        planner->target = end;
        if (value->kind == CK_VALUE_INPUT) place_of(planner, id);
        else emit(planner, id, no_place);
      }
      planner->target = body;
      if (last) emit_outputs_after(planner, id, end, write_after);
    }
  }
}

// Tasks ------------------------------------------------------------------------------------------------------------

static bool add_work(ck_program *program, int32_t *capacity, ck_work work) {
  if (!ck_grow((void **)&program->work, (int32_t)program->work_count, capacity, sizeof work)) {
    ck_fail(program, CK_OUT_OF_MEMORY);
    return false;
  }
  program->work[program->work_count++] = work;
  return true;
}

static void cut_segments(ck_program *program, int64_t pieces, int64_t total) {
  int32_t capacity = 0;
  int64_t size = rounded_up((total + pieces - 1) / pieces, program->tile_cols > 0 ? program->tile_cols : 1);
  for (int64_t segment = 0; segment < program->segments; segment++) {
    int64_t count = program->segment_counts[segment];
    for (int64_t start = 0; start < count; start += size) {
      int64_t end = start + size < count ? start + size : count;
      if (!add_work(program, &capacity, (ck_work){segment, 0, 1, start, end, 0, true})) return;
    }
  }
}

static void cut(ck_planner *planner) {
  ck_program *program = planner->program;
  int64_t cost = 1, total = 0;
  bool by_group = false, reduces_rows = false;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (planner->needed[id] && value->level == CK_PER_ELEMENT) cost += cost_of(program, value);
  }
  for (int32_t i = 0; i < program->output_count; i++) {
    by_group = by_group || is_reduction(&program->outputs[i]);
    reduces_rows = reduces_rows || program->outputs[i].kind == CK_OUT_REDUCE_ROWS;
  }
  if (program->segment_counts == NULL) total = program->rows * program->cols;
  for (int64_t i = 0; program->segment_counts != NULL && i < program->segments; i++) total += program->segment_counts[i];
  // A task is worth waking a thread for: some microseconds. More than 64 only cost.
  int64_t pieces = larger(1, smaller(64, (int64_t)((double)total * (double)cost / 16.0 / 16000.0)));
  if (program->segment_counts != NULL) {
    cut_segments(program, pieces, total);
    return;
  }
  if (total == 0) {
    program->group_count = reduces_rows && program->rows_per_group > 0 ? program->rows / program->rows_per_group : 1;
    return;
  }
  int64_t group_rows = reduces_rows ? program->rows_per_group : program->rows;
  int64_t groups = program->rows / group_rows;
  int64_t tiles = (group_rows + program->tile_rows - 1) / program->tile_rows;
  int64_t width = program->chunked_rows ? program->cols : program->tile_cols;
  int64_t panels = (program->cols + width - 1) / width;
  int64_t row_parts = 1, col_parts = 1;
  if (groups < pieces) {
    int64_t each = (pieces + groups - 1) / groups;
    if (reduces_rows || tiles < each) {
      // Panels need no combining afterwards, so they come first.
      col_parts = larger(1, smaller(panels, each));
      each = (each + col_parts - 1) / col_parts;
    }
    row_parts = larger(1, smaller(each, by_group ? larger(1, tiles / 4) : tiles));
    if (reduces_rows) row_parts = larger(1, smaller(row_parts, group_rows / 8));
  }
  // Whole tiles in equal numbers, give or take one.
  program->group_count = reduces_rows ? groups : 1;
  program->partials_per_group = row_parts;
  int32_t capacity = 0;
  for (int64_t group = 0; group < groups; group++) {
    for (int64_t row_part = 0; row_part < row_parts; row_part++) {
      int64_t first = smaller(tiles * row_part / row_parts * program->tile_rows, group_rows);
      int64_t last = smaller(tiles * (row_part + 1) / row_parts * program->tile_rows, group_rows);
      for (int64_t part = 0; part < col_parts; part++) {
        ck_work work = {0, group * group_rows + first, group * group_rows + last, 0, 0, 0, row_parts == 1};
        work.col_start = panels * part / col_parts * width;
        work.col_end = smaller(panels * (part + 1) / col_parts * width, program->cols);
        work.partial = group * row_parts + row_part;
        if (!add_work(program, &capacity, work)) return;
      }
    }
  }
}

/// Running results of the reductions that outputs make: one tile (or row) in each worker, and one partial result per task.
static void place_accumulators(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int32_t i = 0; i < program->output_count; i++) {
    ck_output *output = &program->outputs[i];
    if (!is_reduction(output)) continue;
    int64_t lanes = tile_lanes(program);
    if (output->kind == CK_OUT_REDUCE_ROWS && program->chunked_rows) lanes = program->cols;
    if (value_at(planner, output->value)->level == CK_PER_ROW) lanes = program->tile_rows;
    output->partial_length = lanes;
    output->accumulator = worker_place(planner, lanes).offset;
  }
}

static void place_carries(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int64_t i = 0; i < program->work_count; i++) {
    const ck_work *work = &program->work[i];
    int64_t rows = (work->row_end - work->row_start + program->tile_rows - 1) / program->tile_rows;
    int64_t cols = (work->col_end - work->col_start + program->tile_cols - 1) / program->tile_cols;
    if (rows * cols > CK_TILES_PER_CARRY) program->long_sums = true;
  }
  for (int32_t i = 0; i < program->output_count && program->long_sums; i++) {
    ck_output *output = &program->outputs[i];
    if (is_reduction(output)) output->carry = worker_place(planner, output->partial_length).offset;
  }
}

static void place_partials(ck_program *program) {
  for (int32_t i = 0; i < program->output_count; i++) {
    ck_output *output = &program->outputs[i];
    output->partials = program->shared_bytes;
    if (output->kind == CK_OUT_REDUCE_ALL) {
      program->shared_bytes += (size_t)rounded_up(program->work_count * 8 + 8, 64);
    } else if (output->kind == CK_OUT_REDUCE_ROWS) {
      // Room for one row even without tasks: an empty space still has a result.
      int64_t count = program->partials_per_group > 1 ? program->group_count * program->partials_per_group : 1;
      program->shared_bytes += (size_t)rounded_up(count * program->cols * 4, 64);
    }
  }
}

static void settle(ck_steps *steps, size_t slot_bytes) {
  for (int32_t i = 0; i < steps->count; i++) {
    ck_step *step = &steps->items[i];
    ck_place *places[4] = {&step->out, &step->a, &step->b, &step->c};
    for (int32_t k = 0; k < 4; k++) {
      if (places[k]->base == BASE_POOL) places[k]->offset *= (uint32_t)slot_bytes;
    }
  }
}

static void lay_out_memory(ck_planner *planner) {
  ck_program *program = planner->program;
  size_t slot = (size_t)tile_lanes(program) * 4;
  // A page is 4096 bytes: slots a multiple of it apart would fall into the same few cache sets.
  if (slot % 4096 == 0) slot += 64 * 5;
  if ((double)slot * (double)(planner->pool_size + 1) > (double)UINT32_MAX) ck_fail(program, CK_BAD_SHAPE);
  settle(&program->once, slot);
  settle(&program->panel, slot);
  for (int32_t i = 0; i < program->phase_count; i++) {
    settle(&program->phases[i].body, slot);
    settle(&program->phases[i].end, slot);
  }
  program->running = planner->worker_bytes;
  planner->worker_bytes += (size_t)rounded_up(program->running_count * (int64_t)sizeof(ck_running), 64);
  program->pool = planner->worker_bytes;
  planner->worker_bytes += slot * (size_t)planner->pool_size;
  program->bases = planner->worker_bytes;
  int64_t pointers = BASE_INPUTS + program->input_count + program->output_count;
  planner->worker_bytes += (size_t)rounded_up(pointers * 8, 64);
  program->worker_bytes = (size_t)rounded_up((int64_t)planner->worker_bytes, 128);
}

static void place_constants(ck_planner *planner) {
  ck_program *program = planner->program;
  program->constants = calloc((size_t)program->value_count + 1, 4);
  if (program->constants == NULL) {
    ck_fail(program, CK_OUT_OF_MEMORY);
    return;
  }
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (value->kind != CK_VALUE_CONSTANT) continue;
    program->constants[program->constant_count] = value->bits;
    planner->place[id] = (ck_place){BASE_CONSTANTS, (uint32_t)program->constant_count++ * 4};
  }
}

static bool allocate(ck_planner *planner) {
  size_t count = (size_t)planner->program->value_count;
  planner->needed = calloc(count, 1);
  planner->in_phase = calloc(count, 1);
  planner->uses = calloc(count, sizeof(int32_t));
  planner->last_read = calloc(count, sizeof(int32_t));
  planner->last_use = calloc(count, sizeof(int32_t));
  planner->depth = calloc(count, sizeof(int32_t));
  planner->running = calloc(count, sizeof(int32_t));
  planner->place = calloc(count, sizeof(ck_place));
  planner->wide = calloc(count, sizeof(ck_place));
  bool all = planner->needed && planner->in_phase && planner->uses && planner->depth;
  return all && planner->last_read && planner->last_use && planner->running && planner->place && planner->wide;
}

void ck_plan(ck_program *program) {
  ck_planner planner = {.program = program};
  int32_t *write_after = calloc((size_t)program->output_count, sizeof(int32_t));
  if (write_after == NULL || !allocate(&planner)) {
    ck_fail(program, CK_OUT_OF_MEMORY);
  } else {
    for (int32_t id = 0; id < program->value_count; id++) planner.place[id] = planner.wide[id] = no_place;
    count_uses(&planner);
    fuse_products(&planner);
    count_uses(&planner);
    flatten(&planner);
    find_last_reads(&planner, planner.needed, NULL);
    choose_tile(&planner);
    place_constants(&planner);
    place_accumulators(&planner);
    emit_once(&planner);
    if (program->chunked_rows) plan_chunks(&planner, write_after);
    else plan_whole_rows(&planner, write_after);
    cut(&planner);
    place_carries(&planner);
    place_partials(program);
    lay_out_memory(&planner);
  }
  free(write_after);
  free(planner.needed);
  free(planner.in_phase);
  free(planner.uses);
  free(planner.last_read);
  free(planner.last_use);
  free(planner.depth);
  free(planner.running);
  free(planner.place);
  free(planner.wide);
  free(planner.pool);
}

void ck_plan_free(ck_program *program) {
  free(program->once.items);
  free(program->panel.items);
  for (int32_t i = 0; i < program->phase_count; i++) {
    free(program->phases[i].body.items);
    free(program->phases[i].end.items);
  }
  free(program->phases);
  free(program->constants);
  free(program->work);
}
