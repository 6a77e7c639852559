// Vectors of 16 lanes and their loads and stores. Included inside a region that sets the target, by files that say
// which one with CK_LEVEL (4: AVX-512, 3: AVX2 and FMA, 0: whatever the compiler's default is). Explicit vectors
// rather than loops for the vectoriser: SwiftPM compiles C without -march, and its cost model prefers 256 bits.

#include <stdint.h>
#include <string.h>

// Only inlined functions take vectors, so that no calling convention is concerned.
#pragma clang diagnostic ignored "-Wpsabi"

#pragma clang fp contract(fast)

typedef float vf __attribute__((ext_vector_type(16)));
typedef int32_t vi __attribute__((ext_vector_type(16)));
typedef uint32_t vu __attribute__((ext_vector_type(16)));
typedef double vd __attribute__((ext_vector_type(8)));
typedef int64_t vl __attribute__((ext_vector_type(8)));
typedef double vd16 __attribute__((ext_vector_type(16)));
typedef int64_t vl16 __attribute__((ext_vector_type(16)));
typedef uint64_t vul16 __attribute__((ext_vector_type(16)));
typedef int8_t vi8 __attribute__((ext_vector_type(16)));
typedef uint8_t vu8 __attribute__((ext_vector_type(16)));
typedef int16_t vi16 __attribute__((ext_vector_type(16)));
typedef uint16_t vu16 __attribute__((ext_vector_type(16)));

#define INLINE static inline __attribute__((always_inline, unused))

INLINE vf as_f(vi x) { return (vf)x; }
INLINE vi as_i(vf x) { return (vi)x; }
INLINE vu as_u(vi x) { return (vu)x; }
INLINE vi from_u(vu x) { return (vi)x; }

#define CK_DEFINE_LOAD_STORE(V, T)                                \
  INLINE V load_##V(const T *p) {                                 \
    V v;                                                          \
    memcpy(&v, p, sizeof v);                                      \
    return v;                                                     \
  }                                                               \
  INLINE void store_##V(T *p, V v) { memcpy(p, &v, sizeof v); }

CK_DEFINE_LOAD_STORE(vf, float)
CK_DEFINE_LOAD_STORE(vi, int32_t)
CK_DEFINE_LOAD_STORE(vu, uint32_t)
CK_DEFINE_LOAD_STORE(vd16, double)
CK_DEFINE_LOAD_STORE(vl16, int64_t)
CK_DEFINE_LOAD_STORE(vul16, uint64_t)
CK_DEFINE_LOAD_STORE(vi8, int8_t)
CK_DEFINE_LOAD_STORE(vu8, uint8_t)
CK_DEFINE_LOAD_STORE(vi16, int16_t)
CK_DEFINE_LOAD_STORE(vu16, uint16_t)

// The first `count` (1 ... 15) lanes; the others are 0 on load and stay untouched on store.
#if CK_LEVEL == 4
INLINE vf load_part_vf(const float *p, int64_t count) {
  return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
}
INLINE vi load_part_vi(const int32_t *p, int64_t count) {
  return ((vi)(_mm512_maskz_loadu_epi32((__mmask16)((1u << count) - 1), p)));
}
INLINE void store_part_vf(float *p, int64_t count, vf v) {
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)v);
}
INLINE void store_part_vi(int32_t *p, int64_t count, vi v) {
  _mm512_mask_storeu_epi32(p, (__mmask16)((1u << count) - 1), ((__m512i)(v)));
}
#else
INLINE vf load_part_vf(const float *p, int64_t count) {
  vf v = 0;
  memcpy(&v, p, (size_t)count * 4);
  return v;
}
INLINE vi load_part_vi(const int32_t *p, int64_t count) {
  vi v = 0;
  memcpy(&v, p, (size_t)count * 4);
  return v;
}
INLINE void store_part_vf(float *p, int64_t count, vf v) { memcpy(p, &v, (size_t)count * 4); }
INLINE void store_part_vi(int32_t *p, int64_t count, vi v) { memcpy(p, &v, (size_t)count * 4); }
#endif
INLINE vu load_part_vu(const uint32_t *p, int64_t count) { return as_u(load_part_vi((const int32_t *)p, count)); }
INLINE void store_part_vu(uint32_t *p, int64_t count, vu v) { store_part_vi((int32_t *)p, count, from_u(v)); }

// 1.0 where the comparison holds.
INLINE vf truth(vi mask) { return as_f(mask & 0x3f800000); }

