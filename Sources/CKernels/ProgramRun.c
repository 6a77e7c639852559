#include <math.h>
#include <string.h>

#include "Parallel.h"
#include "Running.h"

/// One run, shared by its workers.
typedef struct ck_run {
  const ck_program *program;
  void *const *pointers;
  char *shared, *workers;
} ck_run;

// Tiles ------------------------------------------------------------------------------------------------------------

static void move_to(ck_position *position, int64_t row, int64_t rows, int64_t col, int64_t cols) {
  const ck_program *program = position->program;
  position->row = row;
  position->rows = rows;
  position->col = col;
  position->cols = cols;
  position->lanes[CK_UNIFORM] = 1;
  position->lanes[CK_PER_COLUMN] = cols;
  position->lanes[CK_PER_ROW] = rows;
  position->lanes[CK_PER_ELEMENT] = rows * cols;
  char **bases = position->bases + 3;
  for (int32_t i = 0; i < program->input_count; i++) {
    const ck_layout *layout = &program->inputs[i];
    int64_t offset = layout->strided ? 0 : row * layout->row_pitch + col * layout->col_pitch;
    bases[i] = (char *)position->pointers[i] + offset * ck_dtype_size(layout->dtype);
  }
  bases += program->input_count;
  for (int32_t i = 0; i < program->output_count; i++) {
    const ck_layout *layout = &program->outputs[i].layout;
    int64_t offset = layout->strided ? 0 : row * layout->row_pitch + col * layout->col_pitch;
    bases[i] = (char *)position->pointers[program->input_count + i] + offset * ck_dtype_size(layout->dtype);
  }
}

// Reductions of outputs --------------------------------------------------------------------------------------------

static ck_lane output_lane(const ck_program *program, const ck_output *output) {
  return (ck_lane)program->values[output->value].lane;
}

static uint32_t identity(ck_lane lane, ck_reduction operation) {
  switch (operation) {
  case CK_MAX: return lane == CK_LANE_F32 ? 0xff800000 : lane == CK_LANE_I32 ? 0x80000000 : 0;
  case CK_MIN: return lane == CK_LANE_F32 ? 0x7f800000 : lane == CK_LANE_I32 ? 0x7fffffff : 0xffffffff;
  case CK_PROD: return lane == CK_LANE_F32 ? 0x3f800000 : 1;
  default: return 0;
  }
}

static ck_kernel combining_kernel(const ck_program *program, const ck_output *output) {
  static const ck_binary combine[] = {CK_ADD, CK_MAXIMUM, CK_MINIMUM, CK_MULTIPLY};
  return program->kernels->binary[output_lane(program, output)][combine[output->operation]][0];
}

static void reset(const ck_position *position, const ck_output *output) {
  const ck_program *program = position->program;
  uint32_t bits = identity(output_lane(program, output), output->operation);
  program->kernels->fill(position->memory + output->accumulator, &bits, NULL, NULL, output->partial_length);
  if (!program->long_sums) return;
  program->kernels->fill(position->memory + output->carry, &bits, NULL, NULL, output->partial_length);
}

/// Joins the running result with what was carried over, in the place of either.
static void join_carry(const ck_position *position, const ck_output *output, size_t into) {
  char *running = position->memory + output->accumulator, *carry = position->memory + output->carry;
  ck_kernel kernel = combining_kernel(position->program, output);
  kernel(position->memory + into, carry, running, NULL, output->partial_length);
}

static void count_tile(ck_position *position) {
  const ck_program *program = position->program;
  if (!program->long_sums || ++position->tiles < CK_TILES_PER_CARRY) return;
  position->tiles = 0;
  for (int32_t i = 0; i < program->output_count; i++) {
    const ck_output *output = &program->outputs[i];
    if (output->kind != CK_OUT_REDUCE_ROWS && output->kind != CK_OUT_REDUCE_ALL) continue;
    join_carry(position, output, output->carry);
    uint32_t bits = identity(output_lane(program, output), output->operation);
    program->kernels->fill(position->memory + output->accumulator, &bits, NULL, NULL, output->partial_length);
  }
}

/// Adds pieces of `width` lanes, in pairs, into the first.
static void fold(ck_kernel kernel, float *lanes, int64_t pieces, int64_t width) {
  while (pieces > 1) {
    int64_t half = (pieces + 1) / 2;
    kernel(lanes, lanes, lanes + half * width, NULL, (pieces - half) * width);
    pieces = half;
  }
}

static void scale_and_store(
  const ck_program *program, const ck_output *output, float *lanes, void *pointer, int64_t count) {
  ck_lane lane = output_lane(program, output);
  if (output->scale != 1) {
    program->kernels->binary[CK_LANE_F32][CK_MULTIPLY][2](lanes, lanes, &output->scale, NULL, count);
  }
  program->kernels->store[lane][output->layout.dtype](pointer, lanes, NULL, NULL, count);
}

