#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernelsProgram.h"

// Data movement: any strided copy, gathers and scatters of rows.

typedef struct ck_copy ck_copy;

/// A copy between two strided views of the same `dims` (rank at most 12), strides in elements of `element_size` bytes
/// (1, 2, 4, 8): transposes, slices, concatenation (one copy per part), broadcasting (source stride 0), reversal
/// (negative
/// stride). NULL when the arguments are out of range or memory is short.
ck_copy *ck_copy_create(
  int32_t rank, const int64_t *dims, const int64_t *source_strides, const int64_t *destination_strides,
  int32_t element_size);
/// A transpose of a contiguous array: destination dimension i is source dimension `permutation[i]`.
ck_copy *ck_copy_create_transpose(
  int32_t rank, const int64_t *source_dims, const int32_t *permutation, int32_t element_size);
void ck_copy_free(ck_copy *copy);
/// The two views must not overlap.
void ck_copy_run(const ck_copy *copy, const void *source, void *destination, int32_t threads);

/// Fills `count` elements of `element_size` bytes (1, 2, 4, 8) with the low bytes of `bits`.
void ck_fill(void *destination, int64_t count, int32_t element_size, uint64_t bits, int32_t threads);

/// destination[i] = source[indices[i]] for rows of `row_bytes` bytes. `index_dtype` is CK_I32, CK_I64, CK_U8,
/// CK_U16 or CK_U32. Rows of indices outside 0 ..< source_rows are filled with elements of `element_size` bytes, the low
/// bytes of `missing`; the result says whether there were none.
bool ck_gather_rows(
  void *destination, const void *source, const void *indices, ck_dtype index_dtype, int64_t count, int64_t source_rows,
  int64_t row_bytes, int32_t element_size, uint64_t missing, int32_t threads);

/// destination[indices[i]] += source[i] for rows of `cols` f32 values, in the order of i whatever the threads.
/// Indices outside
/// 0 ..< destination_rows are left out.
void ck_scatter_add_rows(
  float *destination, const float *source, const void *indices, ck_dtype index_dtype, int64_t count,
  int64_t destination_rows, int64_t cols, int32_t threads);
