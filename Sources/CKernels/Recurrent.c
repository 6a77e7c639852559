#include "Recurrent.h"

int64_t ck_recurrent_panels(const ck_recurrent_shape *shape, bool transposed) {
  return ck_recurrent_blocks(shape) * (transposed ? 1 : ck_recurrent_gates(shape));
}

static int64_t panel_rows(const ck_recurrent_shape *shape, bool transposed) {
  return shape->units * (transposed ? ck_recurrent_gates(shape) : 1);
}

size_t ck_recurrent_packed_count(const ck_recurrent_shape *shape, bool transposed) {
  return (size_t)(ck_recurrent_panels(shape, transposed) * panel_rows(shape, transposed) * CK_PANEL);
}

void ck_recurrent_pack(
  const ck_recurrent_shape *shape, bool transposed, const float *kernel, float *packed, int64_t first, int64_t count) {
  int64_t gates = ck_recurrent_gates(shape), width = gates * shape->units, rows = panel_rows(shape, transposed);
  for (int64_t panel = first; panel < first + count; panel++) {
    // Forward, the gates of a block of units lie side by side.
    int64_t block = transposed ? panel : panel / gates, gate = transposed ? 0 : panel % gates;
    int64_t unit = block * CK_PANEL, lanes = shape->units - unit < CK_PANEL ? shape->units - unit : CK_PANEL;
    const float *from = transposed ? kernel + unit * width : kernel + gate * shape->units + unit;
    int64_t row_step = transposed ? 1 : width, lane_step = transposed ? width : 1;
    for (int64_t row = 0; row < rows; row++, packed += CK_PANEL) {
      for (int64_t lane = 0; lane < CK_PANEL; lane++) {
        packed[lane] = lane < lanes ? from[row * row_step + lane * lane_step] : 0;
      }
    }
  }
}

size_t ck_recurrent_scratch_bytes(const ck_recurrent_shape *shape) {
  int64_t state = ck_recurrent_state_stride(shape), gate = ck_recurrent_gate_stride(shape);
  int64_t block = ck_recurrent_block_stride(shape);
  int64_t forward = 3 * state + block, backward = 2 * state + gate;
  return (size_t)(shape->rows * (forward > backward ? forward : backward)) * sizeof(float) + 64;
}

void ck_recurrent_run_forward(const ck_recurrent_shape *shape, const ck_recurrent_forward *pass, void *scratch) {
  ck_kernels()->recurrent_forward(shape, pass, scratch);
}

void ck_recurrent_run_backward(const ck_recurrent_shape *shape, const ck_recurrent_backward *pass, void *scratch) {
  ck_kernels()->recurrent_backward(shape, pass, scratch);
}
