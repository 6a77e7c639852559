#pragma once

#include "CKernels.h"

// The vector loops, once per instruction set. A program looks its loops up when it is finished and then calls them
// directly.

enum { CK_LANES = 3, CK_DTYPES = 13 };
/// Columns of a matrix that a product takes together: the lanes of a vector.
enum { CK_PANEL = 16 };
enum { CK_UNARY_COUNT = CK_LGAMMA + 1, CK_BINARY_COUNT = CK_SHIFT_RIGHT + 1, CK_REDUCTION_COUNT = CK_ARGMIN + 1 };

// Ternary operations that only the planner makes, from a product and a sum.
enum { CK_MULTIPLY_SUBTRACT = CK_MULTIPLY_ADD + 1, CK_SUBTRACT_PRODUCT, CK_TERNARY_COUNT };

/// out[i] = f(a[i], b[i], c[i]) for i < n; unused operands are ignored.
typedef void (*ck_kernel)(void *out, const void *a, const void *b, const void *c, int64_t n);
/// out[r] = the reduction of in[r * cols ..< (r + 1) * cols].
typedef void (*ck_reduce_kernel)(void *out, const void *in, int64_t rows, int64_t cols);

/// A run of outputs of a pooling: one row of one image, [width, channels]. `first` and `last` say which window rows
/// are inside.
typedef struct ck_pool_row {
  const ck_pool_shape *shape;
  int64_t out_y;
} ck_pool_row;

/// Loops over channels-last arrays, once per dtype. Images are whole; `channels` of them lie side by side.
typedef struct ck_channel_kernels {
  void (*max_pool_row)(const ck_pool_row *row, const void *image, void *output_row, uint8_t *index_row);
  /// `index_row` or else `image` says where the maxima were; `fresh` writes instead of adding.
  void (*max_pool_row_back)(
    const ck_pool_row *row, const void *gradient_row, const uint8_t *index_row, const void *image, void *image_gradient,
    bool fresh);
  void (*average_pool_row)(const ck_pool_row *row, const void *image, void *output_row, bool count_padding);
  void (*average_pool_row_back)(
    const ck_pool_row *row, const void *gradient_row, void *image_gradient, bool count_padding, bool fresh);
  /// Mean and sum of squared distances from it, per channel.
  void (*moments)(const void *input, int64_t rows, int64_t channels, float *mean, float *squares);
  /// output = (input - mean) * scale + shift.
  void (*normalise)(
    const void *input, int64_t rows, int64_t channels, const float *mean, const float *variance, const float *gamma,
    const float *beta, float epsilon, bool relu, void *output);
  /// sums = sum of gradient, products = sum of gradient * (input - mean); where `output` is given and 0, the
  /// gradient is 0.
  void (*gradient_sums)(
    const void *input, const void *output, const void *gradient, int64_t rows, int64_t channels, const float *mean,
    float *sums, float *products);
  /// result = gradient * a + (input - mean) * b + c.
  void (*gradient_apply)(
    const void *input, const void *output, const void *gradient, int64_t rows, int64_t channels, const float *mean,
    const float *a, const float *b, const float *c, void *result);
} ck_channel_kernels;

typedef struct ck_kernel_table {
  const char *name;
  ck_kernel unary[CK_LANES][CK_UNARY_COUNT];
  /// The last index: 0 both vectors, 1 a is one element, 2 b is one element.
  ck_kernel binary[CK_LANES][CK_BINARY_COUNT][3];
  /// The last index: bit 0 (1, 2) set: a (b, c) is one element.
  ck_kernel ternary[CK_LANES][CK_TERNARY_COUNT][7];
  ck_kernel load[CK_DTYPES];
  ck_kernel store[CK_LANES][CK_DTYPES];
  ck_kernel convert[CK_LANES][CK_DTYPES];
  ck_reduce_kernel reduce[CK_LANES][CK_REDUCTION_COUNT];
  /// in[rows] -> out[rows, cols].
  ck_reduce_kernel repeat_columns;
  /// in[cols] -> out[rows, cols].
  ck_reduce_kernel repeat_rows;
  ck_kernel fill;
  ck_kernel uniform;
  void (*count)(int32_t *out, int32_t first, int64_t n);
  void (*random)(uint32_t *out, const uint32_t *key, uint64_t first, int64_t n, ck_random numbering);
  /// to[r, c] = from[c, r] for 16 x 16 elements of 1, 2 and 4 bytes; pitches in bytes.
  void (*transpose[3])(void *to, int64_t to_pitch, const void *from, int64_t from_pitch);
  ck_channel_kernels channels[2];  ///< f32, bf16
  void (*recurrent_forward)(const ck_recurrent_shape *shape, const ck_recurrent_forward *pass, void *scratch);
  void (*recurrent_backward)(const ck_recurrent_shape *shape, const ck_recurrent_backward *pass, void *scratch);
  void (*product)(
    const ck_product_shape *shape, const float *left, const float *right, const float *bias, float *result,
    float *scratch);
} ck_kernel_table;

/// The table for this processor.
const ck_kernel_table *ck_kernels(void);

#if defined(__x86_64__)
extern const ck_kernel_table ck_kernels_v4, ck_kernels_v3;
#endif
extern const ck_kernel_table ck_kernels_default;
