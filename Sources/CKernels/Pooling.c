#include <math.h>
#include <string.h>

#include "KernelTable.h"
#include "Parallel.h"

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static int64_t element_size(ck_dtype dtype) { return dtype == CK_BF16 ? 2 : 4; }

// Pooling ----------------------------------------------------------------------------------------------------------

typedef struct ck_pool_call {
  const ck_pool_shape *shape;
  const ck_channel_kernels *kernels;
  int64_t size;
  const char *input, *gradient;
  char *output;
  uint8_t *index;
  const uint8_t *saved;
  bool average, count_padding, apart, covered;
  int64_t per_task;
} ck_pool_call;

static ck_pool_call pool_call(const ck_pool_shape *shape, ck_dtype dtype) {
  ck_pool_call call = {.shape = shape, .size = element_size(dtype)};
  call.kernels = &ck_kernels()->channels[dtype == CK_BF16];
  return call;
}

static void pool_forward_task(void *context, int64_t task, int32_t worker) {
  const ck_pool_call *call = context;
  const ck_pool_shape *s = call->shape;
  int64_t first = task * call->per_task, last = smaller(first + call->per_task, s->batch * s->out_height);
  int64_t image_bytes = s->height * s->width * s->channels * call->size, row = s->out_width * s->channels;
  for (int64_t i = first; i < last; i++) {
    ck_pool_row place = {s, i % s->out_height};
    const char *image = call->input + i / s->out_height * image_bytes;
    char *to = call->output + i * row * call->size;
    if (call->average) call->kernels->average_pool_row(&place, image, to, call->count_padding);
    else call->kernels->max_pool_row(&place, image, to, call->index != NULL ? call->index + i * row : NULL);
  }
}

static void pool_forward(ck_pool_call *call, int32_t threads) {
  const ck_pool_shape *s = call->shape;
  int64_t rows = s->batch * s->out_height, row_work = s->out_width * s->channels * s->window_height * s->window_width;
  if (rows <= 0 || row_work <= 0) return;
  call->per_task = larger(1, 32768 / row_work);
  ck_parallel(pool_forward_task, call, (rows + call->per_task - 1) / call->per_task, threads);
}

void ck_max_pool_forward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *input, void *output, uint8_t *index, int32_t threads) {
  ck_pool_call call = pool_call(shape, dtype);
  call.input = input;
  call.output = output;
  call.index = index;
  pool_forward(&call, threads);
}

void ck_average_pool_forward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *input, void *output, bool count_padding, int32_t threads) {
  ck_pool_call call = pool_call(shape, dtype);
  call.input = input;
  call.output = output;
  call.average = true;
  call.count_padding = count_padding;
  pool_forward(&call, threads);
}

// Images are independent. Within one, windows may overlap, so its rows of outputs run in order.
static void pool_backward_task(void *context, int64_t task, int32_t worker) {
  const ck_pool_call *call = context;
  const ck_pool_shape *s = call->shape;
  int64_t first = task * call->per_task, last = smaller(first + call->per_task, s->batch);
  int64_t image_bytes = s->height * s->width * s->channels * call->size, row = s->out_width * s->channels;
  for (int64_t image = first; image < last; image++) {
    char *to = call->output + image * image_bytes;
    if (!call->covered) memset(to, 0, (size_t)image_bytes);
    for (int64_t y = 0; y < s->out_height; y++) {
      ck_pool_row place = {s, y};
      int64_t i = image * s->out_height + y;
      const char *gradient = call->gradient + i * row * call->size;
      if (call->average) {
        call->kernels->average_pool_row_back(&place, gradient, to, call->count_padding, call->apart);
      } else {
        const uint8_t *saved = call->saved != NULL ? call->saved + i * row : NULL;
        const char *from = call->input != NULL ? call->input + image * image_bytes : NULL;
        call->kernels->max_pool_row_back(&place, gradient, saved, from, to, call->apart);
      }
    }
  }
}

static bool covers(int64_t outputs, int64_t stride, int64_t window, int64_t pad, int64_t size) {
  return stride == window && pad >= 0 && outputs * stride - pad >= size;
}

static void pool_backward(ck_pool_call *call, int32_t threads) {
  const ck_pool_shape *s = call->shape;
  int64_t image_work = s->height * s->width * s->channels;
  if (s->batch <= 0 || image_work <= 0) return;
  // Windows that do not overlap write each place once, and windows that cover the input write all of it.
  call->apart = s->stride_height >= s->window_height && s->stride_width >= s->window_width;
  call->covered = covers(s->out_height, s->stride_height, s->window_height, s->pad_top, s->height) &&
                  covers(s->out_width, s->stride_width, s->window_width, s->pad_left, s->width);
  call->per_task = larger(1, 32768 / image_work);
  ck_parallel(pool_backward_task, call, (s->batch + call->per_task - 1) / call->per_task, threads);
}

