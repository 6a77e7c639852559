// Gives every value a place and emits the steps that compute and store it.

#include "Planner.h"

#include <stdlib.h>
#include <string.h>

// Places -----------------------------------------------------------------------------------------------------------

ck_place ck_plan_worker_place(ck_planner *planner, int64_t lanes) {
  ck_place place = {BASE_WORKER, (uint32_t)planner->worker_bytes};
  planner->worker_bytes += (size_t)rounded_up(lanes * 4, 64);
  if (planner->worker_bytes > UINT32_MAX / 2) ck_fail(planner->program, CK_BAD_SHAPE);
  return place;
}

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

static ck_place own_place(ck_planner *planner, const ck_value *value) {
  switch (value->level) {
  case CK_UNIFORM: return ck_plan_worker_place(planner, 1);
  case CK_PER_COLUMN: return ck_plan_worker_place(planner, planner->program->tile_cols);
  case CK_PER_ROW: return ck_plan_worker_place(planner, planner->program->tile_rows);
  default: return take_slot(planner);
  }
}

ck_step *ck_plan_add_step(ck_planner *planner, ck_step_kind kind, int32_t level) {
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
  ck_step *step = ck_plan_add_step(planner, layout->strided ? CK_STEP_STRIDED_LOAD : CK_STEP_KERNEL, value->level);
  step->kernel = program->kernels->load[layout->dtype];
  if (layout->strided) step->index = value->index;
  step->a = pointer_place(program, false, value->index);
  step->out = place;
  return place;
}

ck_place ck_plan_place_of(ck_planner *planner, int32_t id) {
  if (!has_place(planner->place[id])) planner->place[id] = read_input(planner, id);
  return planner->place[id];
}

/// The value repeated over the tile.
static ck_place wide_place_of(ck_planner *planner, int32_t id) {
  if (has_place(planner->wide[id])) return planner->wide[id];
  ck_place narrow = ck_plan_place_of(planner, id), place = take_slot(planner);
  bool per_row = value_at(planner, id)->level == CK_PER_ROW;
  ck_step *step = ck_plan_add_step(planner, per_row ? CK_STEP_REPEAT_COLUMNS : CK_STEP_REPEAT_ROWS, CK_PER_ELEMENT);
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
    operand.place = ck_plan_place_of(planner, id);
  } else if (value->level == CK_UNIFORM) {
    operand = (ck_operand){ck_plan_place_of(planner, id), true, 0};
  } else if (value->level == CK_PER_ROW) {
    if (by_row || planner->program->tile_rows == 1) operand = (ck_operand){ck_plan_place_of(planner, id), true, 4};
    else operand.place = wide_place_of(planner, id);
  } else if (by_row || planner->program->tile_rows == 1) {
    operand = (ck_operand){ck_plan_place_of(planner, id), false, 0};
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
void ck_plan_emit(ck_planner *planner, int32_t id, ck_place direct) {
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
  if (apart) operands[0].place = ck_plan_place_of(planner, value->operands[0]);
  release_after(planner, id);
  ck_place place = has_place(direct) ? direct : own_place(planner, value);
  planner->place[id] = place;
  ck_step *step;
  switch (value->kind) {
  case CK_VALUE_ROW_INDEX: step = ck_plan_add_step(planner, CK_STEP_ROW_INDEX, value->level); break;
  case CK_VALUE_COLUMN_INDEX: step = ck_plan_add_step(planner, CK_STEP_COLUMN_INDEX, value->level); break;
  case CK_VALUE_RANDOM:
    step = ck_plan_add_step(planner, CK_STEP_RANDOM, value->level);
    operands[0].place = pointer_place(program, false, value->index);
    step->random_base = value->base;
    break;
  case CK_VALUE_REDUCE:
    step = ck_plan_add_step(planner, program->chunked_rows ? CK_STEP_REDUCE_PART : CK_STEP_REDUCE, value->level);
    step->reduce = program->kernels->reduce[value_at(planner, value->operands[0])->lane][value->operation];
    step->index = planner->running[id];
    break;
  case CK_VALUE_EXPAND: {
    int32_t level = value_at(planner, value->operands[0])->level;
    ck_step_kind kind = level == CK_UNIFORM ? CK_STEP_FILL : CK_STEP_REPEAT_ROWS;
    if (level == CK_PER_ROW) kind = CK_STEP_REPEAT_COLUMNS;
    step = ck_plan_add_step(planner, kind, CK_PER_ELEMENT);
    break;
  }
  default:
    step = ck_plan_add_step(planner, by_row ? CK_STEP_BY_ROW : CK_STEP_KERNEL, value->level);
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

/// The id of the value after which the output may be written: no later step reads memory that it may share.
int32_t ck_plan_earliest_write(ck_planner *planner, const ck_output *output) {
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

ck_place ck_plan_direct_place(ck_planner *planner, int32_t id) {
  ck_program *program = planner->program;
  const ck_value *value = value_at(planner, id);
  if (value->level != CK_PER_ELEMENT || value->kind == CK_VALUE_INPUT) return no_place;
  for (int32_t i = 0; i < program->output_count; i++) {
    const ck_output *output = &program->outputs[i];
    if (output->kind != CK_OUT_FULL || output->value != id || output->layout.strided) continue;
    ck_dtype dtype = output->layout.dtype;
    bool same = value->lane == CK_LANE_F32 ? dtype == CK_F32 : dtype == CK_I32 || dtype == CK_U32;
    if (same && ck_plan_earliest_write(planner, output) == id) return pointer_place(program, true, i);
  }
  return no_place;
}

static bool same_place(ck_place a, ck_place b) { return a.base == b.base && a.offset == b.offset; }

void ck_plan_emit_output(ck_planner *planner, int32_t index, ck_steps *column_target) {
  ck_program *program = planner->program;
  ck_output *output = &program->outputs[index];
  const ck_value *value = value_at(planner, output->value);
  ck_place pointer = pointer_place(program, true, index);
  if (is_reduction(output)) {
    static const ck_binary combine[] = {CK_ADD, CK_MAXIMUM, CK_MINIMUM, CK_MULTIPLY};
    ck_steps *target = planner->target;
    if (value->level == CK_PER_ROW) planner->target = column_target;
    ck_place from = ck_plan_place_of(planner, output->value);
    ck_step *step = ck_plan_add_step(planner, CK_STEP_KERNEL, value->level);
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
  ck_place from = ck_plan_place_of(planner, output->value);
  int32_t level = output->kind == CK_OUT_COLUMN ? CK_PER_ROW : CK_PER_ELEMENT;
  if (output->kind == CK_OUT_COLUMN && value->level == CK_UNIFORM) {
    // One value for all rows: repeated first.
    ck_place repeated = ck_plan_worker_place(planner, program->tile_rows);
    ck_step *fill = ck_plan_add_step(planner, CK_STEP_FILL, CK_PER_ROW);
    fill->a = from;
    fill->out = repeated;
    from = repeated;
  }
  ck_step *step = ck_plan_add_step(planner, output->layout.strided ? CK_STEP_STRIDED_STORE : CK_STEP_KERNEL, level);
  step->kernel = program->kernels->store[value->lane][output->layout.dtype];
  if (output->layout.strided) step->index = index;
  step->a = from;
  step->out = pointer;
  planner->target = target;
}
