// Loops over channels-last arrays of one dtype; included once per dtype by TileLoops.h, which says how to load and
// store. No
// include guard for that reason.

typedef struct CHANNEL_NAME(window) {
  int64_t y0, y1, x0, x1;  ///< window positions inside the input
  int64_t offset;          ///< of position (0, 0) from the image's first element; may lie outside
} CHANNEL_NAME(window);

INLINE CHANNEL_NAME(window) CHANNEL_NAME(window_at)(const ck_pool_row *row, int64_t out_x) {
  const ck_pool_shape *s = row->shape;
  int64_t y = row->out_y * s->stride_height - s->pad_top, x = out_x * s->stride_width - s->pad_left;
  CHANNEL_NAME(window) w;
  w.y0 = y < 0 ? -y : 0;
  w.x0 = x < 0 ? -x : 0;
  w.y1 = y + s->window_height > s->height ? s->height - y : s->window_height;
  w.x1 = x + s->window_width > s->width ? s->width - x : s->window_width;
  w.offset = (y * s->width + x) * s->channels;
  return w;
}

#define CHANNEL_READ(p, n) ((n) >= 16 ? CHANNEL_LOAD(p) : CHANNEL_LOAD_PART(p, n))
#define CHANNEL_WRITE(p, n, v)                   \
  do {                                           \
    if ((n) >= 16) CHANNEL_STORE(p, v);          \
    else CHANNEL_STORE_PART(p, n, v);            \
  } while (0)

/// The maximum over the window at 16 channels (`n` of them real) and, in `where`, its first position.
INLINE vf CHANNEL_NAME(window_max)(
  const CHANNEL_TYPE *p, const CHANNEL_NAME(window) * w, const ck_pool_shape *s, int64_t n, vi *where) {
  vf best = (vf)-INFINITY;
  vi place = (vi)(int32_t)(w->y0 * s->window_width + w->x0);
  for (int64_t y = w->y0; y < w->y1; y++) {
    for (int64_t x = w->x0; x < w->x1; x++) {
      vf v = CHANNEL_READ(p + (y * s->width + x) * s->channels, n);
      if (where == NULL) {
        best = max_vf(best, v);
        continue;
      }
      // The first of equal ones stays; the first NaN wins over everything and stays too.
      vi better = ~(v <= best) & (best == best);
      best = better ? v : best;
      place = better ? (vi)(int32_t)(y * s->window_width + x) : place;
    }
  }
  if (where != NULL) *where = place;
  return best;
}

static void CHANNEL_NAME(max_pool_row)(
  const ck_pool_row *row, const void *image, void *output_row, uint8_t *index_row) {
  const ck_pool_shape *s = row->shape;
  CHANNEL_TYPE *out = output_row;
  for (int64_t x = 0; x < s->out_width; x++, out += s->channels) {
    CHANNEL_NAME(window) w = CHANNEL_NAME(window_at)(row, x);
    const CHANNEL_TYPE *from = (const CHANNEL_TYPE *)image + w.offset;
    for (int64_t c = 0; c < s->channels; c += 16) {
      int64_t n = s->channels - c;
      vi place;
      vf best = CHANNEL_NAME(window_max)(from + c, &w, s, n, index_row != NULL ? &place : NULL);
      CHANNEL_WRITE(out + c, n, best);
      if (index_row != NULL) {
        vu8 bytes = __builtin_convertvector(place, vu8);
        memcpy(index_row + x * s->channels + c, &bytes, n >= 16 ? 16 : (size_t)n);
      }
    }
  }
}

static void CHANNEL_NAME(max_pool_row_back)(
  const ck_pool_row *row, const void *gradient_row, const uint8_t *index_row, const void *image, void *image_gradient,
  bool fresh) {
  const ck_pool_shape *s = row->shape;
  const CHANNEL_TYPE *gradient = gradient_row;
  for (int64_t x = 0; x < s->out_width; x++, gradient += s->channels) {
    CHANNEL_NAME(window) w = CHANNEL_NAME(window_at)(row, x);
    for (int64_t c = 0; c < s->channels; c += 16) {
      int64_t n = s->channels - c;
      vi place;
      if (index_row != NULL) {
        vu8 bytes = 0;
        memcpy(&bytes, index_row + x * s->channels + c, n >= 16 ? 16 : (size_t)n);
        place = __builtin_convertvector(bytes, vi);
      } else {
        CHANNEL_NAME(window_max)((const CHANNEL_TYPE *)image + w.offset + c, &w, s, n, &place);
      }
      vf g = CHANNEL_READ(gradient + c, n);
      CHANNEL_TYPE *to = (CHANNEL_TYPE *)image_gradient + w.offset + c;
      for (int64_t y = w.y0; y < w.y1; y++) {
        for (int64_t k = w.x0; k < w.x1; k++) {
          CHANNEL_TYPE *at = to + (y * s->width + k) * s->channels;
          vf share = place == (int32_t)(y * s->window_width + k) ? g : (vf)0.0f;
          if (!fresh) share = share + CHANNEL_READ(at, n);
          CHANNEL_WRITE(at, n, share);
        }
      }
    }
  }
}

