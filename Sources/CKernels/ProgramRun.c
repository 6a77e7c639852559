#include <math.h>
#include <string.h>

#include "Parallel.h"
#include "Program.h"

/// One run, shared by its workers.
typedef struct ck_run {
  const ck_program *program;
  void *const *pointers;
  char *shared, *workers;
} ck_run;

/// Where one worker is.
typedef struct ck_position {
  const ck_program *program;
  void *const *pointers;    ///< of the current segment
  char **bases;
  char *memory;
  int64_t row, col;         ///< the tile's first
  int64_t rows, cols;       ///< of the tile
  int64_t lanes[4];         ///< by level
  int64_t tiles;            ///< since the running sums were last carried over
} ck_position;

static inline char *at(const ck_position *position, ck_place place) {
  return position->bases[place.base] + place.offset;
}

// Steps ------------------------------------------------------------------------------------------------------------

static inline int64_t pitch_bytes(const ck_position *position, int32_t pitch) {
  return pitch < 0 ? position->cols * 4 : pitch;
}

static void step_by_row(const ck_position *position, const ck_step *step) {
  char *out = at(position, step->out);
  const char *a = at(position, step->a), *b = at(position, step->b), *c = at(position, step->c);
  int64_t pitch_a = pitch_bytes(position, step->pitch_a), pitch_b = pitch_bytes(position, step->pitch_b);
  int64_t pitch_c = pitch_bytes(position, step->pitch_c), pitch_out = pitch_bytes(position, step->pitch_out);
  for (int64_t r = 0; r < position->rows; r++) {
    step->kernel(out, a, b, c, position->cols);
    out += pitch_out;
    a += pitch_a;
    b += pitch_b;
    c += pitch_c;
  }
}

static uint32_t lane_bits(const void *lane) {
  uint32_t bits;
  memcpy(&bits, lane, 4);
  return bits;
}
static float lane_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

/// Whether `b` takes the place of `a` in a maximum or minimum; NaN is more extreme than anything.
static bool beats(ck_lane lane, ck_reduction operation, uint32_t a, uint32_t b) {
  bool most = operation == CK_MAX || operation == CK_ARGMAX;
  if (lane == CK_LANE_F32) {
    float x = lane_float(a), y = lane_float(b);
    if (isnan(x)) return false;
    return isnan(y) || (most ? y > x : y < x);
  }
  if (lane == CK_LANE_I32) return most ? (int32_t)b > (int32_t)a : (int32_t)b < (int32_t)a;
  return most ? b > a : b < a;
}

static ck_running *running_at(const ck_position *position, int32_t index) {
  return (ck_running *)(position->memory + position->program->running) + index;
}

static void step_reduce_part(const ck_position *position, const ck_step *step) {
  ck_running *running = running_at(position, step->index);
  bool first = !running->started;
  running->started = true;
  const char *in = at(position, step->a);
  uint32_t bits;
  step->reduce(&bits, in, 1, position->cols);
  ck_lane lane = step->lane;
  switch (step->operation) {
  case CK_SUM:
    if (lane == CK_LANE_F32) running->sum = (first ? 0 : running->sum) + lane_float(bits);
    else running->bits = (first ? 0 : running->bits) + bits;
    break;
  case CK_PROD:
    if (lane == CK_LANE_F32) running->sum = (first ? 1 : running->sum) * lane_float(bits);
    else running->bits = (first ? 1 : running->bits) * bits;
    break;
  case CK_ARGMAX:
  case CK_ARGMIN: {
    uint32_t extreme = lane_bits(in + (int64_t)bits * 4);
    if (first || beats(lane, step->operation, running->bits, extreme)) {
      running->bits = extreme;
      running->index = (int32_t)(position->col + (int64_t)bits);
    }
    break;
  }
  default:
    if (first || beats(lane, step->operation, running->bits, bits)) running->bits = bits;
  }
}

static void step_reduce_end(const ck_position *position, const ck_step *step) {
  ck_running *running = running_at(position, step->index);
  char *out = at(position, step->out);
  float sum = (float)running->sum;
  bool by_position = step->operation == CK_ARGMAX || step->operation == CK_ARGMIN;
  bool in_double = step->lane == CK_LANE_F32 && (step->operation == CK_SUM || step->operation == CK_PROD);
  memcpy(out, by_position ? (void *)&running->index : in_double ? (void *)&sum : (void *)&running->bits, 4);
  running->started = false;
}

/// Visits the first element of each row of the tile.
typedef struct ck_cursor {
  const ck_layout *layout;
  int64_t offset, counts[CK_MAX_RANK];
} ck_cursor;

static ck_cursor cursor_at(const ck_layout *layout, int64_t row, int64_t col) {
  ck_cursor cursor = {.layout = layout, .offset = col * layout->col_pitch};
  for (int32_t i = layout->rank - 1; i >= 0; i--) {
    cursor.counts[i] = row % layout->dims[i];
    cursor.offset += cursor.counts[i] * layout->strides[i];
    row /= layout->dims[i];
  }
  return cursor;
}

static inline void next_row(ck_cursor *cursor) {
  const ck_layout *layout = cursor->layout;
  for (int32_t i = layout->rank - 1; i >= 0; i--) {
    cursor->offset += layout->strides[i];
    if (++cursor->counts[i] < layout->dims[i]) return;
    cursor->offset -= layout->dims[i] * layout->strides[i];
    cursor->counts[i] = 0;
  }
}