INLINE vf max_vf(vf a, vf b) {
  vf m = a > b ? a : b;
  return a != a ? a : m;
}
INLINE vf min_vf(vf a, vf b) {
  vf m = a < b ? a : b;
  return a != a ? a : m;
}
INLINE vi max_vi(vi a, vi b) { return a > b ? a : b; }
INLINE vi min_vi(vi a, vi b) { return a < b ? a : b; }
INLINE vu max_vu(vu a, vu b) { return a > b ? a : b; }
INLINE vu min_vu(vu a, vu b) { return a < b ? a : b; }

INLINE vf floor_vf(vf x) { return __builtin_elementwise_floor(x); }
INLINE vf ceil_vf(vf x) { return __builtin_elementwise_ceil(x); }
INLINE vf trunc_vf(vf x) { return __builtin_elementwise_trunc(x); }
INLINE vf round_vf(vf x) { return __builtin_elementwise_roundeven(x); }
INLINE vf sqrt_vf(vf x) { return __builtin_elementwise_sqrt(x); }

INLINE vf bf16_to_vf(vu16 x) { return as_f(from_u(__builtin_convertvector(x, vu) << 16)); }
INLINE vu16 vf_to_bf16(vf x) {
  vu bits = as_u(as_i(x));
  vu rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  vu quiet = (bits >> 16) | 0x40;
  return __builtin_convertvector(x != x ? quiet : rounded, vu16);
}

#if CK_LEVEL >= 3 || defined(__aarch64__)
typedef _Float16 vh __attribute__((ext_vector_type(16)));
INLINE vf f16_to_vf(vu16 x) { return __builtin_convertvector(((vh)(x)), vf); }
INLINE vu16 vf_to_f16(vf x) { return ((vu16)(__builtin_convertvector(x, vh))); }
#else
// Without hardware conversion: shift into place and let a multiplication renormalise what was subnormal.
INLINE vf f16_to_vf(vu16 x) {
  vu h = __builtin_convertvector(x, vu);
  vu sign = (h & 0x8000) << 16;
  vu body = (h & 0x7fff) << 13;
  vf scaled = as_f(from_u(body)) * 0x1p112f;
  vi special = (h & 0x7c00) == 0x7c00;
  vf magnitude = special ? as_f(from_u(body | 0x7f800000)) : scaled;
  return as_f(as_i(magnitude) | from_u(sign));
}
INLINE vu16 vf_to_f16(vf x) {
  vu bits = as_u(as_i(x));
  vu sign = (bits >> 16) & 0x8000;
  vu body = bits & 0x7fffffff;
  vu normal = (body - 0x38000000 + 0xfff + ((body >> 13) & 1)) >> 13;
  vu tiny = as_u(as_i(as_f(from_u(body)) + 0.5f)) - 0x3f000000;
  vu half = body < 0x38800000 ? tiny : normal;
  half = body >= 0x47800000 ? (vu)0x7c00 : half;
  half = body > 0x7f800000 ? (vu)(0x7e00) : half;
  return __builtin_convertvector(half | sign, vu16);
}
#endif

// Float to integer: toward zero, saturating, NaN becomes 0. The value is brought into range first, since out of
// range the
// conversion's result is undefined.
INLINE vi saturate_vi(vf x) {
  vi inside = (x >= -0x1p31f) & (x < 0x1p31f);
  vi value = __builtin_convertvector(inside ? x : (vf)0, vi);
  value = x >= 0x1p31f ? (vi)INT32_MAX : value;
  return x < -0x1p31f ? (vi)INT32_MIN : value;
}
INLINE vu saturate_vu(vf x) {
  vi inside = (x > -1.0f) & (x < 0x1p32f);
  vf low = inside ? x : (vf)0;
  vi big = low >= 0x1p31f;
  vi value = __builtin_convertvector(big ? low - 0x1p31f : low, vi);
  vu result = as_u(value) + as_u(big & (int32_t)INT32_MIN);
  return x >= 0x1p32f ? (vu)UINT32_MAX : result;
}
INLINE vi saturate_between(vf x, int32_t low, int32_t high) {
  return min_vi(max_vi(saturate_vi(x), (vi)low), (vi)high);
}
INLINE vf vu_to_vf(vu x) { return __builtin_convertvector(x, vf); }
INLINE vf vi_to_vf(vi x) { return __builtin_convertvector(x, vf); }
