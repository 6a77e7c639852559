#include <stdlib.h>

#include "CKernels.h"
#include "TypedLanes.h"

enum { MAX_RANK = 12, MAX_ARITY = 3 };

struct ck_typed_map {
  ck_map_kind kind;
  int32_t operation, arity, rank;
  ck_dtype lanes, types[MAX_ARITY], result;
  int64_t dims[MAX_RANK], strides[MAX_ARITY][MAX_RANK];
};

ck_typed_map *ck_typed_map_create(
  ck_map_kind kind, int32_t operation, ck_dtype lanes, int32_t arity, const ck_dtype *types, ck_dtype result, int32_t rank,
  const int64_t *dims, const int64_t *strides) {
  if (rank < 0 || rank > MAX_RANK || arity < 1 || arity > MAX_ARITY) return NULL;
  ck_typed_map *map = calloc(1, sizeof *map);
  if (map == NULL) return NULL;
  map->kind = kind;
  map->operation = operation;
  map->lanes = lanes;
  map->arity = arity;
  map->result = result;
  for (int32_t i = 0; i < arity; i++) map->types[i] = types[i];
  // Neighbouring axes become one where all operands allow it.
  int32_t count = 0;
  for (int32_t axis = 0; axis < rank; axis++) {
    if (dims[axis] == 1) continue;
    bool merges = count > 0;
    for (int32_t i = 0; i < arity && merges; i++) {
      merges = map->strides[i][count - 1] == strides[i * rank + axis] * dims[axis];
    }
    if (!merges) map->dims[count++] = 1;
    map->dims[count - 1] *= dims[axis];
    for (int32_t i = 0; i < arity; i++) map->strides[i][count - 1] = strides[i * rank + axis];
  }
  if (count == 0) map->dims[count++] = 1;
  map->rank = count;
  return map;
}

void ck_typed_map_free(ck_typed_map *map) { free(map); }

#define EACH(TO, VALUE)                                                                                       \
  for (int64_t k = 0; k < count; k++) TO[k] = (VALUE);                                                        \
  break

static double modulo_f64(double a, double b) {
  double rest = fmod(a, b);
  if (rest == 0) return copysign(0, b);
  return (rest < 0) != (b < 0) ? rest + b : rest;
}

static void unary_f64(int32_t operation, double *x, int64_t count) {
  switch (operation) {
  case CK_NEGATE: EACH(x, -x[k]);
  case CK_ABS: EACH(x, fabs(x[k]));
  case CK_SIGN: EACH(x, isnan(x[k]) || x[k] == 0 ? x[k] : x[k] < 0 ? -1 : 1);
  case CK_SQRT: EACH(x, sqrt(x[k]));
  case CK_RSQRT: EACH(x, 1 / sqrt(x[k]));
  case CK_EXP: EACH(x, exp(x[k]));
  case CK_EXPM1: EACH(x, expm1(x[k]));
  case CK_LOG: EACH(x, log(x[k]));
  case CK_LOG1P: EACH(x, log1p(x[k]));
  case CK_TANH: EACH(x, tanh(x[k]));
  case CK_SIGMOID: EACH(x, 1 / (1 + exp(-x[k])));
  case CK_ERF: EACH(x, erf(x[k]));
  case CK_SIN: EACH(x, sin(x[k]));
  case CK_COS: EACH(x, cos(x[k]));
  case CK_TAN: EACH(x, tan(x[k]));
  case CK_ASIN: EACH(x, asin(x[k]));
  case CK_ACOS: EACH(x, acos(x[k]));
  case CK_ATAN: EACH(x, atan(x[k]));
  case CK_SINH: EACH(x, sinh(x[k]));
  case CK_COSH: EACH(x, cosh(x[k]));
  case CK_ASINH: EACH(x, asinh(x[k]));
  case CK_ACOSH: EACH(x, acosh(x[k]));
  case CK_ATANH: EACH(x, atanh(x[k]));
  case CK_FLOOR: EACH(x, floor(x[k]));
  case CK_CEIL: EACH(x, ceil(x[k]));
  case CK_ROUND: EACH(x, nearbyint(x[k]));
  case CK_IS_NAN: EACH(x, isnan(x[k]) ? 1 : 0);
  case CK_IS_FINITE: EACH(x, isfinite(x[k]) ? 1 : 0);
  case CK_NOT: EACH(x, x[k] == 0);
  }
}

