#pragma once

#include "Program.h"

// What the files of the planner share.

enum { BASE_WORKER = 0, BASE_CONSTANTS, BASE_POOL, BASE_INPUTS };

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

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t rounded_up(int64_t value, int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

static inline ck_value *value_at(ck_planner *planner, int32_t id) { return &planner->program->values[id]; }

static const ck_place no_place = {UINT32_MAX, 0};
static inline bool has_place(ck_place place) { return place.base != UINT32_MAX; }

static inline int64_t tile_lanes(const ck_program *program) {
  return rounded_up(program->tile_rows * program->tile_cols, 16);
}

static inline bool is_reduction(const ck_output *output) {
  return output->kind == CK_OUT_REDUCE_ROWS || output->kind == CK_OUT_REDUCE_ALL;
}

// PlanRewrite.c
int64_t ck_plan_cost(const ck_program *program, const ck_value *value);
void ck_plan_count_uses(ck_planner *planner);
void ck_plan_fuse_products(ck_planner *planner);
void ck_plan_flatten(ck_planner *planner);
void ck_plan_choose_tile(ck_planner *planner);

// PlanSteps.c
ck_place ck_plan_worker_place(ck_planner *planner, int64_t lanes);
ck_step *ck_plan_add_step(ck_planner *planner, ck_step_kind kind, int32_t level);
ck_place ck_plan_place_of(ck_planner *planner, int32_t id);
void ck_plan_emit(ck_planner *planner, int32_t id, ck_place direct);
int32_t ck_plan_earliest_write(ck_planner *planner, const ck_output *output);
ck_place ck_plan_direct_place(ck_planner *planner, int32_t id);
void ck_plan_emit_output(ck_planner *planner, int32_t index, ck_steps *column_target);

// PlanPhases.c
void ck_plan_find_last_reads(ck_planner *planner, const bool *within, int32_t *write_after);
void ck_plan_emit_once(ck_planner *planner);
void ck_plan_whole_rows(ck_planner *planner, int32_t *write_after);
void ck_plan_chunks(ck_planner *planner, int32_t *write_after);

// PlanTasks.c
void ck_plan_cut(ck_planner *planner);
void ck_plan_place_accumulators(ck_planner *planner);
void ck_plan_place_carries(ck_planner *planner);
void ck_plan_place_partials(ck_program *program);
void ck_plan_lay_out_memory(ck_planner *planner);
