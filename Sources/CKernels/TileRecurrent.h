// Recurrent layers over sequences, once per instruction set; included by TileLoops.h.

#include "Recurrent.h"

// As many rows of two panels as leave room in the nearest cache.
enum { TILE_DEPTH = 512 };
// So many panels at once: 4 read more of the state for each product than 2 do of the kernel.
enum { PANELS_AT_ONCE = TILE_VECTORS < 2 ? TILE_VECTORS : 2 };

/// c[rows, 16 * panels] = (c if `adds`) + a[rows, depth] times panels [panels, depth, 16].
static void multiply_panels(
  int64_t rows, bool adds, const float *a, int64_t a_stride, const float *packed, int64_t panels, int64_t depth,
  float *c, int64_t c_stride) {
  for (int64_t start = 0; start < depth; start += TILE_DEPTH) {
    int64_t part = depth - start < TILE_DEPTH ? depth - start : TILE_DEPTH;
    for (int64_t p = 0; p < panels;) {
      int vectors = panels - p >= PANELS_AT_ONCE ? PANELS_AT_ONCE : 1;
      tile_operands operands = {
        .a = a + start, .a_row = a_stride, .a_column = 1, .b = packed + (p * depth + start) * CK_PANEL,
        .b_row = CK_PANEL, .b_vector = depth * CK_PANEL, .c = c + p * CK_PANEL, .c_row = c_stride,
      };
      multiply_rows(rows, vectors, adds || start > 0, part, operands);
      p += vectors;
    }
  }
}

INLINE vf read_lanes(const float *p, int64_t n) { return n >= CK_PANEL ? load_vf(p) : load_part_vf(p, n); }
INLINE void write_lanes(float *p, int64_t n, vf v) {
  if (n >= CK_PANEL) store_vf(p, v);
  else store_part_vf(p, n, v);
}

/// Past the caches, for the backward pass, which reads it much later: 20.1 to 19.5 ms for 64 x 100 x 256. `recurrent_forward`
/// ends with the barrier that these stores need.
INLINE void write_lanes_for_later(float *p, int64_t n, vf v) {
  if (n >= CK_PANEL && ((uintptr_t)p & 63) == 0) __builtin_nontemporal_store(v, (vf *)p);
  else write_lanes(p, n, v);
}

INLINE vf activate(ck_recurrent_activation activation, vf x) {
  switch (activation) {
    case CK_RECURRENT_TANH: return tanh_vf(x);
    case CK_RECURRENT_RELU: return max_vf(x, (vf)0.0f);
    case CK_RECURRENT_SIGMOID: return sigmoid_vf(x);
    default: return x;
  }
}

/// The derivative, from the function's value.
INLINE vf slope(ck_recurrent_activation activation, vf y) {
  switch (activation) {
    case CK_RECURRENT_TANH: return 1.0f - y * y;
    case CK_RECURRENT_RELU: return y > 0.0f ? (vf)1.0f : (vf)0.0f;
    case CK_RECURRENT_SIGMOID: return y * (1.0f - y);
    default: return (vf)1.0f;
  }
}

static void load_state(float *to, int64_t stride, const float *from, int64_t rows, int64_t units) {
  for (int64_t r = 0; r < rows; r++) {
    memset(to + r * stride, 0, (size_t)stride * sizeof(float));
    if (from != NULL) memcpy(to + r * stride, from + r * units, (size_t)units * sizeof(float));
  }
}

static void save_state(float *to, const float *from, int64_t stride, int64_t rows, int64_t units) {
  if (to == NULL) return;
  for (int64_t r = 0; r < rows; r++) memcpy(to + r * units, from + r * stride, (size_t)units * sizeof(float));
}

// Two loops over the rows, so that no row waits for another's chain of functions: first what depends on the products
// alone, in place, then the rest.