static void step_strided_load(const ck_position *position, const ck_step *step) {
  const ck_layout *layout = &position->program->inputs[step->index];
  const char *base = position->pointers[step->index];
  char *out = at(position, step->out);
  int64_t size = ck_dtype_size(layout->dtype);
  int64_t rows = step->level == CK_PER_COLUMN ? 1 : position->rows;
  int64_t cols = step->level == CK_PER_ROW ? 1 : position->cols;
  ck_cursor cursor = cursor_at(layout, step->level == CK_PER_COLUMN ? 0 : position->row, position->col);
  for (int64_t r = 0; r < rows; r++, next_row(&cursor), out += cols * 4) {
    const char *from = base + cursor.offset * size;
    if (layout->col_pitch == 1 || cols == 1) {
      step->kernel(out, from, NULL, NULL, cols);
    } else if (layout->col_pitch == 0) {
      step->kernel(out, from, NULL, NULL, 1);
      position->program->kernels->fill(out, out, NULL, NULL, cols);
    } else {
      for (int64_t c = 0; c < cols; c++) {
        step->kernel(out + c * 4, from + c * layout->col_pitch * size, NULL, NULL, 1);
      }
    }
  }
}

static void step_strided_store(const ck_position *position, const ck_step *step) {
  const ck_program *program = position->program;
  const ck_layout *layout = &program->outputs[step->index].layout;
  char *base = position->pointers[program->input_count + step->index];
  const char *in = at(position, step->a);
  int64_t size = ck_dtype_size(layout->dtype), cols = position->cols;
  ck_cursor cursor = cursor_at(layout, position->row, position->col);
  for (int64_t r = 0; r < position->rows; r++, next_row(&cursor), in += cols * 4) {
    char *to = base + cursor.offset * size;
    if (layout->col_pitch == 1 || cols == 1) {
      step->kernel(to, in, NULL, NULL, cols);
    } else {
      for (int64_t c = 0; c < cols; c++) {
        step->kernel(to + c * layout->col_pitch * size, in + c * 4, NULL, NULL, 1);
      }
    }
  }
}

static void run_steps(const ck_position *position, const ck_steps *steps) {
  const ck_program *program = position->program;
  const ck_kernel_table *kernels = program->kernels;
  for (int32_t i = 0; i < steps->count; i++) {
    const ck_step *step = &steps->items[i];
    void *out = at(position, step->out);
    switch ((ck_step_kind)step->kind) {
    case CK_STEP_KERNEL: {
      if (step->index == CK_FIRST_PANEL_ONLY && position->col != 0) break;
      int64_t shift = step->index == CK_SIDE_BY_SIDE ? position->col * 4 : 0;
      char *a = at(position, step->a) + shift;
      step->kernel((char *)out + shift, a, at(position, step->b), at(position, step->c), position->lanes[step->level]);
      break;
    }
    case CK_STEP_BY_ROW: step_by_row(position, step); break;
    case CK_STEP_REPEAT_COLUMNS:
      kernels->repeat_columns(out, at(position, step->a), position->rows, position->cols);
      break;
    case CK_STEP_REPEAT_ROWS:
      kernels->repeat_rows(
        out, at(position, step->a), step->index != 0 ? program->tile_rows : position->rows, position->cols);
      break;
    case CK_STEP_FILL: kernels->fill(out, at(position, step->a), NULL, NULL, position->lanes[step->level]); break;
    case CK_STEP_REDUCE: step->reduce(out, at(position, step->a), position->rows, position->cols); break;
    case CK_STEP_REDUCE_PART: step_reduce_part(position, step); break;
    case CK_STEP_REDUCE_END: step_reduce_end(position, step); break;
    case CK_STEP_ROW_INDEX: kernels->count(out, (int32_t)position->row, position->rows); break;
    case CK_STEP_COLUMN_INDEX: kernels->count(out, (int32_t)position->col, position->cols); break;
    case CK_STEP_RANDOM: {
      uint64_t first = step->random_base + (uint64_t)(position->row * program->cols + position->col);
      int64_t n = position->lanes[CK_PER_ELEMENT];
      kernels->random(out, (const uint32_t *)at(position, step->a), first, n, (ck_random)step->operation);
      break;
    }
    case CK_STEP_STRIDED_LOAD: step_strided_load(position, step); break;
    case CK_STEP_STRIDED_STORE: step_strided_store(position, step); break;
    }
  }
}

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
  if (output->scale != 1) program->kernels->binary[CK_LANE_F32][CK_MULTIPLY][2](lanes, lanes, &output->scale, NULL, count);
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
  default: return beats(lane, operation, a, b) ? b : a;
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
    run_steps(position, &program->phases[0].body);
    count_tile(position);
    return;
  }
  for (int32_t i = 0; i < program->phase_count; i++) {
    const ck_phase *phase = &program->phases[i];
    for (int64_t c = 0; phase->body.count > 0 && c < cols; c += program->tile_cols) {
      int64_t width = cols - c < program->tile_cols ? cols - c : program->tile_cols;
      move_to(position, row, 1, c, width);
      run_steps(position, &phase->body);
      if (i == program->phase_count - 1) count_tile(position);
    }
    move_to(position, row, 1, 0, cols);
    run_steps(position, &phase->end);
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
      run_steps(position, &program->panel);
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
      run_steps(&position, &program->once);
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