static void finish_rows(
  const ck_run *run, const ck_position *position, const ck_output *output, int32_t index, const ck_work *work,
  int64_t col, int64_t cols) {
  const ck_program *program = run->program;
  float *lanes = (float *)(position->memory + output->accumulator);
  if (program->long_sums) join_carry(position, output, output->accumulator);
  int64_t used = work->row_end - work->row_start;
  if (used > program->tile_rows) used = program->tile_rows;
  fold(combining_kernel(program, output), lanes, used, cols);
  if (work->final) {
    char *pointer = run->pointers[program->input_count + index];
    int64_t place = work->partial * program->cols + col;
    scale_and_store(program, output, lanes, pointer + place * ck_dtype_size(output->layout.dtype), cols);
  } else {
    float *partials = (float *)(run->shared + output->partials);
    memcpy(partials + work->partial * program->cols + col, lanes, (size_t)cols * 4);
  }
}

static double combine_wide(ck_reduction operation, double a, double b) {
  switch (operation) {
  case CK_SUM: return a + b;
  case CK_PROD: return a * b;
  case CK_MAX: return isnan(a) || a > b ? a : b;
  default: return isnan(a) || a < b ? a : b;
  }
}

static uint32_t combine_bits(ck_lane lane, ck_reduction operation, uint32_t a, uint32_t b) {
  switch (operation) {
  case CK_SUM: return a + b;
  case CK_PROD: return a * b;
  default: return ck_beats(lane, operation, a, b) ? b : a;
  }
}

/// All lanes into one: pairs down to 16, then one after the other in double precision.
static void finish_all(const ck_run *run, const ck_position *position, const ck_output *output, int64_t task) {
  ck_lane lane = output_lane(run->program, output);
  float *lanes = (float *)(position->memory + output->accumulator);
  ck_kernel kernel = combining_kernel(run->program, output);
  if (run->program->long_sums) join_carry(position, output, output->accumulator);
  int64_t count = output->partial_length;
  for (; count > 16; count = (count + 1) / 2) kernel(lanes, lanes, lanes + (count + 1) / 2, NULL, count / 2);
  uint32_t bits = lane_bits(lanes);
  double wide = lanes[0];
  for (int64_t i = 1; i < count; i++) {
    wide = combine_wide(output->operation, wide, lanes[i]);
    bits = combine_bits(lane, output->operation, bits, lane_bits(lanes + i));
  }
  char *partial = run->shared + output->partials + task * 8;
  if (lane == CK_LANE_F32) memcpy(partial, &wide, 8);
  else memcpy(partial, &bits, 4);
}

static void combine_rows(const ck_run *run, const ck_output *output, int32_t index) {
  const ck_program *program = run->program;
  int64_t cols = program->cols, parts = program->partials_per_group;
  float *partials = (float *)(run->shared + output->partials);
  char *pointer = run->pointers[program->input_count + index];
  if (program->work_count == 0) {
    uint32_t bits = identity(output_lane(program, output), output->operation);
    for (int64_t group = 0; group < program->group_count && cols > 0; group++) {
      program->kernels->fill(partials, &bits, NULL, NULL, cols);
      char *to = pointer + group * cols * ck_dtype_size(output->layout.dtype);
      scale_and_store(program, output, partials, to, cols);
    }
    return;
  }
  for (int64_t group = 0; parts > 1 && group < program->group_count; group++) {
    float *lanes = partials + group * parts * cols;
    ck_kernel kernel = combining_kernel(program, output);
    // Neighbours first, so that the order is that of the rows.
    for (int64_t gap = 1; gap < parts; gap *= 2) {
      for (int64_t i = 0; i + gap < parts; i += 2 * gap) {
        kernel(lanes + i * cols, lanes + i * cols, lanes + (i + gap) * cols, NULL, cols);
      }
    }
    scale_and_store(program, output, lanes, pointer + group * cols * ck_dtype_size(output->layout.dtype), cols);
  }
}

static void combine_all(const ck_run *run, const ck_output *output, int32_t index) {
  const ck_program *program = run->program;
  ck_lane lane = output_lane(program, output);
  uint32_t bits = identity(lane, output->operation);
  double wide = lane_float(bits);
  for (int64_t task = 0; task < program->work_count; task++) {
    const char *partial = run->shared + output->partials + task * 8;
    if (lane == CK_LANE_F32) {
      double other;
      memcpy(&other, partial, 8);
      wide = combine_wide(output->operation, wide, other);
    } else {
      bits = combine_bits(lane, output->operation, bits, lane_bits(partial));
    }
  }
  float narrow = (float)(wide * (lane == CK_LANE_F32 ? output->scale : 1));
  const void *lanes = lane == CK_LANE_F32 ? (const void *)&narrow : (const void *)&bits;
  program->kernels->store[lane][output->layout.dtype](
    run->pointers[program->input_count + index], lanes, NULL, NULL, 1);
}