INLINE float CHANNEL_NAME(window_share)(
  const CHANNEL_NAME(window) * w, const ck_pool_shape *s, bool count_padding) {
  int64_t inside = (w->y1 - w->y0) * (w->x1 - w->x0);
  return 1.0f / (float)(count_padding ? s->window_height * s->window_width : inside);
}

static void CHANNEL_NAME(average_pool_row)(
  const ck_pool_row *row, const void *image, void *output_row, bool count_padding) {
  const ck_pool_shape *s = row->shape;
  CHANNEL_TYPE *out = output_row;
  for (int64_t x = 0; x < s->out_width; x++, out += s->channels) {
    CHANNEL_NAME(window) w = CHANNEL_NAME(window_at)(row, x);
    const CHANNEL_TYPE *from = (const CHANNEL_TYPE *)image + w.offset;
    float share = CHANNEL_NAME(window_share)(&w, s, count_padding);
    for (int64_t c = 0; c < s->channels; c += 16) {
      int64_t n = s->channels - c;
      vf sum = 0;
      for (int64_t y = w.y0; y < w.y1; y++) {
        for (int64_t k = w.x0; k < w.x1; k++) sum = sum + CHANNEL_READ(from + c + (y * s->width + k) * s->channels, n);
      }
      CHANNEL_WRITE(out + c, n, sum * share);
    }
  }
}

static void CHANNEL_NAME(average_pool_row_back)(
  const ck_pool_row *row, const void *gradient_row, void *image_gradient, bool count_padding, bool fresh) {
  const ck_pool_shape *s = row->shape;
  const CHANNEL_TYPE *gradient = gradient_row;
  for (int64_t x = 0; x < s->out_width; x++, gradient += s->channels) {
    CHANNEL_NAME(window) w = CHANNEL_NAME(window_at)(row, x);
    CHANNEL_TYPE *to = (CHANNEL_TYPE *)image_gradient + w.offset;
    float share = CHANNEL_NAME(window_share)(&w, s, count_padding);
    for (int64_t c = 0; c < s->channels; c += 16) {
      int64_t n = s->channels - c;
      vf g = CHANNEL_READ(gradient + c, n) * share;
      for (int64_t y = w.y0; y < w.y1; y++) {
        for (int64_t k = w.x0; k < w.x1; k++) {
          CHANNEL_TYPE *at = to + c + (y * s->width + k) * s->channels;
          CHANNEL_WRITE(at, n, fresh ? g : g + CHANNEL_READ(at, n));
        }
      }
    }
  }
}

// Batch normalisation. The caller keeps `rows` small enough that what the first loop over them read is still in the
// cache for the
// second.

static void CHANNEL_NAME(moments)(const void *input, int64_t rows, int64_t channels, float *mean, float *squares) {
  for (int64_t c = 0; c < channels; c += 16) {
    int64_t n = channels - c;
    const CHANNEL_TYPE *p = (const CHANNEL_TYPE *)input + c;
    vf s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int64_t r = 0;
    for (; r + 4 <= rows; r += 4) {
      s0 += CHANNEL_READ(p + r * channels, n);
      s1 += CHANNEL_READ(p + (r + 1) * channels, n);
      s2 += CHANNEL_READ(p + (r + 2) * channels, n);
      s3 += CHANNEL_READ(p + (r + 3) * channels, n);
    }
    for (; r < rows; r++) s0 += CHANNEL_READ(p + r * channels, n);
    vf centre = ((s0 + s1) + (s2 + s3)) * (1.0f / (float)rows);
    s0 = s1 = s2 = s3 = 0;
    for (r = 0; r + 4 <= rows; r += 4) {
      vf d0 = CHANNEL_READ(p + r * channels, n) - centre, d1 = CHANNEL_READ(p + (r + 1) * channels, n) - centre;
      vf d2 = CHANNEL_READ(p + (r + 2) * channels, n) - centre, d3 = CHANNEL_READ(p + (r + 3) * channels, n) - centre;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; r < rows; r++) {
      vf d = CHANNEL_READ(p + r * channels, n) - centre;
      s0 += d * d;
    }
    vf total = (s0 + s1) + (s2 + s3);
    memcpy(mean + c, &centre, n >= 16 ? 64 : (size_t)n * 4);
    memcpy(squares + c, &total, n >= 16 ? 64 : (size_t)n * 4);
  }
}

