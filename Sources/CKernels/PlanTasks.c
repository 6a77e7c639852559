// Cuts the space into tasks and lays out the memory that running needs.

#include "Planner.h"

#include <stdlib.h>
#include <string.h>

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

void ck_plan_cut(ck_planner *planner) {
  ck_program *program = planner->program;
  int64_t cost = 1, total = 0;
  bool by_group = false, reduces_rows = false;
  for (int32_t id = 0; id < program->value_count; id++) {
    const ck_value *value = value_at(planner, id);
    if (planner->needed[id] && value->level == CK_PER_ELEMENT) cost += ck_plan_cost(program, value);
  }
  for (int32_t i = 0; i < program->output_count; i++) {
    by_group = by_group || is_reduction(&program->outputs[i]);
    reduces_rows = reduces_rows || program->outputs[i].kind == CK_OUT_REDUCE_ROWS;
  }
  if (program->segment_counts == NULL) total = program->rows * program->cols;
  for (int64_t i = 0; program->segment_counts != NULL && i < program->segments; i++) {
    total += program->segment_counts[i];
  }
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

/// Running results of the reductions that outputs make: one tile (or row) in each worker, and one partial result
/// per task.
void ck_plan_place_accumulators(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int32_t i = 0; i < program->output_count; i++) {
    ck_output *output = &program->outputs[i];
    if (!is_reduction(output)) continue;
    int64_t lanes = tile_lanes(program);
    if (output->kind == CK_OUT_REDUCE_ROWS && program->chunked_rows) lanes = program->cols;
    if (value_at(planner, output->value)->level == CK_PER_ROW) lanes = program->tile_rows;
    output->partial_length = lanes;
    output->accumulator = ck_plan_worker_place(planner, lanes).offset;
  }
}

void ck_plan_place_carries(ck_planner *planner) {
  ck_program *program = planner->program;
  for (int64_t i = 0; i < program->work_count; i++) {
    const ck_work *work = &program->work[i];
    int64_t rows = (work->row_end - work->row_start + program->tile_rows - 1) / program->tile_rows;
    int64_t cols = (work->col_end - work->col_start + program->tile_cols - 1) / program->tile_cols;
    if (rows * cols > CK_TILES_PER_CARRY) program->long_sums = true;
  }
  for (int32_t i = 0; i < program->output_count && program->long_sums; i++) {
    ck_output *output = &program->outputs[i];
    if (is_reduction(output)) output->carry = ck_plan_worker_place(planner, output->partial_length).offset;
  }
}

void ck_plan_place_partials(ck_program *program) {
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

void ck_plan_lay_out_memory(ck_planner *planner) {
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
