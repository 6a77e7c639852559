// Counter-based random bits, and the transposing of small tiles.

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