static void binary_f64(int32_t operation, double *a, const double *b, int64_t count) {
  switch (operation) {
  case CK_ADD: EACH(a, a[k] + b[k]);
  case CK_SUBTRACT: EACH(a, a[k] - b[k]);
  case CK_MULTIPLY: EACH(a, a[k] * b[k]);
  case CK_DIVIDE: EACH(a, a[k] / b[k]);
  case CK_POWER: EACH(a, pow(a[k], b[k]));
  case CK_ATAN2: EACH(a, atan2(a[k], b[k]));
  case CK_MODULO: EACH(a, modulo_f64(a[k], b[k]));
  // NaN if either is.
  case CK_MAXIMUM: EACH(a, isnan(a[k]) || a[k] >= b[k] ? a[k] : b[k]);
  case CK_MINIMUM: EACH(a, isnan(a[k]) || a[k] <= b[k] ? a[k] : b[k]);
  case CK_EQUAL: EACH(a, a[k] == b[k]);
  case CK_NOT_EQUAL: EACH(a, a[k] != b[k]);
  case CK_LESS: EACH(a, a[k] < b[k]);
  case CK_LESS_EQUAL: EACH(a, a[k] <= b[k]);
  case CK_GREATER: EACH(a, a[k] > b[k]);
  case CK_GREATER_EQUAL: EACH(a, a[k] >= b[k]);
  }
}

static int64_t power_i64(int64_t base, int64_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent & 1 ? -1 : 1) : 0;
  uint64_t result = 1, factor = (uint64_t)base;
  for (; exponent > 0; exponent >>= 1, factor *= factor) {
    if (exponent & 1) result *= factor;
  }
  return (int64_t)result;
}

static uint64_t power_u64(uint64_t base, uint64_t exponent) {
  uint64_t result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base) {
    if (exponent & 1) result *= base;
  }
  return result;
}

// Division by zero gives zero, and the one quotient that has no place its dividend.
static int64_t quotient_i64(int64_t a, int64_t b) {
  if (b == 0) return 0;
  return b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b;
}

