// Elementary functions on 16 f32 lanes, within 2 units in the last place of the true value unless noted (the
// tests measure it). Polynomials after Cephes (S. Moshier); erf after N. Juffa. Written out because libm's functions
// set
// errno and so cannot be vectorised.

#include <math.h>

INLINE vf power_of_two(vi n) { return as_f((n + 127) << 23); }

/// n = round(x / ln 2) as an integer and as a float; the bias keeps the integer in the low bits of the float, so that
/// NaN needs no special case.
INLINE vi exp_split(vf x, vf *r) {
  vf biased = x * 1.44269504088896341f + 12582912.0f;
  vf n = biased - 12582912.0f;
  *r = x - n * 0.693359375f;
  *r = *r + n * 2.12194440e-4f;
  return as_i(biased) - 0x4b400000;
}

/// exp(r) - 1 - r for |r| <= ln 2 / 2.
INLINE vf exp_tail(vf r) {
  vf p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return p * (r * r);
}

INLINE vf exp_vf(vf x) {
  x = x > 89.0f ? (vf)89.0f : x;
  x = x < -104.0f ? (vf)-104.0f : x;
  vf r;
  vi n = exp_split(x, &r);
  vf e = (exp_tail(r) + r) + 1.0f;
  // In two factors: one alone would overflow before, or leave no room for subnormal results.
  vi half = n >> 1;
  return e * power_of_two(half) * power_of_two(n - half);
}

INLINE vf expm1_vf(vf x) {
  vf limited = x > 89.0f ? (vf)89.0f : x;
  limited = limited < -20.0f ? (vf)-20.0f : limited;
  vf r;
  vi n = exp_split(limited, &r);
  vf p = exp_tail(r) + r;
  vf half = power_of_two(n - 1);
  vf result = 2.0f * (half * p + (half - 0.5f));
  // Where nothing was scaled the sum above would only lose the sign of zero and subnormal digits.
  return n == 0 ? p : result;
}

INLINE vf exp2_vf(vf x) {
  x = x > 129.0f ? (vf)129.0f : x;
  x = x < -151.0f ? (vf)-151.0f : x;
  vf biased = x + 12582912.0f;
  vf r = (x - (biased - 12582912.0f)) * 0.693147180559945f;
  vi n = as_i(biased) - 0x4b400000;
  vf e = (exp_tail(r) + r) + 1.0f;
  vi half = n >> 1;
  return e * power_of_two(half) * power_of_two(n - half);
}

/// x = m * 2^e with m in [sqrt(1/2), sqrt(2)): returns m - 1.
INLINE vf log_split(vf x, vf *exponent) {
  vi small = x < 1.17549435e-38f;
  x = small ? x * 0x1p23f : x;
  vi bits = as_i(x) - 0x3f3504f3;
  vi e = bits >> 23;
  vf m = as_f((bits & 0x007fffff) + 0x3f3504f3);
  *exponent = __builtin_convertvector(e, vf) - (small ? (vf)23.0f : (vf)0.0f);
  return m - 1.0f;
}

/// log(1 + f) - f + f * f / 2.
INLINE vf log_tail(vf f) {
  vf z = f * f;
  vf p = f * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  return p * f * z;
}

INLINE vf log_edges(vf x, vf result) {
  result = x == 0.0f ? (vf)-INFINITY : result;
  result = x < 0.0f ? (vf)NAN : result;
  result = x == INFINITY ? (vf)INFINITY : result;
  return x != x ? x : result;
}

INLINE vf log_vf(vf x) {
  vf e;
  vf f = log_split(x, &e);
  vf y = log_tail(f) - e * 2.12194440e-4f;
  y = y - 0.5f * (f * f);
  return log_edges(x, (f + y) + e * 0.693359375f);
}

// log2 and log10 split the constant, so that the product with the large part is nearly exact.
INLINE vf log2_vf(vf x) {
  vf e;
  vf f = log_split(x, &e);
  vf y = log_tail(f) - 0.5f * (f * f);
  vf low = y * 0.44269504088896341f + f * 0.44269504088896341f;
  return log_edges(x, ((low + y) + f) + e);
}

