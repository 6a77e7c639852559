// The loops behind a kernel table. Included once per instruction set; see Vector.h.

#define KERNEL_NAME(name) static void name(void *out, const void *a, const void *b, const void *c, int64_t n)

#define DEFINE_UNARY(name, V, T, W, U, expression)                        \
  INLINE W name##_of(V x) { return (W)(expression); }                     \
  KERNEL_NAME(name) {                                                     \
    const T *p = a;                                                       \
    U *q = out;                                                           \
    int64_t i = 0;                                                        \
    for (; i + 16 <= n; i += 16) store_##W(q + i, name##_of(load_##V(p + i))); \
    if (i < n) store_part_##W(q + i, n - i, name##_of(load_part_##V(p + i, n - i))); \
  }

// Operands that are one element are read once, before the loop: `S` says which (bit 0: a, bit 1: b).
#define DEFINE_BINARY_VARIANT(name, suffix, S, V, T, W, U)                \
  KERNEL_NAME(name##suffix) {                                             \
    const T *p = a, *r = b;                                               \
    U *q = out;                                                           \
    const V x0 = (V)(*p), y0 = (V)(*r);                                   \
    int64_t i = 0;                                                        \
    for (; i + 16 <= n; i += 16) {                                        \
      V x = (S)&1 ? x0 : load_##V(p + i), y = (S)&2 ? y0 : load_##V(r + i); \
      store_##W(q + i, name##_of(x, y));                                  \
    }                                                                     \
    if (i < n) {                                                          \
      V x = (S)&1 ? x0 : load_part_##V(p + i, n - i), y = (S)&2 ? y0 : load_part_##V(r + i, n - i); \
      store_part_##W(q + i, n - i, name##_of(x, y));                      \
    }                                                                     \
  }
#define DEFINE_BINARY(name, V, T, W, U, expression)                       \
  INLINE W name##_of(V x, V y) { return (W)(expression); }                \
  DEFINE_BINARY_VARIANT(name, _vv, 0, V, T, W, U)                         \
  DEFINE_BINARY_VARIANT(name, _sv, 1, V, T, W, U)                         \
  DEFINE_BINARY_VARIANT(name, _vs, 2, V, T, W, U)
#define BINARY_ROW(name) {name##_vv, name##_sv, name##_vs}

#define DEFINE_TERNARY_VARIANT(name, suffix, S, V, T)                     \
  KERNEL_NAME(name##suffix) {                                             \
    const T *p = a, *r = b, *s = c;                                       \
    T *q = out;                                                           \
    const V x0 = (V)(*p), y0 = (V)(*r), z0 = (V)(*s);                     \
    int64_t i = 0;                                                        \
    for (; i + 16 <= n; i += 16) {                                        \
      V x = (S)&1 ? x0 : load_##V(p + i), y = (S)&2 ? y0 : load_##V(r + i); \
      V z = (S)&4 ? z0 : load_##V(s + i);                                 \
      store_##V(q + i, name##_of(x, y, z));                               \
    }                                                                     \
    if (i < n) {                                                          \
      V x = (S)&1 ? x0 : load_part_##V(p + i, n - i), y = (S)&2 ? y0 : load_part_##V(r + i, n - i); \
      V z = (S)&4 ? z0 : load_part_##V(s + i, n - i);                     \
      store_part_##V(q + i, n - i, name##_of(x, y, z));                   \
    }                                                                     \
  }
#define DEFINE_TERNARY(name, V, T, expression)                            \
  INLINE V name##_of(V x, V y, V z) { return (V)(expression); }           \
  DEFINE_TERNARY_VARIANT(name, _0, 0, V, T)                               \
  DEFINE_TERNARY_VARIANT(name, _1, 1, V, T)                               \
  DEFINE_TERNARY_VARIANT(name, _2, 2, V, T)                               \
  DEFINE_TERNARY_VARIANT(name, _3, 3, V, T)                               \
  DEFINE_TERNARY_VARIANT(name, _4, 4, V, T)                               \
  DEFINE_TERNARY_VARIANT(name, _5, 5, V, T)                               \
  DEFINE_TERNARY_VARIANT(name, _6, 6, V, T)
#define TERNARY_ROW(name) {name##_0, name##_1, name##_2, name##_3, name##_4, name##_5, name##_6}

// Unary ------------------------------------------------------------------------------------------------------------

#define FLOAT_UNARY(name, expression) DEFINE_UNARY(name, vf, float, vf, float, expression)
#define SIGNED_UNARY(name, expression) DEFINE_UNARY(name, vi, int32_t, vi, int32_t, expression)
#define UNSIGNED_UNARY(name, expression) DEFINE_UNARY(name, vu, uint32_t, vu, uint32_t, expression)

FLOAT_UNARY(f_negate, -x)
FLOAT_UNARY(f_abs, as_f(as_i(x) & 0x7fffffff))
FLOAT_UNARY(f_sign, x > 0.0f ? (vf)1.0f : (x < 0.0f ? (vf)-1.0f : x))
FLOAT_UNARY(f_square, x *x)
FLOAT_UNARY(f_reciprocal, 1.0f / x)
FLOAT_UNARY(f_sqrt, sqrt_vf(x))
FLOAT_UNARY(f_rsqrt, 1.0f / sqrt_vf(x))
FLOAT_UNARY(f_cbrt, CK_BY_LANE_1(x, cbrtf(v)))
FLOAT_UNARY(f_exp, exp_vf(x))
FLOAT_UNARY(f_expm1, expm1_vf(x))
FLOAT_UNARY(f_exp2, exp2_vf(x))
FLOAT_UNARY(f_log, log_vf(x))
FLOAT_UNARY(f_log1p, log1p_vf(x))
FLOAT_UNARY(f_log2, log2_vf(x))
FLOAT_UNARY(f_log10, log10_vf(x))
FLOAT_UNARY(f_tanh, tanh_vf(x))
FLOAT_UNARY(f_sigmoid, sigmoid_vf(x))
FLOAT_UNARY(f_softplus, softplus_vf(x))
FLOAT_UNARY(f_erf, erf_vf(x))
FLOAT_UNARY(f_erfc, CK_BY_LANE_1(x, erfcf(v)))
FLOAT_UNARY(f_sin, sin_vf(x))
FLOAT_UNARY(f_cos, cos_vf(x))
FLOAT_UNARY(f_tan, CK_BY_LANE_1(x, tanf(v)))
FLOAT_UNARY(f_asin, CK_BY_LANE_1(x, asinf(v)))
FLOAT_UNARY(f_acos, CK_BY_LANE_1(x, acosf(v)))
FLOAT_UNARY(f_atan, CK_BY_LANE_1(x, atanf(v)))
FLOAT_UNARY(f_sinh, CK_BY_LANE_1(x, sinhf(v)))
FLOAT_UNARY(f_cosh, CK_BY_LANE_1(x, coshf(v)))
FLOAT_UNARY(f_asinh, CK_BY_LANE_1(x, asinhf(v)))
FLOAT_UNARY(f_acosh, CK_BY_LANE_1(x, acoshf(v)))
FLOAT_UNARY(f_atanh, CK_BY_LANE_1(x, atanhf(v)))
FLOAT_UNARY(f_floor, floor_vf(x))
FLOAT_UNARY(f_ceil, ceil_vf(x))
FLOAT_UNARY(f_trunc, trunc_vf(x))
FLOAT_UNARY(f_round, round_vf(x))
FLOAT_UNARY(f_relu, 0.0f > x ? (vf)0.0f : x)
FLOAT_UNARY(f_is_nan, truth(x != x))
FLOAT_UNARY(f_is_finite, truth(as_f(as_i(x) & 0x7fffffff) < INFINITY))
FLOAT_UNARY(f_is_inf, truth(as_f(as_i(x) & 0x7fffffff) == INFINITY))
FLOAT_UNARY(f_not, truth(x == 0.0f))
FLOAT_UNARY(f_lgamma, CK_BY_LANE_1(x, lgammaf(v)))

