#include "CKernels.h"
#include "TypedLanes.h"

// Reductions, products and scattered sums of the types that fused programs and the float32 kernels don't have.

static int32_t binary_of(ck_reduction operation) {
  switch (operation) {
  case CK_MAX: return CK_MAXIMUM;
  case CK_MIN: return CK_MINIMUM;
  case CK_PROD: return CK_MULTIPLY;
  default: return CK_ADD;
  }
}

#define FOLD_CASES(T, U)                                                                                      \
  switch (operation) {                                                                                        \
  case CK_ADD: for (int64_t k = 0; k < count; k++) a[k] = (T)((U)a[k] + (U)b[k]); break;                      \
  case CK_MULTIPLY: for (int64_t k = 0; k < count; k++) a[k] = (T)((U)a[k] * (U)b[k]); break;                 \
  case CK_MAXIMUM: for (int64_t k = 0; k < count; k++) a[k] = a[k] != a[k] || a[k] >= b[k] ? a[k] : b[k]; break; \
  default: for (int64_t k = 0; k < count; k++) a[k] = a[k] != a[k] || a[k] <= b[k] ? a[k] : b[k];              \
  }

static void fold(int32_t operation, ck_dtype lanes, ck_lanes *to, const ck_lanes *from, int64_t count) {
  if (lanes == CK_F64) {
    double *a = to->f;
    const double *b = from->f;
    FOLD_CASES(double, double)
  } else if (lanes == CK_I64) {
    int64_t *a = to->i;
    const int64_t *b = from->i;
    FOLD_CASES(int64_t, uint64_t)
  } else {
    uint64_t *a = to->u;
    const uint64_t *b = from->u;
    FOLD_CASES(uint64_t, uint64_t)
  }
}

// One long row: its blocks are folded lane by lane, then the lanes.
static void fold_row(int32_t operation, ck_dtype dtype, int64_t count, const char *source, char *result) {
  ck_dtype lanes = lanes_of(dtype);
  int64_t size = ck_dtype_size(dtype), width = count < LANES ? count : LANES;
  ck_lanes total, next;
  load_lanes(&total, lanes, dtype, source, 1, width);
  for (int64_t first = width; first < count; first += width) {
    int64_t more = count - first < width ? count - first : width;
    load_lanes(&next, lanes, dtype, source + first * size, 1, more);
    fold(operation, lanes, &total, &next, more);
  }
  for (; width > 1; width -= width / 2) {
    int64_t half = width / 2;
    memcpy(&next, &total.u[width - half], (size_t)half * 8);
    fold(operation, lanes, &total, &next, half);
  }
  store_lanes(&total, lanes, dtype, result, 1);
}

#define BEST(T)                                                                                               \
  for (int64_t k = 0; k < more && !done; k++) {                                                               \
    T value = p[k];                                                                                           \
    bool wins = first + k == 0 || value != value || (operation == CK_ARGMAX ? value > best : value < best);   \
    if (!wins) continue;                                                                                      \
    best = value;                                                                                             \
    place = first + k;                                                                                        \
    done = value != value;                                                                                    \
  }

// The first of equal ones; the first NaN if there is one.
static int32_t best_place(ck_reduction operation, ck_dtype dtype, int64_t count, const char *source) {
  ck_dtype lanes = lanes_of(dtype);
  int64_t size = ck_dtype_size(dtype), place = 0;
  bool done = false;
  ck_lanes x;
  double best_f = 0;
  int64_t best_i = 0;
  uint64_t best_u = 0;
  for (int64_t first = 0; first < count && !done; first += LANES) {
    int64_t more = count - first < LANES ? count - first : LANES;
    load_lanes(&x, lanes, dtype, source + first * size, 1, more);
    if (lanes == CK_F64) {
      const double *p = x.f;
      double best = best_f;
      BEST(double)
      best_f = best;
    } else if (lanes == CK_I64) {
      const int64_t *p = x.i;
      int64_t best = best_i;
      BEST(int64_t)
      best_i = best;
    } else {
      const uint64_t *p = x.u;
      uint64_t best = best_u;
      BEST(uint64_t)
      best_u = best;
    }
  }
  return (int32_t)place;
}

