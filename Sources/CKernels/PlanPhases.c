// Orders the steps: once per run, once per panel of columns, and in one or several passes over each tile.

#include "Planner.h"

#include <stdlib.h>
#include <string.h>

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
void ck_plan_find_last_reads(ck_planner *planner, const bool *within, int32_t *write_after) {
  ck_program *program = planner->program;
  for (int32_t id = 0; id < program->value_count; id++) planner->last_read[id] = id;
  for (int32_t id = 0; id < program->value_count; id++) {
    if (!within[id]) continue;
    const ck_value *value = value_at(planner, id);
    for (int32_t k = 0; k < value->count; k++) planner->last_read[value->operands[k]] = id;
  }
  memcpy(planner->last_use, planner->last_read, (size_t)program->value_count * sizeof(int32_t));
  for (int32_t i = 0; write_after != NULL && i < program->output_count; i++) {
    write_after[i] = ck_plan_earliest_write(planner, &program->outputs[i]);
    planner->last_use[program->outputs[i].value] = INT32_MAX;
  }
}

static void emit_outputs_after(ck_planner *planner, int32_t id, ck_steps *column_target, const int32_t *write_after) {
  for (int32_t i = 0; i < planner->program->output_count; i++) {
    if (write_after[i] == id) ck_plan_emit_output(planner, i, column_target);
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

void ck_plan_emit_once(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (!planner->needed[id]) continue;
    bool column = value->level == CK_PER_COLUMN && !program->chunked_rows;
    if (value->level != CK_UNIFORM && !column) continue;
    planner->target = column ? &program->panel : &program->once;
    if (value->kind == CK_VALUE_CONSTANT) continue;
    if (value->kind == CK_VALUE_INPUT) ck_plan_place_of(planner, id);
    else ck_plan_emit(planner, id, no_place);
  }
  if (!planner->repeat_columns_once) return;
  planner->target = &program->panel;
  // Repetitions over the tile last for the whole panel, so they get memory of their own.
  for (int32_t id = 0; id < program->value_count; id++) {
    if (!planner->needed[id] || value_at(planner, id)->level != CK_PER_COLUMN) continue;
    ck_place narrow = ck_plan_place_of(planner, id);
    ck_step *step = ck_plan_add_step(planner, CK_STEP_REPEAT_ROWS, CK_PER_ELEMENT);
    step->a = narrow;
    // The whole tile, whatever the first tile's rows.
    step->index = 1;
    planner->wide[id] = step->out = ck_plan_worker_place(planner, tile_lanes(program));
  }
}

void ck_plan_whole_rows(ck_planner *planner, int32_t *write_after) {
  ck_program *program = planner->program;
  if (!makes_phases(program, 1)) return;
  planner->target = &program->phases[0].body;
  ck_plan_find_last_reads(planner, planner->needed, write_after);
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (!planner->needed[id]) continue;
    if (value->level == CK_PER_ELEMENT || value->level == CK_PER_ROW) {
      ck_plan_emit(planner, id, ck_plan_direct_place(planner, id));
    }
    emit_outputs_after(planner, id, planner->target, write_after);
  }
}

void ck_plan_chunks(ck_planner *planner, int32_t *write_after) {
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
    ck_plan_find_last_reads(planner, planner->in_phase, last ? write_after : NULL);
    for (int32_t id = 0; id < program->value_count; id++) {
      const ck_value *value = value_at(planner, id);
      if (planner->in_phase[id]) {
        planner->target = body;
        ck_plan_emit(planner, id, last ? ck_plan_direct_place(planner, id) : no_place);
        if (value->kind == CK_VALUE_REDUCE) {
          planner->target = end;
          ck_step *step = ck_plan_add_step(planner, CK_STEP_REDUCE_END, CK_PER_ROW);
          step->index = planner->running[id];
          step->lane = value->lane;
          step->operation = value->operation;
          step->out = planner->place[id];
        }
      } else if (planner->needed[id] && value->level == CK_PER_ROW && planner->depth[id] == phase) {
        planner->target = end;
        if (value->kind == CK_VALUE_INPUT) ck_plan_place_of(planner, id);
        else ck_plan_emit(planner, id, no_place);
      }
      planner->target = body;
      if (last) emit_outputs_after(planner, id, end, write_after);
    }
  }
}