SIGNED_UNARY(i_negate, from_u(-as_u(x)))
SIGNED_UNARY(i_abs, x < 0 ? from_u(-as_u(x)) : x)
SIGNED_UNARY(i_sign, (x > 0 ? (vi)1 : (vi)0) - (x < 0 ? (vi)1 : (vi)0))
SIGNED_UNARY(i_square, from_u(as_u(x) * as_u(x)))
SIGNED_UNARY(i_same, x)
SIGNED_UNARY(i_relu, max_vi(x, 0))
SIGNED_UNARY(i_not, ~x)
UNSIGNED_UNARY(u_sign, x != 0 ? (vu)1 : (vu)0)

// Binary -----------------------------------------------------------------------------------------------------------

#define FLOAT_BINARY(name, expression) DEFINE_BINARY(name, vf, float, vf, float, expression)
#define SIGNED_BINARY(name, expression) DEFINE_BINARY(name, vi, int32_t, vi, int32_t, expression)
#define UNSIGNED_BINARY(name, expression) DEFINE_BINARY(name, vu, uint32_t, vu, uint32_t, expression)
#define SIGNED_COMPARE(name, expression) DEFINE_BINARY(name, vi, int32_t, vf, float, truth(expression))
#define UNSIGNED_COMPARE(name, expression) DEFINE_BINARY(name, vu, uint32_t, vf, float, truth(((vi)(expression))))

FLOAT_BINARY(f_add, x + y)
FLOAT_BINARY(f_subtract, x - y)
FLOAT_BINARY(f_multiply, x *y)
FLOAT_BINARY(f_divide, x / y)
FLOAT_BINARY(f_maximum, max_vf(x, y))
FLOAT_BINARY(f_minimum, min_vf(x, y))
FLOAT_BINARY(f_power, pow_vf(x, y))
FLOAT_BINARY(f_atan2, CK_BY_LANE_2(x, y, atan2f(v, w)))
FLOAT_BINARY(f_remainder, CK_BY_LANE_2(x, y, fmodf(v, w)))
FLOAT_BINARY(f_modulo, CK_BY_LANE_2(x, y, remainder_by_sign_of_divisor(v, w)))
FLOAT_BINARY(f_floor_divide, CK_BY_LANE_2(x, y, floor_divide(v, w)))
FLOAT_BINARY(f_equal, truth(x == y))
FLOAT_BINARY(f_not_equal, truth(x != y))
FLOAT_BINARY(f_less, truth(x < y))
FLOAT_BINARY(f_less_equal, truth(x <= y))
FLOAT_BINARY(f_greater, truth(x > y))
FLOAT_BINARY(f_greater_equal, truth(x >= y))
FLOAT_BINARY(f_and, truth((x != 0.0f) & (y != 0.0f)))
FLOAT_BINARY(f_or, truth((x != 0.0f) | (y != 0.0f)))
FLOAT_BINARY(f_xor, truth((x != 0.0f) ^ (y != 0.0f)))

// Integer division traps in hardware; these answer instead.
static int32_t divide_i(int32_t a, int32_t b) { return b == 0 ? -1 : b == -1 ? (int32_t)(0u - (uint32_t)a) : a / b; }
static int32_t remainder_i(int32_t a, int32_t b) { return b == 0 ? a : b == -1 ? 0 : a % b; }
static int32_t modulo_i(int32_t a, int32_t b) {
  int32_t r = remainder_i(a, b);
  return r != 0 && b != 0 && (r < 0) != (b < 0) ? r + b : r;
}
static int32_t floor_divide_i(int32_t a, int32_t b) {
  int32_t q = divide_i(a, b), r = remainder_i(a, b);
  return b != 0 && r != 0 && (r < 0) != (b < 0) ? q - 1 : q;
}
static uint32_t power_u(uint32_t base, uint32_t exponent) {
  uint32_t result = 1;
  for (; exponent != 0; exponent >>= 1, base *= base) {
    if (exponent & 1) result *= base;
  }
  return result;
}
static int32_t power_i(int32_t base, int32_t exponent) {
  if (exponent >= 0) return (int32_t)power_u((uint32_t)base, (uint32_t)exponent);
  return base == 1 ? 1 : base == -1 ? (exponent & 1 ? -1 : 1) : 0;
}
static uint32_t divide_u(uint32_t a, uint32_t b) { return b == 0 ? UINT32_MAX : a / b; }
static uint32_t remainder_u(uint32_t a, uint32_t b) { return b == 0 ? a : a % b; }

#define BY_INTEGER_LANE(V, T, function)     \
  ({                                        \
    T lanes[16], others[16];                \
    memcpy(lanes, &x, sizeof lanes);        \
    memcpy(others, &y, sizeof others);      \
    for (int k = 0; k < 16; k++) lanes[k] = function(lanes[k], others[k]); \
    V lanes_result;                         \
    memcpy(&lanes_result, lanes, sizeof lanes); \
    lanes_result;                           \
  })

