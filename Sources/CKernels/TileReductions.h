// Reductions of rows to one value each.

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
