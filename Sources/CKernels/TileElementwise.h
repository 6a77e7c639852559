// Elementwise loops: arithmetic, comparisons, elementary functions.

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