SIGNED_BINARY(i_add, from_u(as_u(x) + as_u(y)))
SIGNED_BINARY(i_subtract, from_u(as_u(x) - as_u(y)))
SIGNED_BINARY(i_multiply, from_u(as_u(x) * as_u(y)))
SIGNED_BINARY(i_divide, BY_INTEGER_LANE(vi, int32_t, divide_i))
SIGNED_BINARY(i_maximum, max_vi(x, y))
SIGNED_BINARY(i_minimum, min_vi(x, y))
SIGNED_BINARY(i_power, BY_INTEGER_LANE(vi, int32_t, power_i))
SIGNED_BINARY(i_remainder, BY_INTEGER_LANE(vi, int32_t, remainder_i))
SIGNED_BINARY(i_modulo, BY_INTEGER_LANE(vi, int32_t, modulo_i))
SIGNED_BINARY(i_floor_divide, BY_INTEGER_LANE(vi, int32_t, floor_divide_i))
SIGNED_COMPARE(i_equal, x == y)
SIGNED_COMPARE(i_not_equal, x != y)
SIGNED_COMPARE(i_less, x < y)
SIGNED_COMPARE(i_less_equal, x <= y)
SIGNED_COMPARE(i_greater, x > y)
SIGNED_COMPARE(i_greater_equal, x >= y)
SIGNED_BINARY(i_and, x &y)
SIGNED_BINARY(i_or, x | y)
SIGNED_BINARY(i_xor, x ^ y)
SIGNED_BINARY(i_shift_left, as_u(y) < 32 ? from_u(as_u(x) << (as_u(y) & 31)) : (vi)0)
SIGNED_BINARY(i_shift_right, x >> (as_u(y) < 32 ? y & 31 : (vi)31))

UNSIGNED_BINARY(u_divide, BY_INTEGER_LANE(vu, uint32_t, divide_u))
UNSIGNED_BINARY(u_maximum, max_vu(x, y))
UNSIGNED_BINARY(u_minimum, min_vu(x, y))
UNSIGNED_BINARY(u_power, BY_INTEGER_LANE(vu, uint32_t, power_u))
UNSIGNED_BINARY(u_remainder, BY_INTEGER_LANE(vu, uint32_t, remainder_u))
UNSIGNED_COMPARE(u_less, x < y)
UNSIGNED_COMPARE(u_less_equal, x <= y)
UNSIGNED_COMPARE(u_greater, x > y)
UNSIGNED_COMPARE(u_greater_equal, x >= y)
UNSIGNED_BINARY(u_shift_right, y < 32 ? x >> (y & 31) : (vu)0)

// Ternary ----------------------------------------------------------------------------------------------------------

DEFINE_TERNARY(f_select, vf, float, x != 0.0f ? y : z)
DEFINE_TERNARY(f_clamp, vf, float, min_vf(max_vf(x, y), z))
DEFINE_TERNARY(f_multiply_add, vf, float, x *y + z)
DEFINE_TERNARY(f_multiply_subtract, vf, float, x *y - z)
DEFINE_TERNARY(f_subtract_product, vf, float, z - x * y)
DEFINE_TERNARY(i_clamp, vi, int32_t, min_vi(max_vi(x, y), z))
DEFINE_TERNARY(i_multiply_add, vi, int32_t, from_u(as_u(x) * as_u(y) + as_u(z)))
DEFINE_TERNARY(i_multiply_subtract, vi, int32_t, from_u(as_u(x) * as_u(y) - as_u(z)))
DEFINE_TERNARY(i_subtract_product, vi, int32_t, from_u(as_u(z) - as_u(x) * as_u(y)))
DEFINE_TERNARY(u_clamp, vu, uint32_t, min_vu(max_vu(x, y), z))

// Loads, stores and conversions ------------------------------------------------------------------------------------

#define DEFINE_LOAD(name, V, T, W, U, expression)                         \
  KERNEL_NAME(name) {                                                     \
    const T *p = a;                                                       \
    U *q = out;                                                           \
    int64_t i = 0;                                                        \
    for (; i + 16 <= n; i += 16) {                                        \
      V x = load_##V(p + i);                                              \
      store_##W(q + i, expression);                                       \
    }                                                                     \
    if (i < n) {                                                          \
      V x = 0;                                                            \
      memcpy(&x, p + i, (size_t)(n - i) * sizeof(T));                     \
      W y = expression;                                                   \
      memcpy(q + i, &y, (size_t)(n - i) * sizeof(U));                     \
    }                                                                     \
  }
#define TO_F(V, x) __builtin_convertvector(x, vf)
#define TO_I(V, x) __builtin_convertvector(x, vi)

static void copy_lanes(void *out, const void *a, const void *b, const void *c, int64_t n) {
  // An output may be its own input.
  memmove(out, a, (size_t)n * 4);
}
DEFINE_LOAD(load_f64, vd16, double, vf, float, __builtin_convertvector(x, vf))
DEFINE_LOAD(load_bf16, vu16, uint16_t, vf, float, bf16_to_vf(x))
DEFINE_LOAD(load_f16, vu16, uint16_t, vf, float, f16_to_vf(x))
DEFINE_LOAD(load_bool, vu8, uint8_t, vf, float, truth(__builtin_convertvector(x, vi) != 0))
DEFINE_LOAD(load_i8, vi8, int8_t, vi, int32_t, __builtin_convertvector(x, vi))
DEFINE_LOAD(load_u8, vu8, uint8_t, vi, int32_t, __builtin_convertvector(x, vi))
DEFINE_LOAD(load_i16, vi16, int16_t, vi, int32_t, __builtin_convertvector(x, vi))
DEFINE_LOAD(load_u16, vu16, uint16_t, vi, int32_t, __builtin_convertvector(x, vi))
DEFINE_LOAD(load_i64, vl16, int64_t, vi, int32_t, __builtin_convertvector(x, vi))

DEFINE_LOAD(store_f_f64, vf, float, vd16, double, __builtin_convertvector(x, vd16))
DEFINE_LOAD(store_f_bf16, vf, float, vu16, uint16_t, vf_to_bf16(x))
DEFINE_LOAD(store_f_f16, vf, float, vu16, uint16_t, vf_to_f16(x))
DEFINE_LOAD(store_f_bool, vf, float, vu8, uint8_t, __builtin_convertvector((x != 0.0f) & 1, vu8))
DEFINE_LOAD(store_f_i8, vf, float, vi8, int8_t, __builtin_convertvector(saturate_between(x, -128, 127), vi8))
DEFINE_LOAD(store_f_u8, vf, float, vu8, uint8_t, __builtin_convertvector(saturate_between(x, 0, 255), vu8))
DEFINE_LOAD(store_f_i16, vf, float, vi16, int16_t, __builtin_convertvector(saturate_between(x, -32768, 32767), vi16))
DEFINE_LOAD(store_f_u16, vf, float, vu16, uint16_t, __builtin_convertvector(saturate_between(x, 0, 65535), vu16))
DEFINE_LOAD(store_f_i32, vf, float, vi, int32_t, saturate_vi(x))
DEFINE_LOAD(store_f_u32, vf, float, vu, uint32_t, saturate_vu(x))
KERNEL_NAME(store_f_i64) {
  const float *p = a;
  int64_t *q = out;
  for (int64_t i = 0; i < n; i++) {
    float x = p[i];
    q[i] = x != x ? 0 : x >= 0x1p63f ? INT64_MAX : x < -0x1p63f ? INT64_MIN : (int64_t)x;
  }
}
KERNEL_NAME(store_f_u64) {
  const float *p = a;
  uint64_t *q = out;
  for (int64_t i = 0; i < n; i++) {
    float x = p[i];
    q[i] = !(x > -1.0f) ? 0 : x >= 0x1p64f ? UINT64_MAX : (uint64_t)x;
  }
}