static int64_t modulo_i64(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return 0;
  int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static void unary_i64(int32_t operation, int64_t *x, int64_t count) {
  switch (operation) {
  case CK_NEGATE: EACH(x, (int64_t)(0 - (uint64_t)x[k]));
  case CK_ABS: EACH(x, x[k] < 0 ? (int64_t)(0 - (uint64_t)x[k]) : x[k]);
  case CK_SIGN: EACH(x, (x[k] > 0) - (x[k] < 0));
  case CK_IS_NAN: EACH(x, 0);
  case CK_IS_FINITE: EACH(x, 1);
  case CK_NOT: EACH(x, x[k] == 0);
  }
}

static void unary_u64(int32_t operation, uint64_t *x, int64_t count) {
  switch (operation) {
  case CK_NEGATE: EACH(x, 0 - x[k]);
  case CK_SIGN: EACH(x, x[k] > 0);
  case CK_IS_NAN: EACH(x, 0);
  case CK_IS_FINITE: EACH(x, 1);
  case CK_NOT: EACH(x, x[k] == 0);
  }
}

#define INTEGER_CASES(T)                                                                                      \
  case CK_ADD: EACH(a, (T)((uint64_t)a[k] + (uint64_t)b[k]));                                                 \
  case CK_SUBTRACT: EACH(a, (T)((uint64_t)a[k] - (uint64_t)b[k]));                                            \
  case CK_MULTIPLY: EACH(a, (T)((uint64_t)a[k] * (uint64_t)b[k]));                                            \
  case CK_MAXIMUM: EACH(a, a[k] > b[k] ? a[k] : b[k]);                                                        \
  case CK_MINIMUM: EACH(a, a[k] < b[k] ? a[k] : b[k]);                                                        \
  case CK_AND: EACH(a, a[k] & b[k]);                                                                          \
  case CK_OR: EACH(a, a[k] | b[k]);                                                                           \
  case CK_XOR: EACH(a, a[k] ^ b[k]);                                                                          \
  case CK_EQUAL: EACH(a, a[k] == b[k]);                                                                       \
  case CK_NOT_EQUAL: EACH(a, a[k] != b[k]);                                                                   \
  case CK_LESS: EACH(a, a[k] < b[k]);                                                                         \
  case CK_LESS_EQUAL: EACH(a, a[k] <= b[k]);                                                                  \
  case CK_GREATER: EACH(a, a[k] > b[k]);                                                                      \
  case CK_GREATER_EQUAL: EACH(a, a[k] >= b[k]);

static void binary_i64(int32_t operation, int64_t *a, const int64_t *b, int64_t count) {
  switch (operation) {
    INTEGER_CASES(int64_t)
  case CK_DIVIDE: EACH(a, quotient_i64(a[k], b[k]));
  case CK_MODULO: EACH(a, modulo_i64(a[k], b[k]));
  case CK_POWER: EACH(a, power_i64(a[k], b[k]));
  }
}

static void binary_u64(int32_t operation, uint64_t *a, const uint64_t *b, int64_t count) {
  switch (operation) {
    INTEGER_CASES(uint64_t)
  case CK_DIVIDE: EACH(a, b[k] == 0 ? 0 : a[k] / b[k]);
  case CK_MODULO: EACH(a, b[k] == 0 ? 0 : a[k] % b[k]);
  case CK_POWER: EACH(a, power_u64(a[k], b[k]));
  }
}

static void compute(const ck_typed_map *map, ck_lanes *x, int64_t count) {
  switch (map->kind) {
  case CK_MAP_CONVERT: return;
  case CK_MAP_SELECT:
    for (int64_t k = 0; k < count; k++) x[0].u[k] = x[0].i[k] != 0 ? x[1].u[k] : x[2].u[k];
    return;
  case CK_MAP_UNARY:
    if (map->lanes == CK_F64) unary_f64(map->operation, x[0].f, count);
    else if (map->lanes == CK_I64) unary_i64(map->operation, x[0].i, count);
    else unary_u64(map->operation, x[0].u, count);
    return;
  case CK_MAP_BINARY:
    if (map->lanes == CK_F64) binary_f64(map->operation, x[0].f, x[1].f, count);
    else if (map->lanes == CK_I64) binary_i64(map->operation, x[0].i, x[1].i, count);
    else binary_u64(map->operation, x[0].u, x[1].u, count);
    return;
  }
}

void ck_typed_map_run(const ck_typed_map *map, void *const *operands, void *result) {
  int32_t inner = map->rank - 1;
  int64_t counts[MAX_RANK] = {0}, offsets[MAX_ARITY] = {0}, items = 1;
  for (int32_t axis = 0; axis < inner; axis++) items *= map->dims[axis];
  int64_t sizes[MAX_ARITY], result_size = ck_dtype_size(map->result);
  for (int32_t i = 0; i < map->arity; i++) sizes[i] = ck_dtype_size(map->types[i]);
  ck_lanes x[MAX_ARITY];
  char *to = result;
  for (int64_t item = 0; item < items; item++) {
    for (int64_t first = 0; first < map->dims[inner]; first += LANES) {
      int64_t count = map->dims[inner] - first < LANES ? map->dims[inner] - first : LANES;
      for (int32_t i = 0; i < map->arity; i++) {
        int64_t step = map->strides[i][inner];
        const char *from = (const char *)operands[i] + (offsets[i] + first * step) * sizes[i];
        // A condition is a number of its own.
        ck_dtype lanes = map->kind == CK_MAP_SELECT && i == 0 ? CK_I64 : map->lanes;
        load_lanes(&x[i], lanes, map->types[i], from, step, count);
      }
      compute(map, x, count);
      store_lanes(&x[0], map->lanes, map->result, to, count);
      to += count * result_size;
    }
    for (int32_t axis = inner - 1; axis >= 0; axis--) {
      for (int32_t i = 0; i < map->arity; i++) offsets[i] += map->strides[i][axis];
      if (++counts[axis] < map->dims[axis]) break;
      for (int32_t i = 0; i < map->arity; i++) offsets[i] -= map->dims[axis] * map->strides[i][axis];
      counts[axis] = 0;
    }
  }
}
