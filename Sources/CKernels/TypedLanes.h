#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "CKernelsTyped.h"

// A block of elements of any type as f64, i64 or u64, and back.

enum { LANES = 512 };

typedef union {
  double f[LANES];
  int64_t i[LANES];
  uint64_t u[LANES];
} ck_lanes;

static inline float float_of_half(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = (half >> 10) & 31, digits = half & 1023;
  if (exponent == 0) {
    float value = (float)digits * 0x1p-24f;
    return sign ? -value : value;
  }
  uint32_t bits = sign | (exponent == 31 ? 0x7F800000u : (exponent + 112) << 23) | digits << 13;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}

// Rounded straight from f64, to the nearest even: rounding to f32 between would miss it at times.
static inline uint16_t half_of(double value) {
  uint16_t sign = signbit(value) ? 0x8000 : 0;
  double size = fabs(value);
  if (isnan(value)) return (uint16_t)(sign | 0x7E00);
  if (size >= 65520) return (uint16_t)(sign | 0x7C00);
  if (size < 0x1p-14) return (uint16_t)(sign | (uint16_t)nearbyint(size * 0x1p24));
  int exponent;
  double fraction = frexp(size, &exponent);
  // A fraction that rounds up to the next power of two carries into the exponent.
  return (uint16_t)(sign | (uint16_t)(((exponent + 14) << 10) + (int)nearbyint(fraction * 2048) - 1024));
}

static inline float float_of_bfloat(uint16_t value) {
  uint32_t bits = (uint32_t)value << 16;
  float result;
  memcpy(&result, &bits, 4);
  return result;
}

static inline uint16_t bfloat_of(double value) {
  uint32_t bits = bits_of((float)value);
  if (isnan(value)) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

// Out of range to the nearest that there is, NaN to 0.
static inline int64_t limited(double value, int64_t low, int64_t high) {
  if (isnan(value)) return 0;
  if (value >= (double)high) return high;
  return value <= (double)low ? low : (int64_t)value;
}

#define I8_OF(x) limited(x, INT8_MIN, INT8_MAX)
#define U8_OF(x) limited(x, 0, UINT8_MAX)
#define I16_OF(x) limited(x, INT16_MIN, INT16_MAX)
#define U16_OF(x) limited(x, 0, UINT16_MAX)
#define I32_OF(x) limited(x, INT32_MIN, INT32_MAX)
#define U32_OF(x) limited(x, 0, UINT32_MAX)
#define I64_OF(x) limited(x, INT64_MIN, INT64_MAX)

static inline uint64_t u64_of(double value) {
  if (!(value > 0)) return 0;
  return value >= 0x1p64 ? UINT64_MAX : (uint64_t)value;
}

#define LOAD(TO, T, CONVERT)                                                                                  \
  do {                                                                                                        \
    const T *p = source;                                                                                      \
    if (step == 1) {                                                                                          \
      for (int64_t k = 0; k < count; k++) TO[k] = CONVERT(p[k]);                                              \
    } else {                                                                                                  \
      for (int64_t k = 0; k < count; k++) TO[k] = CONVERT(p[k * step]);                                       \
    }                                                                                                         \
  } while (0)
#define AS_IS(x) (x)
#define IS_TRUE(x) ((x) != 0)

/// Elements of `dtype`, `step` apart, as lanes.
static inline void load_lanes(ck_lanes *to, ck_dtype lanes, ck_dtype dtype, const void *source, int64_t step, int64_t count) {
#define LOAD_ALL(FIELD)                                                                                       \
  switch (dtype) {                                                                                            \
  case CK_F32: LOAD(to->FIELD, float, AS_IS); break;                                                          \
  case CK_F64: LOAD(to->FIELD, double, AS_IS); break;                                                         \
  case CK_BF16: LOAD(to->FIELD, uint16_t, float_of_bfloat); break;                                            \
  case CK_F16: LOAD(to->FIELD, uint16_t, float_of_half); break;                                               \
  case CK_BOOL: LOAD(to->FIELD, uint8_t, IS_TRUE); break;                                                     \
  case CK_I8: LOAD(to->FIELD, int8_t, AS_IS); break;                                                          \
  case CK_U8: LOAD(to->FIELD, uint8_t, AS_IS); break;                                                         \
  case CK_I16: LOAD(to->FIELD, int16_t, AS_IS); break;                                                        \
  case CK_U16: LOAD(to->FIELD, uint16_t, AS_IS); break;                                                       \
  case CK_I32: LOAD(to->FIELD, int32_t, AS_IS); break;                                                        \
  case CK_U32: LOAD(to->FIELD, uint32_t, AS_IS); break;                                                       \
  case CK_I64: LOAD(to->FIELD, int64_t, AS_IS); break;                                                        \
  case CK_U64: LOAD(to->FIELD, uint64_t, AS_IS); break;                                                       \
  }
  // Floating-point numbers are loaded into lanes of f64 only, integers into those of their kind.
  if (lanes == CK_F64) {
    LOAD_ALL(f)
  } else if (lanes == CK_I64) {
    LOAD_ALL(i)
  } else {
    LOAD_ALL(u)
  }
}

#define STORE(T, FROM, CONVERT)                                                                               \
  do {                                                                                                        \
    T *p = result;                                                                                            \
    for (int64_t k = 0; k < count; k++) p[k] = (T)CONVERT(FROM[k]);                                           \
  } while (0)

/// Lanes as elements of `dtype`, one after the other: integers wrap, floating-point numbers become the nearest there is.
static inline void store_lanes(const ck_lanes *from, ck_dtype lanes, ck_dtype dtype, void *result, int64_t count) {
#define STORE_ALL(FIELD, I8, U8, I16, U16, I32, U32, I64, U64)                                                \
  switch (dtype) {                                                                                            \
  case CK_F32: STORE(float, from->FIELD, AS_IS); break;                                                       \
  case CK_F64: STORE(double, from->FIELD, AS_IS); break;                                                      \
  case CK_BF16: STORE(uint16_t, from->FIELD, bfloat_of); break;                                               \
  case CK_F16: STORE(uint16_t, from->FIELD, half_of); break;                                                  \
  case CK_BOOL: STORE(uint8_t, from->FIELD, IS_TRUE); break;                                                  \
  case CK_I8: STORE(int8_t, from->FIELD, I8); break;                                                          \
  case CK_U8: STORE(uint8_t, from->FIELD, U8); break;                                                         \
  case CK_I16: STORE(int16_t, from->FIELD, I16); break;                                                       \
  case CK_U16: STORE(uint16_t, from->FIELD, U16); break;                                                      \
  case CK_I32: STORE(int32_t, from->FIELD, I32); break;                                                       \
  case CK_U32: STORE(uint32_t, from->FIELD, U32); break;                                                      \
  case CK_I64: STORE(int64_t, from->FIELD, I64); break;                                                       \
  case CK_U64: STORE(uint64_t, from->FIELD, U64); break;                                                      \
  }
  if (lanes == CK_F64) {
    STORE_ALL(f, I8_OF, U8_OF, I16_OF, U16_OF, I32_OF, U32_OF, I64_OF, u64_of)
  } else if (lanes == CK_I64) {
    STORE_ALL(i, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS)
  } else {
    STORE_ALL(u, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS, AS_IS)
  }
}

/// In which lanes elements of a type are computed.
static inline ck_dtype lanes_of(ck_dtype dtype) {
  switch (dtype) {
  case CK_F32:
  case CK_F64:
  case CK_BF16:
  case CK_F16: return CK_F64;
  case CK_U64: return CK_U64;
  default: return CK_I64;
  }
}