/// The gates of 16 units of one row. `z`: state times kernel, 16 for each gate; `x`: the projected inputs.
INLINE void forward_gates(
  const ck_recurrent_shape *s, const ck_recurrent_forward *pass, float *z, const float *x, int64_t unit, int64_t n) {
  int64_t u = s->units;
  switch (s->kind) {
    case CK_RECURRENT_LSTM:
      store_vf(z, sigmoid_vf(load_vf(z) + read_lanes(x, n)));
      store_vf(z + CK_PANEL, sigmoid_vf(load_vf(z + CK_PANEL) + read_lanes(x + u, n)));
      store_vf(z + 2 * CK_PANEL, tanh_vf(load_vf(z + 2 * CK_PANEL) + read_lanes(x + 2 * u, n)));
      store_vf(z + 3 * CK_PANEL, sigmoid_vf(load_vf(z + 3 * CK_PANEL) + read_lanes(x + 3 * u, n)));
      return;
    case CK_RECURRENT_GRU: {
      vf update = load_vf(z), reset = load_vf(z + CK_PANEL);
      if (pass->bias != NULL) {
        update += read_lanes(pass->bias + unit, n);
        reset += read_lanes(pass->bias + u + unit, n);
        store_vf(z + 2 * CK_PANEL, load_vf(z + 2 * CK_PANEL) + read_lanes(pass->bias + 2 * u + unit, n));
      }
      store_vf(z, sigmoid_vf(update + read_lanes(x, n)));
      store_vf(z + CK_PANEL, sigmoid_vf(reset + read_lanes(x + u, n)));
      return;
    }
    default: store_vf(z, activate(s->activation, load_vf(z) + read_lanes(x, n)));
  }
}

/// The state of 16 units of one row after a step, from its gates.
INLINE vf forward_state(
  const ck_recurrent_shape *s, const float *z, const float *x, int64_t n, vf h, vf *c, float *gates) {
  int64_t u = s->units;
  vf first = load_vf(z);
  if (s->kind == CK_RECURRENT_SIMPLE) return first;
  vf second = load_vf(z + CK_PANEL), third = load_vf(z + 2 * CK_PANEL), fourth, next;
  if (s->kind == CK_RECURRENT_LSTM) {
    fourth = load_vf(z + 3 * CK_PANEL);
    *c = second * *c + first * third;
    next = fourth * tanh_vf(*c);
  } else {
    fourth = third;
    third = tanh_vf(read_lanes(x + 2 * u, n) + second * fourth);
    next = first * h + (1.0f - first) * third;
  }
  if (gates != NULL) {
    write_lanes(gates, n, first);
    write_lanes(gates + u, n, second);
    write_lanes(gates + 2 * u, n, third);
    write_lanes(gates + 3 * u, n, fourth);
  }
  return next;
}

/// Asks for what the next block of units will read and write: a row's share of a block is too short for the processor to
/// see a stream in it.
INLINE void fetch_ahead(const ck_recurrent_forward *pass, int64_t gates, int64_t units, int64_t place, int64_t unit) {
  for (int64_t g = 0; g < gates; g++) {
    __builtin_prefetch(pass->projected + (place * gates + g) * units + unit, 0, 2);
    if (pass->gates != NULL) __builtin_prefetch(pass->gates + (place * 4 + g) * units + unit, 1, 2);
  }
  if (pass->sequence != NULL) __builtin_prefetch(pass->sequence + place * units + unit, 1, 2);
}

