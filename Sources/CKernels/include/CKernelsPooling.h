#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernelsProgram.h"

// Pooling and batch normalisation of channels-last arrays. dtype is CK_F32 or CK_BF16, which computes in f32 (but where
// pooling windows overlap, their gradients are added up in bf16).

/// Input [batch, height, width, channels], output [batch, out_height, out_width, channels]. Output (y, x) sees
/// input rows
/// y * stride_height - pad_top + (0 ..< window_height), columns alike; what lies outside the input is left out.
typedef struct ck_pool_shape {
  int64_t batch, height, width, channels;
  int64_t out_height, out_width;
  int64_t window_height, window_width;
  int64_t stride_height, stride_width;
  int64_t pad_top, pad_left;
} ck_pool_shape;

/// `index` (one byte per output element, NULL if not wanted) gets the window position of the maximum, row by row,
/// the first of
/// equal ones; needs a window of at most 256 positions. NaN wins.
void ck_max_pool_forward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *input, void *output, uint8_t *index, int32_t threads);

/// The gradient by the saved index. Writes all of `input_gradient`.
void ck_max_pool_backward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *output_gradient, const uint8_t *index, void *input_gradient,
  int32_t threads);

/// The gradient without a saved index: finds the maxima in `input` again.
void ck_max_pool_backward_from_input(
  const ck_pool_shape *shape, ck_dtype dtype, const void *output_gradient, const void *input, void *input_gradient,
  int32_t threads);

/// `count_padding`: divide by the whole window instead of its part inside the input (Keras: false).
void ck_average_pool_forward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *input, void *output, bool count_padding, int32_t threads);
void ck_average_pool_backward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *output_gradient, void *input_gradient, bool count_padding,
  int32_t threads);

/// Bytes of scratch for the batch normalisation calls.
size_t ck_batch_norm_scratch_bytes(int64_t rows, int64_t channels);

/// Mean and population variance of each channel over `rows` rows, in one pass over memory: blocks in cache are
/// centred on their own
/// mean, then combined in double precision.
void ck_batch_norm_statistics(
  int64_t rows, int64_t channels, ck_dtype dtype, const void *input, float *mean, float *variance, void *scratch,
  int32_t threads);

/// output = (input - mean) / sqrt(variance + epsilon) * gamma + beta, then max(., 0) if `relu`. `gamma`, `beta` may
/// be NULL.
void ck_batch_norm_apply(
  int64_t rows, int64_t channels, ck_dtype dtype, const void *input, const float *mean, const float *variance,
  const float *gamma, const float *beta, float epsilon, bool relu, void *output, int32_t threads);

/// The gradients of `ck_batch_norm_apply` on batch statistics, in two passes. `output` (needed only with `relu`) is
/// the forward result, whose zeros
/// stop the gradient; may be NULL without. `gamma_gradient` and `beta_gradient` may be NULL.
void ck_batch_norm_backward(
  int64_t rows, int64_t channels, ck_dtype dtype, const void *input, const void *output, const void *output_gradient,
  const float *mean, const float *variance, const float *gamma, float epsilon, bool relu, void *input_gradient,
  float *gamma_gradient, float *beta_gradient, void *scratch, int32_t threads);
