#include "CKernels.h"
#include "TypedLanes.h"

// Pooling of any windows, for what the kernels of Pooling.c leave out: dilated and large windows, f64, and picking by
// the place of the maximum.

enum { CHANNELS = 128 };

/// The position in the input that place `tap` of the window at `output` sees, or -1.
static int64_t position_of(const ck_window_shape *s, const int64_t *output, int64_t tap) {
  int64_t position = 0, rest = tap, place[3];
  for (int32_t axis = 2; axis >= 0; axis--) {
    place[axis] = rest % s->windows[axis];
    rest /= s->windows[axis];
  }
  for (int32_t axis = 0; axis < 3; axis++) {
    int64_t at = output[axis] * s->strides[axis] - s->low[axis] + place[axis] * s->dilations[axis];
    if (at < 0 || at >= s->lengths[axis]) return -1;
    position = position * s->lengths[axis] + at;
  }
  return position;
}

#define DEFINE_POOL(NAME, T)                                                                                  \
  static void NAME(                                                                                           \
    ck_pool_kind kind, const ck_window_shape *s, const int64_t *output, const T *source, const T *other,      \
    int64_t other_base, T *result, int64_t result_base, int64_t first, int64_t width) {                       \
    int64_t taps = s->windows[0] * s->windows[1] * s->windows[2], where[CHANNELS], seen = 0;                  \
    T best[CHANNELS];                                                                                         \
    bool averages = kind == CK_POOL_AVERAGE || kind == CK_POOL_AVERAGE_GRADIENT;                              \
    for (int64_t tap = 0; tap < taps; tap++) {                                                                \
      int64_t position = position_of(s, output, tap);                                                         \
      if (position < 0) continue;                                                                             \
      seen++;                                                                                                 \
      if (kind == CK_POOL_AVERAGE_GRADIENT) continue;                                                         \
      const T *x = source + position * s->channels + first;                                                   \
      for (int64_t c = 0; c < width; c++) {                                                                   \
        if (averages) {                                                                                       \
          best[c] = seen == 1 ? x[c] : best[c] + x[c];                                                        \
        } else if (seen == 1 || (best[c] == best[c] && (x[c] != x[c] || x[c] > best[c]))) {                   \
          best[c] = x[c];                                                                                     \
          where[c] = position;                                                                                \
        }                                                                                                     \
      }                                                                                                       \
    }                                                                                                         \
    for (int64_t tap = 0; tap < taps && kind == CK_POOL_AVERAGE_GRADIENT; tap++) {                            \
      int64_t position = position_of(s, output, tap);                                                         \
      if (position < 0) continue;                                                                             \
      T *to = result + position * s->channels + first;                                                        \
      for (int64_t c = 0; c < width; c++) to[c] += other[other_base + first + c] / (T)seen;                   \
    }                                                                                                         \
    for (int64_t c = 0; c < width; c++) {                                                                     \
      switch (kind) {                                                                                         \
      case CK_POOL_MAX: result[result_base + first + c] = seen ? best[c] : -(T)INFINITY; break;               \
      case CK_POOL_AVERAGE: result[result_base + first + c] = seen ? best[c] / (T)seen : 0; break;            \
      case CK_POOL_MAX_SELECT:                                                                                \
        result[result_base + first + c] = seen ? other[where[c] * s->channels + first + c] : 0;               \
        break;                                                                                                \
      case CK_POOL_MAX_GRADIENT:                                                                              \
        if (seen) result[where[c] * s->channels + first + c] += other[other_base + first + c];                \
        break;                                                                                                \
      case CK_POOL_AVERAGE_GRADIENT: break;                                                                   \
      }                                                                                                       \
    }                                                                                                         \
  }
DEFINE_POOL(pool_f32, float)
DEFINE_POOL(pool_f64, double)

void ck_typed_pool(
  ck_pool_kind kind, ck_dtype dtype, const ck_window_shape *s, const void *source, const void *other, void *result) {
  int64_t size = ck_dtype_size(dtype), places = s->outputs[0] * s->outputs[1] * s->outputs[2];
  int64_t image = s->lengths[0] * s->lengths[1] * s->lengths[2] * s->channels;
  bool spreads = kind == CK_POOL_MAX_GRADIENT || kind == CK_POOL_AVERAGE_GRADIENT;
  if (spreads) memset(result, 0, (size_t)(s->batch * image * size));
  for (int64_t sample = 0; sample < s->batch; sample++) {
    const char *x = source == NULL ? NULL : (const char *)source + sample * image * size;
    const char *y = other;
    char *to = result;
    // What is picked from lies as the input does.
    if (y != NULL) y += (kind == CK_POOL_MAX_SELECT ? image : places * s->channels) * sample * size;
    to += (spreads ? image : places * s->channels) * sample * size;
    for (int64_t place = 0; place < places; place++) {
      int64_t output[3] = {
        place / (s->outputs[1] * s->outputs[2]), place / s->outputs[2] % s->outputs[1], place % s->outputs[2]};
      int64_t base = place * s->channels;
      for (int64_t first = 0; first < s->channels; first += CHANNELS) {
        int64_t width = s->channels - first < CHANNELS ? s->channels - first : CHANNELS;
        if (dtype == CK_F64) {
          pool_f64(kind, s, output, (const double *)x, (const double *)y, base, (double *)to, base, first, width);
        } else {
          pool_f32(kind, s, output, (const float *)x, (const float *)y, base, (float *)to, base, first, width);
        }
      }
    }
  }
}
