// Runs the steps of a program on one tile.

#include <math.h>
#include <string.h>

#include "Running.h"

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

/// Whether `b` takes the place of `a` in a maximum or minimum; NaN is more extreme than anything.
bool ck_beats(ck_lane lane, ck_reduction operation, uint32_t a, uint32_t b) {
  bool most = operation == CK_MAX || operation == CK_ARGMAX;
  if (lane == CK_LANE_F32) {
    float x = lane_float(a), y = lane_float(b);
    if (isnan(x)) return false;
    return isnan(y) || (most ? y > x : y < x);
  }
  if (lane == CK_LANE_I32) return most ? (int32_t)b > (int32_t)a : (int32_t)b < (int32_t)a;
  return most ? b > a : b < a;
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
    if (first || ck_beats(lane, step->operation, running->bits, extreme)) {
      running->bits = extreme;
      running->index = (int32_t)(position->col + (int64_t)bits);
    }
    break;
  }
  default:
    if (first || ck_beats(lane, step->operation, running->bits, bits)) running->bits = bits;
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

void ck_run_steps(const ck_position *position, const ck_steps *steps) {
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