INLINE vf log10_vf(vf x) {
  vf e;
  vf f = log_split(x, &e);
  vf y = log_tail(f) - 0.5f * (f * f);
  vf low = (y + f) * 7.00731903251827651129e-4f + e * 2.48745663981195213739e-4f;
  return log_edges(x, ((low + y * 4.3359375e-1f) + f * 4.3359375e-1f) + e * 3.00781250e-1f);
}

INLINE vf log1p_vf(vf x) {
  vf u = 1.0f + x;
  vf e;
  vf f = log_split(u, &e);
  // What rounding 1 + x lost, as a correction to the logarithm.
  vf lost = (x > 1.0f ? 1.0f - (u - x) : x - (u - 1.0f)) / u;
  vf y = log_tail(f) - e * 2.12194440e-4f;
  y = (y - 0.5f * (f * f)) + lost;
  vf result = log_edges(u, (f + y) + e * 0.693359375f);
  return u == 1.0f ? x : result;
}

INLINE vf tanh_vf(vf x) {
  vf magnitude = as_f(as_i(x) & 0x7fffffff);
  vf e = exp_vf(magnitude > 10.0f ? (vf)20.0f : magnitude + magnitude);
  vf far = as_f(as_i(1.0f - 2.0f / (e + 1.0f)) | (as_i(x) & INT32_MIN));
  vf z = x * x;
  vf p = z * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  vf near = p * z * x + x;
  // Also keeps the sign of zero.
  near = magnitude < 1e-4f ? x : near;
  vf result = magnitude < 0.625f ? near : far;
  return x != x ? x : result;
}

INLINE vf sigmoid_vf(vf x) {
  vf e = exp_vf(as_f(as_i(x) | INT32_MIN));
  return (x >= 0.0f ? (vf)1.0f : e) / (1.0f + e);
}

INLINE vf softplus_vf(vf x) {
  vf e = exp_vf(as_f(as_i(x) | INT32_MIN));
  vf positive = x > 0.0f ? x : (vf)0.0f;
  vf result = positive + log1p_vf(e);
  return x != x ? x : result;
}

INLINE vf erf_vf(vf x) {
  vf t = as_f(as_i(x) & 0x7fffffff);
  vf s = x * x;
  vf r = t * -1.72853470e-5f + 3.83197126e-4f;
  vf u = t * -3.88396438e-3f + 2.42546219e-2f;
  r = r * s + u;
  r = r * t - 1.06777877e-1f;
  r = r * t - 6.34846687e-1f;
  r = r * t - 1.28717512e-1f;
  r = r * t - t;
  r = 1.0f - exp_vf(t > 5.0f ? (vf)-30.0f : r);
  vf far = as_f(as_i(r) | (as_i(x) & INT32_MIN));
  vf q = s * -5.96761703e-4f + 4.99119423e-3f;
  q = q * s - 2.67681349e-2f;
  q = q * s + 1.12819925e-1f;
  q = q * s - 3.76125336e-1f;
  q = q * s + 1.28379166e-1f;
  vf near = q * x + x;
  vf result = t > 0.927734375f ? far : near;
  return x != x ? x : result;
}

// Scalar libm, lane by lane: for functions too rare to be worth a polynomial, and for the far ends of the others.
#define CK_BY_LANE_1(x, call)                 \
  ({                                          \
    float lanes[16];                          \
    memcpy(lanes, &(x), sizeof lanes);        \
    for (int k = 0; k < 16; k++) {            \
      float v = lanes[k];                     \
      lanes[k] = (call);                      \
    }                                         \
    vf lanes_result;                          \
    memcpy(&lanes_result, lanes, sizeof lanes); \
    lanes_result;                             \
  })
#define CK_BY_LANE_2(x, y, call)              \
  ({                                          \
    float lanes[16], others[16];              \
    memcpy(lanes, &(x), sizeof lanes);        \
    memcpy(others, &(y), sizeof others);      \
    for (int k = 0; k < 16; k++) {            \
      float v = lanes[k], w = others[k];      \
      lanes[k] = (call);                      \
    }                                         \
    vf lanes_result;                          \
    memcpy(&lanes_result, lanes, sizeof lanes); \
    lanes_result;                             \
  })

INLINE int any_vi(vi mask) { return __builtin_reduce_or(mask) != 0; }

