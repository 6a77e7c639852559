// Turns the recorded values into steps over tiles.

#include "Planner.h"

#include <stdlib.h>
#include <string.h>

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
    ck_plan_count_uses(&planner);
    ck_plan_fuse_products(&planner);
    ck_plan_count_uses(&planner);
    ck_plan_flatten(&planner);
    ck_plan_find_last_reads(&planner, planner.needed, NULL);
    ck_plan_choose_tile(&planner);
    place_constants(&planner);
    ck_plan_place_accumulators(&planner);
    ck_plan_emit_once(&planner);
    if (program->chunked_rows) ck_plan_chunks(&planner, write_after);
    else ck_plan_whole_rows(&planner, write_after);
    ck_plan_cut(&planner);
    ck_plan_place_carries(&planner);
    ck_plan_place_partials(program);
    ck_plan_lay_out_memory(&planner);
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
