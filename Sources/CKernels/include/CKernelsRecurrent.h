#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Recurrent layers over whole sequences, float32. One call runs some rows of the batch through all their steps on the
// calling thread: the product of the state with the recurrent kernel and the gates of 16 units at a time, while both
// are in cache. Rows don't meet, so a batch is cut into calls.

typedef enum { CK_RECURRENT_SIMPLE = 0, CK_RECURRENT_LSTM = 1, CK_RECURRENT_GRU = 2 } ck_recurrent_kind;

/// The function of CK_RECURRENT_SIMPLE.
typedef enum {
  CK_RECURRENT_LINEAR = 0,
  CK_RECURRENT_TANH = 1,
  CK_RECURRENT_RELU = 2,
  CK_RECURRENT_SIGMOID = 3,
} ck_recurrent_activation;

/// A sequence of `steps` steps, taken from the last to the first if `reversed`. Gates lie side by side: for LSTM i, f, c, o,
/// for GRU z, r, h (the reset gate after the product).
typedef struct ck_recurrent_shape {
  ck_recurrent_kind kind;
  ck_recurrent_activation activation;
  bool reversed;
  int64_t rows, steps, units;
} ck_recurrent_shape;

/// What the forward pass reads and writes. Anything may be NULL that is marked so: an input of zeros, or an output nobody
/// needs. `rows` may be a part of a batch.
typedef struct ck_recurrent_forward {
  const float *projected;     ///< [rows, steps, gates * units]: inputs times kernel plus bias
  const float *hidden;        ///< [rows, units], NULL
  const float *cell;          ///< [rows, units], NULL; LSTM
  const float *packed;        ///< from ck_recurrent_pack
  const float *bias;          ///< [3 * units], NULL; GRU's recurrent bias
  const uint8_t *mask;        ///< [rows, steps], NULL: steps that count
  float *sequence;            ///< [rows, steps, units], NULL: the state after each step
  float *last_hidden;         ///< [rows, units], NULL
  float *last_cell;           ///< [rows, units], NULL
  float *previous;            ///< [rows, steps, units], NULL: the state before each step
  float *previous_cell;       ///< [rows, steps, units], NULL
  float *gates;               ///< [rows, steps, 4 * units], NULL; LSTM: i, f, c, o; GRU: z, r, h, h's recurrent part
} ck_recurrent_forward;

typedef struct ck_recurrent_backward {
  const float *packed;             ///< from ck_recurrent_pack, transposed
  const float *gates;              ///< as the forward pass wrote them; of a simple one: its sequence
  const float *previous;           ///< GRU
  const float *previous_cell;      ///< LSTM
  const uint8_t *mask;             ///< NULL
  const float *sequence_gradient;  ///< [rows, steps, units], NULL
  const float *hidden_gradient;    ///< [rows, units], NULL
  const float *cell_gradient;      ///< [rows, units], NULL; LSTM
  float *projected_gradient;       ///< [rows, steps, gates * units], NULL
  float *inner_gradient;           ///< [rows, steps, 3 * units], NULL; GRU: of state times kernel plus recurrent bias
  float *initial_hidden;           ///< [rows, units], NULL
  float *initial_cell;             ///< [rows, units], NULL; LSTM
} ck_recurrent_backward;

/// Floats that ck_recurrent_pack writes.
size_t ck_recurrent_packed_count(const ck_recurrent_shape *shape, bool transposed);
/// Panels of 16 columns, which may be packed one by one.
int64_t ck_recurrent_panels(const ck_recurrent_shape *shape, bool transposed);

/// Brings panels `first ..< first + count` of the recurrent kernel [units, gates * units] into the order in which the
/// passes read it; `transposed` for the backward one. `packed` points at panel `first`.
void ck_recurrent_pack(
  const ck_recurrent_shape *shape, bool transposed, const float *kernel, float *packed, int64_t first, int64_t count);

/// Bytes of scratch memory of either pass.
size_t ck_recurrent_scratch_bytes(const ck_recurrent_shape *shape);

void ck_recurrent_run_forward(const ck_recurrent_shape *shape, const ck_recurrent_forward *pass, void *scratch);
void ck_recurrent_run_backward(const ck_recurrent_shape *shape, const ck_recurrent_backward *pass, void *scratch);
