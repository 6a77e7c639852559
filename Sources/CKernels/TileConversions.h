// Loads, stores and conversions between dtypes, and repetition of what varies along one axis only.

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