void ck_typed_reduce(
  ck_reduction operation, ck_dtype dtype, int64_t outer, int64_t count, int64_t inner, const void *source, void *result) {
  int64_t size = ck_dtype_size(dtype);
  const char *from = source;
  char *to = result;
  for (int64_t row = 0; row < outer; row++, from += count * inner * size) {
    if (operation == CK_ARGMAX || operation == CK_ARGMIN) {
      ((int32_t *)result)[row] = best_place(operation, dtype, count, from);
    } else if (inner == 1) {
      fold_row(binary_of(operation), dtype, count, from, to + row * size);
    } else {
      ck_dtype lanes = lanes_of(dtype);
      for (int64_t first = 0; first < inner; first += LANES) {
        int64_t width = inner - first < LANES ? inner - first : LANES;
        ck_lanes total, next;
        load_lanes(&total, lanes, dtype, from + first * size, 1, width);
        for (int64_t i = 1; i < count; i++) {
          load_lanes(&next, lanes, dtype, from + (i * inner + first) * size, 1, width);
          fold(binary_of(operation), lanes, &total, &next, width);
        }
        store_lanes(&total, lanes, dtype, to + (row * inner + first) * size, width);
      }
    }
  }
}

// Four rows at a time read each row of the right operand once.
#define DEFINE_PRODUCT(NAME, T)                                                                               \
  static void NAME(int64_t m, int64_t k, int64_t n, const T *a, const T *b, T *c) {                           \
    memset(c, 0, (size_t)(m * n) * sizeof(T));                                                                \
    for (int64_t i = 0; i < m; i += 4) {                                                                      \
      int64_t rows = m - i < 4 ? m - i : 4;                                                                   \
      for (int64_t p = 0; p < k; p++) {                                                                       \
        const T *line = b + p * n;                                                                            \
        for (int64_t r = 0; r < rows; r++) {                                                                  \
          T factor = a[(i + r) * k + p], *sums = c + (i + r) * n;                                             \
          for (int64_t j = 0; j < n; j++) sums[j] += factor * line[j];                                        \
        }                                                                                                     \
      }                                                                                                       \
    }                                                                                                         \
  }
DEFINE_PRODUCT(product_f64, double)
DEFINE_PRODUCT(product_u32, uint32_t)
DEFINE_PRODUCT(product_u64, uint64_t)

void ck_typed_product(
  ck_dtype dtype, int64_t batch, int64_t m, int64_t k, int64_t n, const void *left, const void *right, void *result) {
  int64_t size = ck_dtype_size(dtype);
  for (int64_t item = 0; item < batch; item++) {
    const void *a = (const char *)left + item * m * k * size, *b = (const char *)right + item * k * n * size;
    void *c = (char *)result + item * m * n * size;
    if (dtype == CK_F64) product_f64(m, k, n, a, b, c);
    else if (size == 4) product_u32(m, k, n, a, b, c);
    else product_u64(m, k, n, a, b, c);
  }
}

#define SCATTER(T)                                                                                            \
  do {                                                                                                        \
    T *to = (T *)destination + row * cols;                                                                    \
    const T *from = (const T *)source + i * cols;                                                             \
    for (int64_t k = 0; k < cols; k++) to[k] += from[k];                                                      \
  } while (0)

void ck_typed_scatter_add(
  ck_dtype dtype, void *destination, const void *source, const void *indices, ck_dtype index_dtype, int64_t count,
  int64_t rows, int64_t cols) {
  int64_t size = ck_dtype_size(index_dtype);
  for (int64_t i = 0; i < count; i++) {
    ck_lanes index;
    load_lanes(&index, lanes_of(index_dtype), index_dtype, (const char *)indices + i * size, 1, 1);
    int64_t row = index.i[0];
    if (row < 0 || row >= rows) continue;
    if (dtype == CK_F64) SCATTER(double);
    else if (ck_dtype_size(dtype) == 4) SCATTER(uint32_t);
    else SCATTER(uint64_t);
  }
}