void ck_max_pool_backward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *output_gradient, const uint8_t *index, void *input_gradient,
  int32_t threads) {
  ck_pool_call call = pool_call(shape, dtype);
  call.gradient = output_gradient;
  call.saved = index;
  call.output = input_gradient;
  pool_backward(&call, threads);
}

void ck_max_pool_backward_from_input(
  const ck_pool_shape *shape, ck_dtype dtype, const void *output_gradient, const void *input, void *input_gradient,
  int32_t threads) {
  ck_pool_call call = pool_call(shape, dtype);
  call.gradient = output_gradient;
  call.input = input;
  call.output = input_gradient;
  pool_backward(&call, threads);
}

void ck_average_pool_backward(
  const ck_pool_shape *shape, ck_dtype dtype, const void *output_gradient, void *input_gradient, bool count_padding,
  int32_t threads) {
  ck_pool_call call = pool_call(shape, dtype);
  call.gradient = output_gradient;
  call.output = input_gradient;
  call.average = true;
  call.count_padding = count_padding;
  pool_backward(&call, threads);
}

// Batch normalisation ----------------------------------------------------------------------------------------------

// Rows are cut into at most this many tasks, whose partial results are combined in order.
enum { MOST_PARTS = 16 };

typedef struct ck_norm_call {
  const ck_channel_kernels *kernels;
  int64_t rows, channels, size, block, parts;
  const char *input, *output, *gradient;
  char *result;
  const float *mean, *variance, *gamma, *beta;
  float epsilon;
  bool relu;
  double *first, *second;   ///< [parts, channels]
  float *lanes;             ///< [parts, 2, channels]
  const float *a, *b, *c;
} ck_norm_call;

static int64_t part_count(int64_t rows, int64_t channels) {
  return larger(1, smaller(MOST_PARTS, rows * channels / 32768));
}

static int64_t padded(int64_t channels) { return (channels + 15) / 16 * 16; }

size_t ck_batch_norm_scratch_bytes(int64_t rows, int64_t channels) {
  int64_t parts = part_count(rows, channels);
  return (size_t)(padded(channels) * (parts * (2 * 8 + 2 * 4) + 3 * 4) + 64);
}

static ck_norm_call norm_call(int64_t rows, int64_t channels, ck_dtype dtype, void *scratch) {
  ck_norm_call call = {.kernels = &ck_kernels()->channels[dtype == CK_BF16], .rows = rows, .channels = channels};
  call.size = element_size(dtype);
  // What a block reads fits the first-level cache.
  call.block = larger(4, 6144 / larger(1, channels));
  call.parts = part_count(rows, channels);
  call.first = scratch;
  call.second = call.first + call.parts * padded(channels);
  call.lanes = (float *)(call.second + call.parts * padded(channels));
  return call;
}

typedef struct ck_row_range {
  int64_t first, last;
} ck_row_range;

static ck_row_range rows_of(const ck_norm_call *call, int64_t part) {
  return (ck_row_range){call->rows * part / call->parts, call->rows * (part + 1) / call->parts};
}

/// Joins a set of `count` values with another (Chan, Golub, LeVeque 1983).
static void join_moments(
  double count, double *mean, double *squares, double other, double other_mean, double other_squares) {
  double both = count + other, gap = other_mean - *mean;
  *mean += gap * (other / both);
  *squares += other_squares + gap * gap * (count * other / both);
}

static void moments_task(void *context, int64_t part, int32_t worker) {
  const ck_norm_call *call = context;
  int64_t channels = call->channels, width = padded(channels);
  double *mean = call->first + part * width, *squares = call->second + part * width;
  float *block_mean = call->lanes + part * 2 * width, *block_squares = block_mean + width;
  ck_row_range range = rows_of(call, part);
  memset(mean, 0, (size_t)channels * 8);
  memset(squares, 0, (size_t)channels * 8);
  for (int64_t row = range.first; row < range.last; row += call->block) {
    int64_t rows = smaller(call->block, range.last - row);
    call->kernels->moments(call->input + row * channels * call->size, rows, channels, block_mean, block_squares);
    double before = (double)(row - range.first);
    for (int64_t c = 0; c < channels; c++) {
      join_moments(before, mean + c, squares + c, (double)rows, block_mean[c], block_squares[c]);
    }
  }
}