static void run_tile(ck_position *position, int64_t row, int64_t rows, int64_t col, int64_t cols) {
  const ck_program *program = position->program;
  if (!program->chunked_rows) {
    move_to(position, row, rows, col, cols);
    ck_run_steps(position, &program->phases[0].body);
    count_tile(position);
    return;
  }
  for (int32_t i = 0; i < program->phase_count; i++) {
    const ck_phase *phase = &program->phases[i];
    for (int64_t c = 0; phase->body.count > 0 && c < cols; c += program->tile_cols) {
      int64_t width = cols - c < program->tile_cols ? cols - c : program->tile_cols;
      move_to(position, row, 1, c, width);
      ck_run_steps(position, &phase->body);
      if (i == program->phase_count - 1) count_tile(position);
    }
    move_to(position, row, 1, 0, cols);
    ck_run_steps(position, &phase->end);
  }
}

// Workers ----------------------------------------------------------------------------------------------------------

static void run_work(const ck_run *run, ck_position *position, int64_t task, int64_t *panel) {
  const ck_program *program = run->program;
  const ck_work *work = &program->work[task];
  position->tiles = 0;
  for (int32_t i = 0; i < program->output_count; i++) {
    if (program->outputs[i].kind == CK_OUT_REDUCE_ALL) reset(position, &program->outputs[i]);
  }
  int64_t width = program->chunked_rows ? program->cols : program->tile_cols;
  for (int64_t col = work->col_start; col < work->col_end; col += width) {
    int64_t cols = work->col_end - col < width ? work->col_end - col : width;
    if (program->panel.count > 0 && *panel != col) {
      move_to(position, work->row_start, program->tile_rows, col, cols);
      ck_run_steps(position, &program->panel);
      *panel = col;
    }
    for (int32_t i = 0; i < program->output_count; i++) {
      if (program->outputs[i].kind == CK_OUT_REDUCE_ROWS) reset(position, &program->outputs[i]);
    }
    for (int64_t row = work->row_start; row < work->row_end; row += program->tile_rows) {
      int64_t rows = work->row_end - row < program->tile_rows ? work->row_end - row : program->tile_rows;
      run_tile(position, row, rows, col, cols);
    }
    for (int32_t i = 0; i < program->output_count; i++) {
      const ck_output *output = &program->outputs[i];
      if (output->kind == CK_OUT_REDUCE_ROWS) finish_rows(run, position, output, i, work, col, cols);
    }
  }
  for (int32_t i = 0; i < program->output_count; i++) {
    if (program->outputs[i].kind == CK_OUT_REDUCE_ALL) finish_all(run, position, &program->outputs[i], task);
  }
}

static void run_worker(void *context, ck_tasks *tasks, int32_t worker) {
  const ck_run *run = context;
  const ck_program *program = run->program;
  char *memory = run->workers + (size_t)worker * program->worker_bytes;
  ck_position position = {.program = program, .memory = memory, .bases = (char **)(memory + program->bases)};
  position.bases[0] = memory;
  position.bases[1] = (char *)program->constants;
  position.bases[2] = memory + program->pool;
  for (int32_t i = 0; i < program->running_count; i++) running_at(&position, i)->started = false;
  int64_t segment = -1, panel = -1;
  for (int64_t task; (task = ck_next_task(tasks, worker)) >= 0;) {
    const ck_work *work = &program->work[task];
    if (work->segment != segment) {
      segment = work->segment;
      panel = -1;
      position.pointers = run->pointers + segment * (program->input_count + program->output_count);
      move_to(&position, 0, 1, 0, 1);
      ck_run_steps(&position, &program->once);
    }
    run_work(run, &position, task, &panel);
  }
}

size_t ck_program_scratch_bytes(const ck_program *program, int32_t threads) {
  int32_t workers = ck_workers(program->work_count, threads);
  return program->shared_bytes + (size_t)workers * program->worker_bytes;
}

void ck_program_run(const ck_program *program, void *const *pointers, void *scratch, int32_t threads) {
  ck_run run = {program, pointers, scratch, (char *)scratch + program->shared_bytes};
  ck_parallel_workers(run_worker, &run, program->work_count, threads);
  for (int32_t i = 0; i < program->output_count; i++) {
    if (program->outputs[i].kind == CK_OUT_REDUCE_ROWS) combine_rows(&run, &program->outputs[i], i);
    if (program->outputs[i].kind == CK_OUT_REDUCE_ALL) combine_all(&run, &program->outputs[i], i);
  }
}
