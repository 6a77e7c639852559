#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernelsProgram.h"

// What fused programs, whose lanes have 32 bits, can't do: 64-bit numbers, integers that wrap in their own type, and
// operations on any other type. Elements are computed in lanes of f64, i64 or u64, a block at a time. One call works on the
// calling thread.

typedef struct ck_typed_map ck_typed_map;

typedef enum ck_map_kind : int32_t { CK_MAP_CONVERT = 0, CK_MAP_UNARY, CK_MAP_BINARY, CK_MAP_SELECT } ck_map_kind;

/// An elementwise operation over `dims` (rank at most 12); `strides` in elements: `rank` of them for each operand. The
/// result is contiguous. `operation` is a ck_unary or ck_binary. `lanes` (CK_F64, CK_I64, CK_U64) is what is computed in; a
/// comparison's result is 0 or 1. NULL when the arguments are out of range or memory is short.
ck_typed_map *ck_typed_map_create(
  ck_map_kind kind, int32_t operation, ck_dtype lanes, int32_t arity, const ck_dtype *types, ck_dtype result, int32_t rank,
  const int64_t *dims, const int64_t *strides);
void ck_typed_map_free(ck_typed_map *map);
void ck_typed_map_run(const ck_typed_map *map, void *const *operands, void *result);

/// Folds the middle axis of a contiguous [outer, count, inner]; CK_ARGMAX and CK_ARGMIN give I32 and want an `inner` of 1.
void ck_typed_reduce(
  ck_reduction operation, ck_dtype dtype, int64_t outer, int64_t count, int64_t inner, const void *source, void *result);

/// [batch, m, k] x [batch, k, n], contiguous; CK_F64, or integers of 32 or 64 bits, which wrap.
void ck_typed_product(
  ck_dtype dtype, int64_t batch, int64_t m, int64_t k, int64_t n, const void *left, const void *right, void *result);

/// destination[indices[i]] += source[i] for rows of `cols` elements; types as in `ck_typed_product`. Indices outside
/// 0 ..< rows are left out.
void ck_typed_scatter_add(
  ck_dtype dtype, void *destination, const void *source, const void *indices, ck_dtype index_dtype, int64_t count,
  int64_t rows, int64_t cols);

typedef enum ck_pool_kind : int32_t {
  CK_POOL_MAX = 0,
  CK_POOL_AVERAGE,
  CK_POOL_MAX_GRADIENT,
  CK_POOL_AVERAGE_GRADIENT,
  CK_POOL_MAX_SELECT,
} ck_pool_kind;

/// Windows over one to three spatial axes, channels last; missing leading axes have length and window 1.
typedef struct ck_window_shape {
  int64_t batch, channels;
  int64_t lengths[3], outputs[3], windows[3], strides[3], low[3], dilations[3];
} ck_window_shape;

/// CK_F32 or CK_F64. `source` is the pooled input (not read for CK_POOL_AVERAGE_GRADIENT); `other` the cotangent, or for
/// CK_POOL_MAX_SELECT what is picked from.
void ck_typed_pool(
  ck_pool_kind kind, ck_dtype dtype, const ck_window_shape *shape, const void *source, const void *other, void *result);