void ck_batch_norm_statistics(
  int64_t rows, int64_t channels, ck_dtype dtype, const void *input, float *mean, float *variance, void *scratch,
  int32_t threads) {
  ck_norm_call call = norm_call(rows, channels, dtype, scratch);
  call.input = input;
  ck_parallel(moments_task, &call, call.parts, threads);
  for (int64_t c = 0; c < channels; c++) {
    double count = 0, centre = 0, squares = 0;
    for (int64_t part = 0; part < call.parts; part++) {
      ck_row_range range = rows_of(&call, part);
      int64_t place = part * padded(channels) + c;
      if (range.last == range.first) continue;
      double more = (double)(range.last - range.first);
      join_moments(count, &centre, &squares, more, call.first[place], call.second[place]);
      count += more;
    }
    mean[c] = (float)centre;
    variance[c] = (float)(squares / (double)rows);
  }
}

static void apply_task(void *context, int64_t part, int32_t worker) {
  const ck_norm_call *call = context;
  ck_row_range range = rows_of(call, part);
  for (int64_t row = range.first; row < range.last; row += call->block) {
    int64_t rows = smaller(call->block, range.last - row), offset = row * call->channels * call->size;
    call->kernels->normalise(
      call->input + offset, rows, call->channels, call->mean, call->variance, call->gamma, call->beta, call->epsilon,
      call->relu, call->result + offset);
  }
}

void ck_batch_norm_apply(
  int64_t rows, int64_t channels, ck_dtype dtype, const void *input, const float *mean, const float *variance,
  const float *gamma, const float *beta, float epsilon, bool relu, void *output, int32_t threads) {
  ck_norm_call call = norm_call(rows, channels, dtype, NULL);
  call.input = input;
  call.mean = mean;
  call.variance = variance;
  call.gamma = gamma;
  call.beta = beta;
  call.epsilon = epsilon;
  call.relu = relu;
  call.result = output;
  ck_parallel(apply_task, &call, call.parts, threads);
}

static void gradient_sums_task(void *context, int64_t part, int32_t worker) {
  const ck_norm_call *call = context;
  int64_t channels = call->channels, width = padded(channels);
  double *sums = call->first + part * width, *products = call->second + part * width;
  float *block_sums = call->lanes + part * 2 * width, *block_products = block_sums + width;
  ck_row_range range = rows_of(call, part);
  memset(sums, 0, (size_t)channels * 8);
  memset(products, 0, (size_t)channels * 8);
  for (int64_t row = range.first; row < range.last; row += call->block) {
    int64_t rows = smaller(call->block, range.last - row), offset = row * channels * call->size;
    call->kernels->gradient_sums(
      call->input + offset, call->relu ? call->output + offset : NULL, call->gradient + offset, rows, channels,
      call->mean, block_sums, block_products);
    for (int64_t c = 0; c < channels; c++) {
      sums[c] += block_sums[c];
      products[c] += block_products[c];
    }
  }
}

static void gradient_apply_task(void *context, int64_t part, int32_t worker) {
  const ck_norm_call *call = context;
  ck_row_range range = rows_of(call, part);
  for (int64_t row = range.first; row < range.last; row += call->block) {
    int64_t rows = smaller(call->block, range.last - row), offset = row * call->channels * call->size;
    call->kernels->gradient_apply(
      call->input + offset, call->relu ? call->output + offset : NULL, call->gradient + offset, rows, call->channels,
      call->mean, call->a, call->b, call->c, call->result + offset);
  }
}

void ck_batch_norm_backward(
  int64_t rows, int64_t channels, ck_dtype dtype, const void *input, const void *output, const void *output_gradient,
  const float *mean, const float *variance, const float *gamma, float epsilon, bool relu, void *input_gradient,
  float *gamma_gradient, float *beta_gradient, void *scratch, int32_t threads) {
  ck_norm_call call = norm_call(rows, channels, dtype, scratch);
  call.input = input;
  call.output = output;
  call.gradient = output_gradient;
  call.mean = mean;
  call.relu = relu && output != NULL;
  call.result = input_gradient;
  ck_parallel(gradient_sums_task, &call, call.parts, threads);
  int64_t width = padded(channels);
  float *a = call.lanes + call.parts * 2 * width, *b = a + width, *c = b + width;
  for (int64_t k = 0; k < channels; k++) {
    double sum = 0, product = 0;
    for (int64_t part = 0; part < call.parts; part++) {
      sum += call.first[part * width + k];
      product += call.second[part * width + k];
    }
    double inverse = 1.0 / sqrt((double)variance[k] + (double)epsilon);
    double scale = (gamma != NULL ? gamma[k] : 1.0) * inverse;
    if (beta_gradient != NULL) beta_gradient[k] = (float)sum;
    if (gamma_gradient != NULL) gamma_gradient[k] = (float)(product * inverse);
    a[k] = (float)scale;
    b[k] = (float)(-scale * inverse * inverse * product / (double)rows);
    c[k] = (float)(-scale * sum / (double)rows);
  }
  call.a = a;
  call.b = b;
  call.c = c;
  ck_parallel(gradient_apply_task, &call, call.parts, threads);
}
