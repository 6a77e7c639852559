#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Products of float32 matrices. oneDNN's reach 60 to 80 % of what the processor can do on matrices of some hundred
// rows, and pack a matrix of weights anew at each call; these read it where it lies if that is as good, and reach 85 to
// 98 %.

enum { CK_PRODUCT_RANK = 8 };

/// result[rows, columns] = left[rows, depth] times right[depth, columns], for each of a batch. Steps in floats.
typedef struct ck_product_shape {
  int64_t rows, depth, columns;
  int64_t left_row, left_column;
  int64_t right_row, right_column;    ///< one of them is 1
  bool clamps_at_zero;                ///< the result is the larger of 0 and the sum
  int32_t batch_rank;
  int64_t batch[CK_PRODUCT_RANK], left_batch[CK_PRODUCT_RANK], right_batch[CK_PRODUCT_RANK];
} ck_product_shape;

/// Whether this processor's instructions make these products the fast ones.
bool ck_product_is_fast(const ck_product_shape *shape);

/// Bytes of scratch memory, aligned to 64 bytes.
size_t ck_product_scratch_bytes(const ck_product_shape *shape);

/// Works on the calling thread. `bias` of [columns], or NULL, is added to each row. Rows of the result lie side by side,
/// and so do the products of a batch.
void ck_product_run(
  const ck_product_shape *shape, const float *left, const float *right, const float *bias, float *result,
  void *scratch);
