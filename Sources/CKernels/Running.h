#pragma once

#include <string.h>

#include "Program.h"

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

static inline uint32_t lane_bits(const void *lane) {
  uint32_t bits;
  memcpy(&bits, lane, 4);
  return bits;
}

static inline float lane_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static inline ck_running *running_at(const ck_position *position, int32_t index) {
  return (ck_running *)(position->memory + position->program->running) + index;
}

/// Whether `b` takes the place of `a` in a maximum or minimum; NaN is more extreme than anything.
bool ck_beats(ck_lane lane, ck_reduction operation, uint32_t a, uint32_t b);

void ck_run_steps(const ck_position *position, const ck_steps *steps);