/// sin if `quarter` is 0, cos if it is 1. Three-part reduction by pi / 2; arguments beyond its reach go to libm.
INLINE vf sin_shifted(vf x, int quarter) {
  if (any_vi(~(as_f(as_i(x) & 0x7fffffff) <= 8192.0f))) {
    return quarter ? CK_BY_LANE_1(x, cosf(v)) : CK_BY_LANE_1(x, sinf(v));
  }
  vf biased = x * 0.636619772367581343f + 12582912.0f;
  vf n = biased - 12582912.0f;
  vi quadrant = as_i(biased) - 0x4b400000 + quarter;
  vf r = x - n * 1.5703125f;
  r = r - n * 4.83751296997070312e-4f;
  r = r - n * 7.54978995489188e-8f;
  vf z = r * r;
  vf s = z * -1.9515295891e-4f + 8.3321608736e-3f;
  s = s * z - 1.6666654611e-1f;
  s = s * z * r + r;
  vf c = z * 2.443315711809948e-5f - 1.388731625493765e-3f;
  c = c * z + 4.166664568298827e-2f;
  c = c * (z * z) + (1.0f - 0.5f * z);
  vf result = (quadrant & 1) == 0 ? s : c;
  vi negative = (quadrant & 2) << 30;
  result = as_f(as_i(result) ^ negative);
  return quarter == 0 ? (x == 0.0f ? x : result) : result;
}
INLINE vf sin_vf(vf x) { return sin_shifted(x, 0); }
INLINE vf cos_vf(vf x) { return sin_shifted(x, 1); }

/// x^y for positive normal x and finite y, by logarithm and exponential in double precision.
INLINE vd pow_half(vd x, vd y) {
  vl bits = ((vl)(x)) - 0x3fe6a09e667f3bcdLL;
  vl e = bits >> 52;
  vd m = ((vd)((bits & 0x000fffffffffffffLL) + 0x3fe6a09e667f3bcdLL));
  vd s = (m - 1.0) / (m + 1.0);
  vd z = s * s;
  vd p = z * (1.0 / 13) + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  p = p * z + 1.0;
  // The exponent's integer becomes a double through the mantissa's low bits: baseline has no 64-bit conversion.
  vd exponent = ((vd)(e + 0x4338000000000000LL)) - 6755399441055744.0;
  vd power = y * (exponent + (2.0 * 1.44269504088896340736) * s * p);
  power = power > 200.0 ? (vd)200.0 : power;
  power = power < -200.0 ? (vd)-200.0 : power;
  vd biased = power + 6755399441055744.0;
  vd r = (power - (biased - 6755399441055744.0)) * 0.69314718055994530942;
  vl n = ((vl)(biased)) - 0x4338000000000000LL;
  vd q = r * (1.0 / 40320) + 1.0 / 5040;
  q = q * r + 1.0 / 720;
  q = q * r + 1.0 / 120;
  q = q * r + 1.0 / 24;
  q = q * r + 1.0 / 6;
  q = q * r + 0.5;
  q = q * r + 1.0;
  q = q * r + 1.0;
  return q * ((vd)((n + 1023) << 52));
}

INLINE vf pow_vf(vf x, vf y) {
  vi ordinary = (x >= 1.17549435e-38f) & (x < INFINITY) & (as_f(as_i(y) & 0x7fffffff) < INFINITY);
  if (any_vi(~ordinary)) return CK_BY_LANE_2(x, y, powf(v, w));
  vd16 wide_x = __builtin_convertvector(x, vd16), wide_y = __builtin_convertvector(y, vd16);
  vd low = pow_half(wide_x.lo, wide_y.lo), high = pow_half(wide_x.hi, wide_y.hi);
  vd16 both;
  both.lo = low;
  both.hi = high;
  return __builtin_convertvector(both, vf);
}

static inline float remainder_by_sign_of_divisor(float a, float b) {
  float r = fmodf(a, b);
  if (r != 0.0f) return (r < 0.0f) != (b < 0.0f) ? r + b : r;
  return copysignf(0.0f, b);
}
static inline float floor_divide(float a, float b) {
  if (b == 0.0f) return a / b;
  float r = fmodf(a, b);
  float quotient = (a - r) / b;
  if (r != 0.0f && (r < 0.0f) != (b < 0.0f)) quotient -= 1.0f;
  if (quotient == 0.0f) return copysignf(0.0f, a / b);
  float floored = floorf(quotient);
  return quotient - floored > 0.5f ? floored + 1.0f : floored;
}