#define FLOATS(p, n) ((n) >= 16 ? load_vf(p) : load_part_vf(p, n))

static void CHANNEL_NAME(normalise)(
  const void *input, int64_t rows, int64_t channels, const float *mean, const float *variance, const float *gamma,
  const float *beta, float epsilon, bool relu, void *output) {
  for (int64_t c = 0; c < channels; c += 16) {
    int64_t n = channels - c;
    vf scale = 1.0f / sqrt_vf(FLOATS(variance + c, n) + epsilon);
    if (gamma != NULL) scale = scale * FLOATS(gamma + c, n);
    vf shift = beta != NULL ? FLOATS(beta + c, n) : (vf)0.0f;
    vf centre = FLOATS(mean + c, n);
    const CHANNEL_TYPE *p = (const CHANNEL_TYPE *)input + c;
    CHANNEL_TYPE *q = (CHANNEL_TYPE *)output + c;
    for (int64_t r = 0; r < rows; r++) {
      vf y = (CHANNEL_READ(p + r * channels, n) - centre) * scale + shift;
      if (relu) y = 0.0f > y ? (vf)0.0f : y;
      CHANNEL_WRITE(q + r * channels, n, y);
    }
  }
}

static void CHANNEL_NAME(gradient_sums)(
  const void *input, const void *output, const void *gradient, int64_t rows, int64_t channels, const float *mean,
  float *sums, float *products) {
  for (int64_t c = 0; c < channels; c += 16) {
    int64_t n = channels - c;
    const CHANNEL_TYPE *x = (const CHANNEL_TYPE *)input + c, *g = (const CHANNEL_TYPE *)gradient + c;
    const CHANNEL_TYPE *y = output != NULL ? (const CHANNEL_TYPE *)output + c : NULL;
    vf centre = FLOATS(mean + c, n), s0 = 0, s1 = 0, p0 = 0, p1 = 0;
    for (int64_t r = 0; r < rows; r++) {
      vf d = CHANNEL_READ(g + r * channels, n), v = CHANNEL_READ(x + r * channels, n) - centre;
      if (y != NULL) d = CHANNEL_READ(y + r * channels, n) > 0.0f ? d : (vf)0.0f;
      // Two of each, so that the latency of the addition hides.
      vf s = s0 + d, p = p0 + d * v;
      s0 = s1;
      p0 = p1;
      s1 = s;
      p1 = p;
    }
    vf sum = s0 + s1, product = p0 + p1;
    memcpy(sums + c, &sum, n >= 16 ? 64 : (size_t)n * 4);
    memcpy(products + c, &product, n >= 16 ? 64 : (size_t)n * 4);
  }
}

static void CHANNEL_NAME(gradient_apply)(
  const void *input, const void *output, const void *gradient, int64_t rows, int64_t channels, const float *mean,
  const float *a, const float *b, const float *c, void *result) {
  for (int64_t k = 0; k < channels; k += 16) {
    int64_t n = channels - k;
    const CHANNEL_TYPE *x = (const CHANNEL_TYPE *)input + k, *g = (const CHANNEL_TYPE *)gradient + k;
    const CHANNEL_TYPE *y = output != NULL ? (const CHANNEL_TYPE *)output + k : NULL;
    CHANNEL_TYPE *q = (CHANNEL_TYPE *)result + k;
    vf centre = FLOATS(mean + k, n), fa = FLOATS(a + k, n), fb = FLOATS(b + k, n), fc = FLOATS(c + k, n);
    for (int64_t r = 0; r < rows; r++) {
      vf d = CHANNEL_READ(g + r * channels, n), v = CHANNEL_READ(x + r * channels, n) - centre;
      if (y != NULL) d = CHANNEL_READ(y + r * channels, n) > 0.0f ? d : (vf)0.0f;
      CHANNEL_WRITE(q + r * channels, n, d * fa + (v * fb + fc));
    }
  }
}

#undef FLOATS
#undef CHANNEL_READ
#undef CHANNEL_WRITE
#undef CHANNEL_NAME
#undef CHANNEL_TYPE
#undef CHANNEL_LOAD
#undef CHANNEL_LOAD_PART
#undef CHANNEL_STORE
#undef CHANNEL_STORE_PART
