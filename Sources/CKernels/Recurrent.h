#pragma once

#include "KernelTable.h"

// How the passes lay out their scratch memory; the drivers of each instruction set and the sizes agree on it.

static inline int64_t ck_recurrent_gates(const ck_recurrent_shape *s) {
  return s->kind == CK_RECURRENT_LSTM ? 4 : s->kind == CK_RECURRENT_GRU ? 3 : 1;
}

/// Blocks of 16 units.
static inline int64_t ck_recurrent_blocks(const ck_recurrent_shape *s) { return (s->units + CK_PANEL - 1) / CK_PANEL; }

/// Blocks whose gates are computed at once: an even number of panels. Four of an LSTM's read whole runs of the inputs'
/// memory, and took 20 ms where one took 22.
static inline int64_t ck_recurrent_group(const ck_recurrent_shape *s) { return s->kind == CK_RECURRENT_LSTM ? 4 : 2; }

// A row more than a power of two long, or rows would compete for the same lines of the cache.
static inline int64_t ck_recurrent_state_stride(const ck_recurrent_shape *s) {
  return ck_recurrent_blocks(s) * CK_PANEL + CK_PANEL;
}
static inline int64_t ck_recurrent_gate_stride(const ck_recurrent_shape *s) {
  return ck_recurrent_gates(s) * s->units + 2 * CK_PANEL;
}
static inline int64_t ck_recurrent_block_stride(const ck_recurrent_shape *s) {
  return ck_recurrent_group(s) * ck_recurrent_gates(s) * CK_PANEL;
}