#define DEFINE_INTEGER_STORES(prefix, V, T)                                                           \
  DEFINE_LOAD(store_##prefix##_f32, V, T, vf, float, __builtin_convertvector(x, vf))                  \
  DEFINE_LOAD(store_##prefix##_f64, V, T, vd16, double, __builtin_convertvector(x, vd16))             \
  DEFINE_LOAD(store_##prefix##_bf16, V, T, vu16, uint16_t, vf_to_bf16(__builtin_convertvector(x, vf))) \
  DEFINE_LOAD(store_##prefix##_f16, V, T, vu16, uint16_t, vf_to_f16(__builtin_convertvector(x, vf)))
DEFINE_INTEGER_STORES(i, vi, int32_t)
DEFINE_INTEGER_STORES(u, vu, uint32_t)
DEFINE_LOAD(store_i_bool, vi, int32_t, vu8, uint8_t, __builtin_convertvector((x != 0) & 1, vu8))
DEFINE_LOAD(store_i_8, vu, uint32_t, vu8, uint8_t, __builtin_convertvector(x, vu8))
DEFINE_LOAD(store_i_16, vu, uint32_t, vu16, uint16_t, __builtin_convertvector(x, vu16))
DEFINE_LOAD(store_i_64, vi, int32_t, vl16, int64_t, __builtin_convertvector(x, vl16))
DEFINE_LOAD(store_u_64, vu, uint32_t, vul16, uint64_t, __builtin_convertvector(x, vul16))

FLOAT_UNARY(round_to_bf16, bf16_to_vf(vf_to_bf16(x)))
FLOAT_UNARY(round_to_f16, f16_to_vf(vf_to_f16(x)))
FLOAT_UNARY(f_to_bool, truth(x != 0.0f))
DEFINE_UNARY(f_to_i8, vf, float, vi, int32_t, saturate_between(x, -128, 127))
DEFINE_UNARY(f_to_u8, vf, float, vi, int32_t, saturate_between(x, 0, 255))
DEFINE_UNARY(f_to_i16, vf, float, vi, int32_t, saturate_between(x, -32768, 32767))
DEFINE_UNARY(f_to_u16, vf, float, vi, int32_t, saturate_between(x, 0, 65535))
DEFINE_UNARY(f_to_i32, vf, float, vi, int32_t, saturate_vi(x))
DEFINE_UNARY(f_to_u32, vf, float, vu, uint32_t, saturate_vu(x))
DEFINE_UNARY(i_to_f32, vi, int32_t, vf, float, __builtin_convertvector(x, vf))
DEFINE_UNARY(i_to_bf16, vi, int32_t, vf, float, bf16_to_vf(vf_to_bf16(__builtin_convertvector(x, vf))))
DEFINE_UNARY(i_to_f16, vi, int32_t, vf, float, f16_to_vf(vf_to_f16(__builtin_convertvector(x, vf))))
DEFINE_UNARY(i_to_bool, vi, int32_t, vf, float, truth(x != 0))
DEFINE_UNARY(u_to_f32, vu, uint32_t, vf, float, __builtin_convertvector(x, vf))
DEFINE_UNARY(u_to_bf16, vu, uint32_t, vf, float, bf16_to_vf(vf_to_bf16(__builtin_convertvector(x, vf))))
DEFINE_UNARY(u_to_f16, vu, uint32_t, vf, float, f16_to_vf(vf_to_f16(__builtin_convertvector(x, vf))))
SIGNED_UNARY(i_wrap_i8, from_u(as_u(x) << 24) >> 24)
SIGNED_UNARY(i_wrap_u8, x & 0xff)
SIGNED_UNARY(i_wrap_i16, from_u(as_u(x) << 16) >> 16)
SIGNED_UNARY(i_wrap_u16, x & 0xffff)
DEFINE_UNARY(uniform_of_bits, vu, uint32_t, vf, float, __builtin_convertvector(from_u(x >> 8), vf) * 0x1p-24f)

KERNEL_NAME(fill_lanes) {
  const vi value = (vi)(*(const int32_t *)a);
  int32_t *q = out;
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) store_vi(q + i, value);
  if (i < n) store_part_vi(q + i, n - i, value);
}

static void repeat_columns(void *out, const void *in, int64_t rows, int64_t cols) {
  const int32_t *p = in;
  int32_t *q = out;
  if (cols >= 16) {
    for (int64_t r = 0; r < rows; r++) fill_lanes(q + r * cols, p + r, NULL, NULL, cols);
    return;
  }
  // Short rows: write a whole vector and let the next row overwrite what was too much, while there is room.
  int64_t r = 0, total = rows * cols;
  for (; r * cols + 16 <= total; r++) store_vi(q + r * cols, (vi)p[r]);
  for (; r < rows; r++) {
    for (int64_t c = 0; c < cols; c++) q[r * cols + c] = p[r];
  }
}

static void repeat_rows(void *out, const void *in, int64_t rows, int64_t cols) {
  char *q = out;
  size_t done = (size_t)cols * 4, total = (size_t)rows * done;
  if (total == 0) return;
  memcpy(q, in, done);
  while (done < total) {
    size_t more = done < total - done ? done : total - done;
    memcpy(q + done, q, more);
    done += more;
  }
}

static void count_lanes(int32_t *out, int32_t first, int64_t n) {
  const vi ramp = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  vi value = from_u(as_u(ramp) + (uint32_t)first);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16, value = from_u(as_u(value) + 16u)) store_vi(out + i, value);
  if (i < n) store_part_vi(out + i, n - i, value);
}

// Reductions of rows -----------------------------------------------------------------------------------------------

#define DEFINE_HORIZONTAL(name, V, T, combine)                                                               \
  INLINE T name(V v) {                                                                                       \
    V w = combine(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));   \
    w = combine(w, __builtin_shufflevector(w, w, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));     \
    w = combine(w, __builtin_shufflevector(w, w, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));     \
    w = combine(w, __builtin_shufflevector(w, w, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));     \
    return w[0];                                                                                             \
  }
INLINE vf add_vf(vf a, vf b) { return a + b; }
INLINE vf multiply_vf(vf a, vf b) { return a * b; }
INLINE vu add_vu(vu a, vu b) { return a + b; }
INLINE vu multiply_vu(vu a, vu b) { return a * b; }
DEFINE_HORIZONTAL(across_add_vf, vf, float, add_vf)
DEFINE_HORIZONTAL(across_multiply_vf, vf, float, multiply_vf)
DEFINE_HORIZONTAL(across_max_vf, vf, float, max_vf)
DEFINE_HORIZONTAL(across_min_vf, vf, float, min_vf)
DEFINE_HORIZONTAL(across_add_vu, vu, uint32_t, add_vu)
DEFINE_HORIZONTAL(across_multiply_vu, vu, uint32_t, multiply_vu)
DEFINE_HORIZONTAL(across_max_vi, vi, int32_t, max_vi)
DEFINE_HORIZONTAL(across_min_vi, vi, int32_t, min_vi)
DEFINE_HORIZONTAL(across_max_vu, vu, uint32_t, max_vu)
DEFINE_HORIZONTAL(across_min_vu, vu, uint32_t, min_vu)

INLINE vi lanes_below(int64_t count) {
  const vi ramp = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return ramp < (int32_t)count;
}

// Four vectors of running results: enough to hide the latency of the addition, and 64 short sums keep digits.
#define DEFINE_REDUCE(name, V, T, combine, across, identity)                           \
  static void name(void *out, const void *in, int64_t rows, int64_t cols) {            \
    const V none = (V)(identity);                                                      \
    T *q = out;                                                                        \
    for (int64_t r = 0; r < rows; r++) {                                               \
      const T *p = (const T *)in + r * cols;                                           \
      V s0 = none, s1 = none, s2 = none, s3 = none;                                    \
      int64_t i = 0;                                                                   \
      for (; i + 64 <= cols; i += 64) {                                                \
        s0 = combine(s0, load_##V(p + i));                                             \
        s1 = combine(s1, load_##V(p + i + 16));                                        \
        s2 = combine(s2, load_##V(p + i + 32));                                        \
        s3 = combine(s3, load_##V(p + i + 48));                                        \
      }                                                                                \
      for (; i + 16 <= cols; i += 16) s0 = combine(s0, load_##V(p + i));               \
      if (i < cols) {                                                                  \
        V tail = load_part_##V(p + i, cols - i);                                       \
        s1 = combine(s1, lanes_below(cols - i) ? tail : none);                         \
      }                                                                                \
      q[r] = across(combine(combine(s0, s1), combine(s2, s3)));                        \
    }                                                                                  \
  }
DEFINE_REDUCE(f_reduce_sum, vf, float, add_vf, across_add_vf, 0.0f)
DEFINE_REDUCE(f_reduce_prod, vf, float, multiply_vf, across_multiply_vf, 1.0f)
DEFINE_REDUCE(f_reduce_max, vf, float, max_vf, across_max_vf, -INFINITY)
DEFINE_REDUCE(f_reduce_min, vf, float, min_vf, across_min_vf, INFINITY)
DEFINE_REDUCE(u_reduce_sum, vu, uint32_t, add_vu, across_add_vu, 0)
DEFINE_REDUCE(u_reduce_prod, vu, uint32_t, multiply_vu, across_multiply_vu, 1)
DEFINE_REDUCE(i_reduce_max, vi, int32_t, max_vi, across_max_vi, INT32_MIN)
DEFINE_REDUCE(i_reduce_min, vi, int32_t, min_vi, across_min_vi, INT32_MAX)
DEFINE_REDUCE(u_reduce_max, vu, uint32_t, max_vu, across_max_vu, 0)
DEFINE_REDUCE(u_reduce_min, vu, uint32_t, min_vu, across_min_vu, UINT32_MAX)

// The extreme value first, then the first place that holds it (or the first NaN).
#define DEFINE_ARG(name, V, T, reduce, matches)                                        \
  static void name(void *out, const void *in, int64_t rows, int64_t cols) {            \
    int32_t *q = out;                                                                  \
    for (int64_t r = 0; r < rows; r++) {                                               \
      const T *p = (const T *)in + r * cols;                                           \
      T extreme;                                                                       \
      reduce(&extreme, p, 1, cols);                                                    \
      int64_t i = 0;                                                                   \
      for (; i + 16 <= cols; i += 16) {                                                \
        V x = load_##V(p + i);                                                         \
        if (any_vi(((vi)(matches)))) break;                              \
      }                                                                                \
      for (; i < cols; i++) {                                                          \
        T x = p[i];                                                                    \
        if (matches) break;                                                            \
      }                                                                                \
      q[r] = (int32_t)(i < cols ? i : 0);                                              \
    }                                                                                  \
  }
DEFINE_ARG(f_reduce_argmax, vf, float, f_reduce_max, ((x == extreme) | (x != x)))
DEFINE_ARG(f_reduce_argmin, vf, float, f_reduce_min, ((x == extreme) | (x != x)))
DEFINE_ARG(i_reduce_argmax, vi, int32_t, i_reduce_max, (x == extreme))
DEFINE_ARG(i_reduce_argmin, vi, int32_t, i_reduce_min, (x == extreme))
DEFINE_ARG(u_reduce_argmax, vu, uint32_t, u_reduce_max, (x == extreme))
DEFINE_ARG(u_reduce_argmin, vu, uint32_t, u_reduce_min, (x == extreme))

// Random bits ------------------------------------------------------------------------------------------------------

// Four blocks of 16 counters at a time: one alone would wait for its own additions most of the time.
enum { BLOCKS = 4 };

#define THREEFRY_ROUND(distance)                                            \
  for (int k = 0; k < BLOCKS; k++) x0[k] += x1[k];                          \
  for (int k = 0; k < BLOCKS; k++) x1[k] = (x1[k] << (distance)) | (x1[k] >> (32 - (distance))); \
  for (int k = 0; k < BLOCKS; k++) x1[k] ^= x0[k];
#define THREEFRY_FOUR(a, b, c, d) THREEFRY_ROUND(a) THREEFRY_ROUND(b) THREEFRY_ROUND(c) THREEFRY_ROUND(d)
#define THREEFRY_KEY(high, low)             \
  for (int k = 0; k < BLOCKS; k++) {        \
    x0[k] += (high);                        \
    x1[k] += (low);                         \
  }

/// The two words for the counters `first` ..< first + 64.
INLINE void threefry(uint32_t k0, uint32_t k1, uint64_t first, vu *x0, vu *x1) {
  const vu ramp = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const uint32_t k2 = 0x1BD11BDAu ^ k0 ^ k1;
  for (int k = 0; k < BLOCKS; k++) {
    uint64_t counter = first + 16u * (uint64_t)k;
    uint32_t start = (uint32_t)counter;
    x1[k] = ramp + start;
    // A lane that wrapped around carries into the high word.
    x0[k] = (uint32_t)(counter >> 32) - (vu)(x1[k] < start);
  }
  THREEFRY_KEY(k0, k1)
  THREEFRY_FOUR(13, 15, 26, 6)
  THREEFRY_KEY(k1, k2 + 1)
  THREEFRY_FOUR(17, 29, 16, 24)
  THREEFRY_KEY(k2, k0 + 2)
  THREEFRY_FOUR(13, 15, 26, 6)
  THREEFRY_KEY(k0, k1 + 3)
  THREEFRY_FOUR(17, 29, 16, 24)
  THREEFRY_KEY(k1, k2 + 4)
  THREEFRY_FOUR(13, 15, 26, 6)
  THREEFRY_KEY(k2, k0 + 5)
}

static void random_lanes(uint32_t *out, const uint32_t *key, uint64_t first, int64_t n, ck_random numbering) {
  uint32_t k0, k1, spare[32 * BLOCKS];
  memcpy(&k0, key, 4);
  memcpy(&k1, key + 1, 4);
  bool paired = numbering == CK_RANDOM_PAIRED;
  int64_t each = paired ? 32 * BLOCKS : 16 * BLOCKS;
  // An odd start takes the second word of a pair alone.
  int64_t skip = paired ? (int64_t)(first & 1) : 0;
  for (int64_t i = 0; i < n; i += each - skip, skip = 0) {
    vu x0[BLOCKS], x1[BLOCKS];
    bool whole = skip == 0 && n - i >= each;
    uint32_t *to = whole ? out + i : spare;
    uint64_t place = first + (uint64_t)i;
    threefry(k0, k1, paired ? place >> 1 : place, x0, x1);
    for (int k = 0; k < BLOCKS && !paired; k++) store_vu(to + 16 * k, x0[k] ^ x1[k]);
    for (int k = 0; k < BLOCKS && paired; k++) {
      vu even = __builtin_shufflevector(x0[k], x1[k], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      vu odd = __builtin_shufflevector(x0[k], x1[k], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      store_vu(to + 32 * k, even);
      store_vu(to + 32 * k + 16, odd);
    }
    int64_t count = n - i < each - skip ? n - i : each - skip;
    if (!whole) memcpy(out + i, spare + skip, (size_t)count * 4);
  }
}

// Transposing ------------------------------------------------------------------------------------------------------

// Four rounds of exchanging halves: lanes 8 apart, then 4, 2 and 1.
INLINE void transpose_vectors(vi *a) {
  vi b[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) {
    b[i] = __builtin_shufflevector(a[i], a[i + 8], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    b[i + 8] = __builtin_shufflevector(a[i], a[i + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < 8; k++) {
    int i = k / 4 * 8 + k % 4;
    a[i] = __builtin_shufflevector(b[i], b[i + 4], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
    a[i + 4] = __builtin_shufflevector(b[i], b[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < 8; k++) {
    int i = k / 2 * 4 + k % 2;
    b[i] = __builtin_shufflevector(a[i], a[i + 2], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
    b[i + 2] = __builtin_shufflevector(a[i], a[i + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 2) {
    a[i] = __builtin_shufflevector(b[i], b[i + 1], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
    a[i + 1] = __builtin_shufflevector(b[i], b[i + 1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
  }
}

static void transpose_4(void *to, int64_t to_pitch, const void *from, int64_t from_pitch) {
  vi a[16];
  for (int i = 0; i < 16; i++) a[i] = load_vi((const int32_t *)((const char *)from + i * from_pitch));
  transpose_vectors(a);
  for (int i = 0; i < 16; i++) store_vi((int32_t *)((char *)to + i * to_pitch), a[i]);
}

#define DEFINE_NARROW_TRANSPOSE(name, V, T)                                                              \
  static void name(void *to, int64_t to_pitch, const void *from, int64_t from_pitch) {                   \
    vi a[16];                                                                                            \
    for (int i = 0; i < 16; i++) {                                                                       \
      a[i] = __builtin_convertvector(load_##V((const T *)((const char *)from + i * from_pitch)), vi);    \
    }                                                                                                    \
    transpose_vectors(a);                                                                                \
    for (int i = 0; i < 16; i++) {                                                                       \
      store_##V((T *)((char *)to + i * to_pitch), __builtin_convertvector(a[i], V));                     \
    }                                                                                                    \
  }
DEFINE_NARROW_TRANSPOSE(transpose_2, vu16, uint16_t)
DEFINE_NARROW_TRANSPOSE(transpose_1, vu8, uint8_t)

#define CHANNEL_NAME(name) f32_##name
#define CHANNEL_TYPE float
#define CHANNEL_LOAD(p) load_vf(p)
#define CHANNEL_LOAD_PART(p, n) load_part_vf(p, n)
#define CHANNEL_STORE(p, v) store_vf(p, v)
#define CHANNEL_STORE_PART(p, n, v) store_part_vf(p, n, v)
#include "ChannelLoops.h"

INLINE vf load_part_bf16(const uint16_t *p, int64_t count) {
  vu16 bits = 0;
  memcpy(&bits, p, (size_t)count * 2);
  return bf16_to_vf(bits);
}
INLINE void store_part_bf16(uint16_t *p, int64_t count, vf v) {
  vu16 bits = vf_to_bf16(v);
  memcpy(p, &bits, (size_t)count * 2);
}
#define CHANNEL_NAME(name) bf16_##name
#define CHANNEL_TYPE uint16_t
#define CHANNEL_LOAD(p) bf16_to_vf(load_vu16(p))
#define CHANNEL_LOAD_PART(p, n) load_part_bf16(p, n)
#define CHANNEL_STORE(p, v) store_vu16(p, vf_to_bf16(v))
#define CHANNEL_STORE_PART(p, n, v) store_part_bf16(p, n, v)
#include "ChannelLoops.h"

// The table --------------------------------------------------------------------------------------------------------

#define CHANNEL_TABLE(type)                                                                            \
  {type##_max_pool_row, type##_max_pool_row_back, type##_average_pool_row, type##_average_pool_row_back, \
   type##_moments,      type##_normalise,         type##_gradient_sums,    type##_gradient_apply}

const ck_kernel_table CK_TABLE = {
  .name = CK_TABLE_NAME,
  .unary = {
    [CK_LANE_F32] = {
      [CK_NEGATE] = f_negate, [CK_ABS] = f_abs, [CK_SIGN] = f_sign, [CK_SQUARE] = f_square,
      [CK_RECIPROCAL] = f_reciprocal, [CK_SQRT] = f_sqrt, [CK_RSQRT] = f_rsqrt, [CK_CBRT] = f_cbrt, [CK_EXP] = f_exp,
      [CK_EXPM1] = f_expm1, [CK_EXP2] = f_exp2, [CK_LOG] = f_log, [CK_LOG1P] = f_log1p, [CK_LOG2] = f_log2,
      [CK_LOG10] = f_log10, [CK_TANH] = f_tanh, [CK_SIGMOID] = f_sigmoid, [CK_SOFTPLUS] = f_softplus,
      [CK_ERF] = f_erf, [CK_ERFC] = f_erfc, [CK_SIN] = f_sin, [CK_COS] = f_cos, [CK_TAN] = f_tan, [CK_ASIN] = f_asin,
      [CK_ACOS] = f_acos, [CK_ATAN] = f_atan, [CK_SINH] = f_sinh, [CK_COSH] = f_cosh, [CK_ASINH] = f_asinh,
      [CK_ACOSH] = f_acosh, [CK_ATANH] = f_atanh, [CK_FLOOR] = f_floor, [CK_CEIL] = f_ceil, [CK_TRUNC] = f_trunc,
      [CK_ROUND] = f_round, [CK_RELU] = f_relu, [CK_IS_NAN] = f_is_nan, [CK_IS_FINITE] = f_is_finite,
      [CK_IS_INF] = f_is_inf, [CK_NOT] = f_not, [CK_LGAMMA] = f_lgamma,
    },
    [CK_LANE_I32] = {
      [CK_NEGATE] = i_negate, [CK_ABS] = i_abs, [CK_SIGN] = i_sign, [CK_SQUARE] = i_square, [CK_FLOOR] = i_same,
      [CK_CEIL] = i_same, [CK_TRUNC] = i_same, [CK_ROUND] = i_same, [CK_RELU] = i_relu, [CK_NOT] = i_not,
    },
    [CK_LANE_U32] = {
      [CK_NEGATE] = i_negate, [CK_ABS] = i_same, [CK_SIGN] = u_sign, [CK_SQUARE] = i_square, [CK_FLOOR] = i_same,
      [CK_CEIL] = i_same, [CK_TRUNC] = i_same, [CK_ROUND] = i_same, [CK_RELU] = i_same, [CK_NOT] = i_not,
    },
  },
  .binary = {
    [CK_LANE_F32] = {
      [CK_ADD] = BINARY_ROW(f_add), [CK_SUBTRACT] = BINARY_ROW(f_subtract), [CK_MULTIPLY] = BINARY_ROW(f_multiply),
      [CK_DIVIDE] = BINARY_ROW(f_divide), [CK_MAXIMUM] = BINARY_ROW(f_maximum), [CK_MINIMUM] = BINARY_ROW(f_minimum),
      [CK_POWER] = BINARY_ROW(f_power), [CK_ATAN2] = BINARY_ROW(f_atan2), [CK_REMAINDER] = BINARY_ROW(f_remainder),
      [CK_MODULO] = BINARY_ROW(f_modulo), [CK_FLOOR_DIVIDE] = BINARY_ROW(f_floor_divide),
      [CK_EQUAL] = BINARY_ROW(f_equal), [CK_NOT_EQUAL] = BINARY_ROW(f_not_equal), [CK_LESS] = BINARY_ROW(f_less),
      [CK_LESS_EQUAL] = BINARY_ROW(f_less_equal), [CK_GREATER] = BINARY_ROW(f_greater),
      [CK_GREATER_EQUAL] = BINARY_ROW(f_greater_equal), [CK_AND] = BINARY_ROW(f_and), [CK_OR] = BINARY_ROW(f_or),
      [CK_XOR] = BINARY_ROW(f_xor),
    },
    [CK_LANE_I32] = {
      [CK_ADD] = BINARY_ROW(i_add), [CK_SUBTRACT] = BINARY_ROW(i_subtract), [CK_MULTIPLY] = BINARY_ROW(i_multiply),
      [CK_DIVIDE] = BINARY_ROW(i_divide), [CK_MAXIMUM] = BINARY_ROW(i_maximum), [CK_MINIMUM] = BINARY_ROW(i_minimum),
      [CK_POWER] = BINARY_ROW(i_power), [CK_REMAINDER] = BINARY_ROW(i_remainder), [CK_MODULO] = BINARY_ROW(i_modulo),
      [CK_FLOOR_DIVIDE] = BINARY_ROW(i_floor_divide), [CK_EQUAL] = BINARY_ROW(i_equal),
      [CK_NOT_EQUAL] = BINARY_ROW(i_not_equal), [CK_LESS] = BINARY_ROW(i_less),
      [CK_LESS_EQUAL] = BINARY_ROW(i_less_equal), [CK_GREATER] = BINARY_ROW(i_greater),
      [CK_GREATER_EQUAL] = BINARY_ROW(i_greater_equal), [CK_AND] = BINARY_ROW(i_and), [CK_OR] = BINARY_ROW(i_or),
      [CK_XOR] = BINARY_ROW(i_xor), [CK_SHIFT_LEFT] = BINARY_ROW(i_shift_left),
      [CK_SHIFT_RIGHT] = BINARY_ROW(i_shift_right),
    },
    [CK_LANE_U32] = {
      [CK_ADD] = BINARY_ROW(i_add), [CK_SUBTRACT] = BINARY_ROW(i_subtract), [CK_MULTIPLY] = BINARY_ROW(i_multiply),
      [CK_DIVIDE] = BINARY_ROW(u_divide), [CK_MAXIMUM] = BINARY_ROW(u_maximum), [CK_MINIMUM] = BINARY_ROW(u_minimum),
      [CK_POWER] = BINARY_ROW(u_power), [CK_REMAINDER] = BINARY_ROW(u_remainder), [CK_MODULO] = BINARY_ROW(u_remainder),
      [CK_FLOOR_DIVIDE] = BINARY_ROW(u_divide), [CK_EQUAL] = BINARY_ROW(i_equal),
      [CK_NOT_EQUAL] = BINARY_ROW(i_not_equal), [CK_LESS] = BINARY_ROW(u_less),
      [CK_LESS_EQUAL] = BINARY_ROW(u_less_equal), [CK_GREATER] = BINARY_ROW(u_greater),
      [CK_GREATER_EQUAL] = BINARY_ROW(u_greater_equal), [CK_AND] = BINARY_ROW(i_and), [CK_OR] = BINARY_ROW(i_or),
      [CK_XOR] = BINARY_ROW(i_xor), [CK_SHIFT_LEFT] = BINARY_ROW(i_shift_left),
      [CK_SHIFT_RIGHT] = BINARY_ROW(u_shift_right),
    },
  },
  .ternary = {
    [CK_LANE_F32] = {
      [CK_SELECT] = TERNARY_ROW(f_select), [CK_CLAMP] = TERNARY_ROW(f_clamp),
      [CK_MULTIPLY_ADD] = TERNARY_ROW(f_multiply_add), [CK_MULTIPLY_SUBTRACT] = TERNARY_ROW(f_multiply_subtract),
      [CK_SUBTRACT_PRODUCT] = TERNARY_ROW(f_subtract_product),
    },
    [CK_LANE_I32] = {
      [CK_SELECT] = TERNARY_ROW(f_select), [CK_CLAMP] = TERNARY_ROW(i_clamp),
      [CK_MULTIPLY_ADD] = TERNARY_ROW(i_multiply_add), [CK_MULTIPLY_SUBTRACT] = TERNARY_ROW(i_multiply_subtract),
      [CK_SUBTRACT_PRODUCT] = TERNARY_ROW(i_subtract_product),
    },
    [CK_LANE_U32] = {
      [CK_SELECT] = TERNARY_ROW(f_select), [CK_CLAMP] = TERNARY_ROW(u_clamp),
      [CK_MULTIPLY_ADD] = TERNARY_ROW(i_multiply_add), [CK_MULTIPLY_SUBTRACT] = TERNARY_ROW(i_multiply_subtract),
      [CK_SUBTRACT_PRODUCT] = TERNARY_ROW(i_subtract_product),
    },
  },
  .load = {
    [CK_F32] = copy_lanes, [CK_F64] = load_f64, [CK_BF16] = load_bf16, [CK_F16] = load_f16, [CK_BOOL] = load_bool,
    [CK_I8] = load_i8, [CK_U8] = load_u8, [CK_I16] = load_i16, [CK_U16] = load_u16, [CK_I32] = copy_lanes,
    [CK_U32] = copy_lanes, [CK_I64] = load_i64, [CK_U64] = load_i64,
  },
  .store = {
    [CK_LANE_F32] = {
      [CK_F32] = copy_lanes, [CK_F64] = store_f_f64, [CK_BF16] = store_f_bf16, [CK_F16] = store_f_f16,
      [CK_BOOL] = store_f_bool, [CK_I8] = store_f_i8, [CK_U8] = store_f_u8, [CK_I16] = store_f_i16,
      [CK_U16] = store_f_u16, [CK_I32] = store_f_i32, [CK_U32] = store_f_u32, [CK_I64] = store_f_i64,
      [CK_U64] = store_f_u64,
    },
    [CK_LANE_I32] = {
      [CK_F32] = store_i_f32, [CK_F64] = store_i_f64, [CK_BF16] = store_i_bf16, [CK_F16] = store_i_f16,
      [CK_BOOL] = store_i_bool, [CK_I8] = store_i_8, [CK_U8] = store_i_8, [CK_I16] = store_i_16, [CK_U16] = store_i_16,
      [CK_I32] = copy_lanes, [CK_U32] = copy_lanes, [CK_I64] = store_i_64, [CK_U64] = store_i_64,
    },
    [CK_LANE_U32] = {
      [CK_F32] = store_u_f32, [CK_F64] = store_u_f64, [CK_BF16] = store_u_bf16, [CK_F16] = store_u_f16,
      [CK_BOOL] = store_i_bool, [CK_I8] = store_i_8, [CK_U8] = store_i_8, [CK_I16] = store_i_16, [CK_U16] = store_i_16,
      [CK_I32] = copy_lanes, [CK_U32] = copy_lanes, [CK_I64] = store_u_64, [CK_U64] = store_u_64,
    },
  },
  .convert = {
    [CK_LANE_F32] = {
      [CK_F32] = copy_lanes, [CK_BF16] = round_to_bf16, [CK_F16] = round_to_f16, [CK_BOOL] = f_to_bool,
      [CK_I8] = f_to_i8, [CK_U8] = f_to_u8, [CK_I16] = f_to_i16, [CK_U16] = f_to_u16, [CK_I32] = f_to_i32,
      [CK_U32] = f_to_u32,
    },
    [CK_LANE_I32] = {
      [CK_F32] = i_to_f32, [CK_BF16] = i_to_bf16, [CK_F16] = i_to_f16, [CK_BOOL] = i_to_bool, [CK_I8] = i_wrap_i8,
      [CK_U8] = i_wrap_u8, [CK_I16] = i_wrap_i16, [CK_U16] = i_wrap_u16, [CK_I32] = copy_lanes, [CK_U32] = copy_lanes,
    },
    [CK_LANE_U32] = {
      [CK_F32] = u_to_f32, [CK_BF16] = u_to_bf16, [CK_F16] = u_to_f16, [CK_BOOL] = i_to_bool, [CK_I8] = i_wrap_i8,
      [CK_U8] = i_wrap_u8, [CK_I16] = i_wrap_i16, [CK_U16] = i_wrap_u16, [CK_I32] = copy_lanes, [CK_U32] = copy_lanes,
    },
  },
  .reduce = {
    [CK_LANE_F32] = {
      [CK_SUM] = f_reduce_sum, [CK_MAX] = f_reduce_max, [CK_MIN] = f_reduce_min, [CK_PROD] = f_reduce_prod,
      [CK_ARGMAX] = f_reduce_argmax, [CK_ARGMIN] = f_reduce_argmin,
    },
    [CK_LANE_I32] = {
      [CK_SUM] = u_reduce_sum, [CK_MAX] = i_reduce_max, [CK_MIN] = i_reduce_min, [CK_PROD] = u_reduce_prod,
      [CK_ARGMAX] = i_reduce_argmax, [CK_ARGMIN] = i_reduce_argmin,
    },
    [CK_LANE_U32] = {
      [CK_SUM] = u_reduce_sum, [CK_MAX] = u_reduce_max, [CK_MIN] = u_reduce_min, [CK_PROD] = u_reduce_prod,
      [CK_ARGMAX] = u_reduce_argmax, [CK_ARGMIN] = u_reduce_argmin,
    },
  },
  .repeat_columns = repeat_columns,
  .repeat_rows = repeat_rows,
  .fill = fill_lanes,
  .uniform = uniform_of_bits,
  .count = count_lanes,
  .random = random_lanes,
  .transpose = {transpose_1, transpose_2, transpose_4},
  .channels = {CHANNEL_TABLE(f32), CHANNEL_TABLE(bf16)},
};