static void recurrent_forward(const ck_recurrent_shape *s, const ck_recurrent_forward *pass, void *scratch) {
  int64_t rows = s->rows, units = s->units, gates = ck_recurrent_gates(s), blocks = ck_recurrent_blocks(s);
  int64_t group = ck_recurrent_group(s), stride = ck_recurrent_state_stride(s), wide = ck_recurrent_block_stride(s);
  float *h = scratch, *next = h + rows * stride, *c = next + rows * stride, *z = c + rows * stride;
  load_state(h, stride, pass->hidden, rows, units);
  load_state(next, stride, NULL, rows, units);
  load_state(c, stride, pass->cell, rows, units);
  for (int64_t step = 0; step < s->steps; step++) {
    int64_t t = s->reversed ? s->steps - 1 - step : step;
    bool starts_at_zero = step == 0 && pass->hidden == NULL;
    for (int64_t first = 0; first < blocks; first += group) {
      int64_t count = blocks - first < group ? blocks - first : group;
      if (starts_at_zero) {
        memset(z, 0, (size_t)(rows * wide) * sizeof(float));
      } else {
        multiply_panels(
          rows, false, h, stride, pass->packed + first * gates * units * CK_PANEL, count * gates, units, z, wide);
      }
      int64_t last = (first + count) * CK_PANEL < units ? (first + count) * CK_PANEL : units;
      for (int64_t r = 0; r < rows; r++) {
        int64_t place = r * s->steps + t;
        float *of_row = z + r * wide;
        for (int64_t unit = first * CK_PANEL; unit < last; unit += CK_PANEL, of_row += gates * CK_PANEL) {
          int64_t n = units - unit < CK_PANEL ? units - unit : CK_PANEL;
          forward_gates(s, pass, of_row, pass->projected + place * gates * units + unit, unit, n);
        }
      }
      for (int64_t r = 0; r < rows; r++) {
        int64_t place = r * s->steps + t;
        bool counts = pass->mask == NULL || pass->mask[place] != 0;
        const float *of_row = z + r * wide;
        for (int64_t unit = first * CK_PANEL; unit < last; unit += CK_PANEL, of_row += gates * CK_PANEL) {
          int64_t n = units - unit < CK_PANEL ? units - unit : CK_PANEL;
          int64_t ahead = unit + group * CK_PANEL;
          if (ahead < units) fetch_ahead(pass, gates, units, place, ahead);
          else if (step + 1 < s->steps) fetch_ahead(pass, gates, units, s->reversed ? place - 1 : place + 1, 0);
          vf old = load_vf(h + r * stride + unit), old_cell = load_vf(c + r * stride + unit), new_cell = old_cell;
          vf new = forward_state(
            s, of_row, pass->projected + place * gates * units + unit, n, old, &new_cell,
            pass->gates == NULL ? NULL : pass->gates + place * 4 * units + unit);
          if (pass->previous != NULL) write_lanes_for_later(pass->previous + place * units + unit, n, old);
          if (pass->previous_cell != NULL) write_lanes_for_later(pass->previous_cell + place * units + unit, n, old_cell);
          if (!counts) new = old;
          if (counts) store_vf(c + r * stride + unit, new_cell);
          store_vf(next + r * stride + unit, new);
          if (pass->sequence != NULL) write_lanes(pass->sequence + place * units + unit, n, new);
        }
      }
    }
    float *swapped = h;
    h = next;
    next = swapped;
  }
  save_state(pass->last_hidden, h, stride, rows, units);
  save_state(pass->last_cell, c, stride, rows, units);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/// The gradients of 16 units of one row before a step, `dh` and `dc` in place; `dz` gets that of state times kernel.
INLINE void backward_gates(
  const ck_recurrent_shape *s, const ck_recurrent_backward *pass, int64_t place, int64_t unit, int64_t n, vf *dh,
  vf *dc, float *dz) {
  int64_t u = s->units;
  const float *gates = pass->gates + place * (s->kind == CK_RECURRENT_SIMPLE ? 1 : 4) * u + unit;
  float *dx = pass->projected_gradient == NULL
    ? NULL : pass->projected_gradient + place * ck_recurrent_gates(s) * u + unit;
  switch (s->kind) {
    case CK_RECURRENT_LSTM: {
      vf i = read_lanes(gates, n), f = read_lanes(gates + u, n), g = read_lanes(gates + 2 * u, n);
      vf o = read_lanes(gates + 3 * u, n), old = read_lanes(pass->previous_cell + place * u + unit, n);
      vf bent = tanh_vf(f * old + i * g);
      vf cell = *dc + *dh * o * (1.0f - bent * bent);
      vf di = cell * g * i * (1.0f - i), df = cell * old * f * (1.0f - f), dg = cell * i * (1.0f - g * g);
      vf d_o = *dh * bent * o * (1.0f - o);
      write_lanes(dz, n, di);
      write_lanes(dz + u, n, df);
      write_lanes(dz + 2 * u, n, dg);
      write_lanes(dz + 3 * u, n, d_o);
      if (dx != NULL) {
        write_lanes(dx, n, di);
        write_lanes(dx + u, n, df);
        write_lanes(dx + 2 * u, n, dg);
        write_lanes(dx + 3 * u, n, d_o);
      }
      *dc = cell * f;
      *dh = 0;
      return;
    }
    case CK_RECURRENT_GRU: {
      vf update = read_lanes(gates, n), reset = read_lanes(gates + u, n), fresh = read_lanes(gates + 2 * u, n);
      vf inner = read_lanes(gates + 3 * u, n), old = read_lanes(pass->previous + place * u + unit, n);
      vf bent = *dh * (1.0f - update) * (1.0f - fresh * fresh);
      vf d_update = *dh * (old - fresh) * update * (1.0f - update);
      vf d_reset = bent * inner * reset * (1.0f - reset), d_inner = bent * reset;
      write_lanes(dz, n, d_update);
      write_lanes(dz + u, n, d_reset);
      write_lanes(dz + 2 * u, n, d_inner);
      if (pass->inner_gradient != NULL) {
        float *to = pass->inner_gradient + place * 3 * u + unit;
        write_lanes(to, n, d_update);
        write_lanes(to + u, n, d_reset);
        write_lanes(to + 2 * u, n, d_inner);
      }
      if (dx != NULL) {
        write_lanes(dx, n, d_update);
        write_lanes(dx + u, n, d_reset);
        write_lanes(dx + 2 * u, n, bent);
      }
      *dh = *dh * update;
      return;
    }
    default: {
      vf d = *dh * slope(s->activation, read_lanes(gates, n));
      write_lanes(dz, n, d);
      if (dx != NULL) write_lanes(dx, n, d);
      *dh = 0;
    }
  }
}

/// A step that does not count: no gradient to its inputs.
static void backward_masked(
  const ck_recurrent_shape *s, const ck_recurrent_backward *pass, int64_t place, float *dz) {
  size_t width = (size_t)(ck_recurrent_gates(s) * s->units);
  memset(dz, 0, width * sizeof(float));
  if (pass->projected_gradient != NULL) {
    memset(pass->projected_gradient + place * (int64_t)width, 0, width * sizeof(float));
  }
  if (pass->inner_gradient != NULL) {
    memset(pass->inner_gradient + place * (int64_t)width, 0, width * sizeof(float));
  }
}

static void recurrent_backward(const ck_recurrent_shape *s, const ck_recurrent_backward *pass, void *scratch) {
  int64_t rows = s->rows, units = s->units, gates = ck_recurrent_gates(s), blocks = ck_recurrent_blocks(s);
  int64_t stride = ck_recurrent_state_stride(s), wide = ck_recurrent_gate_stride(s);
  float *dh = scratch, *dc = dh + rows * stride, *dz = dc + rows * stride;
  load_state(dh, stride, pass->hidden_gradient, rows, units);
  load_state(dc, stride, pass->cell_gradient, rows, units);
  for (int64_t step = s->steps - 1; step >= 0; step--) {
    int64_t t = s->reversed ? s->steps - 1 - step : step;
    for (int64_t r = 0; r < rows; r++) {
      int64_t place = r * s->steps + t;
      bool counts = pass->mask == NULL || pass->mask[place] != 0;
      if (!counts) backward_masked(s, pass, place, dz + r * wide);
      for (int64_t unit = 0; unit < units; unit += CK_PANEL) {
        int64_t n = units - unit < CK_PANEL ? units - unit : CK_PANEL;
        float *of_hidden = dh + r * stride + unit, *of_cell = dc + r * stride + unit;
        vf hidden = load_vf(of_hidden), cell = load_vf(of_cell);
        if (pass->sequence_gradient != NULL) hidden += read_lanes(pass->sequence_gradient + place * units + unit, n);
        if (counts) backward_gates(s, pass, place, unit, n, &hidden, &cell, dz + r * wide + unit);
        store_vf(of_hidden, hidden);
        store_vf(of_cell, cell);
      }
    }
    if (step == 0 && pass->initial_hidden == NULL) break;
    multiply_panels(rows, true, dz, wide, pass->packed, blocks, gates * units, dh, stride);
  }
  save_state(pass->initial_hidden, dh, stride, rows, units);
  save_state(pass->initial_cell, dc, stride, rows, units);
}
