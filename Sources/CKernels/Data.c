#include <stdlib.h>
#include <string.h>

#include "KernelTable.h"
#include "Parallel.h"

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/// Pieces of about this many bytes are worth a task.
enum { TASK_BYTES = 128 * 1024 };

// Short runs are the rule in gathers and slices, and a call costs more than they do.
static inline void copy_bytes(char *to, const char *from, int64_t bytes) {
  typedef struct { char bytes[16]; } sixteen;
  if (bytes > 256 || bytes < 16) {
    if (bytes == 4) memcpy(to, from, 4);
    else if (bytes == 8) memcpy(to, from, 8);
    else memcpy(to, from, (size_t)bytes);
    return;
  }
  sixteen last;
  memcpy(&last, from + bytes - 16, 16);
  for (int64_t i = 0; i + 16 <= bytes; i += 16) {
    sixteen part;
    memcpy(&part, from + i, 16);
    memcpy(to + i, &part, 16);
  }
  memcpy(to + bytes - 16, &last, 16);
}

// Strided copies ---------------------------------------------------------------------------------------------------

enum { MAX_COPY_RANK = 12, BLOCK = 64 };

typedef enum ck_copy_kind {
  COPY_RUNS,       ///< the last dimension is contiguous on both sides
  COPY_TRANSPOSE,  ///< the last dimension is contiguous in the destination, the one before it in the source
  COPY_ELEMENTS,
} ck_copy_kind;

struct ck_copy {
  ck_copy_kind kind;
  int32_t rank;       ///< of the outer dimensions, which are walked one index after the other
  int32_t size;
  int64_t dims[MAX_COPY_RANK], source[MAX_COPY_RANK], destination[MAX_COPY_RANK];  ///< strides in bytes
  int64_t width, source_step, destination_step;  ///< the innermost dimension
  int64_t height, source_pitch, destination_pitch;  ///< the one before it, for transposes
  int64_t items, items_per_task;
};

typedef struct ck_axis {
  int64_t dim, source, destination;
} ck_axis;

static int64_t magnitude(int64_t value) { return value < 0 ? -value : value; }

/// Drops dimensions of size 1, orders the others by their stride in the destination and merges neighbours.
static int32_t simplify(
  ck_axis *axes, int32_t rank, const int64_t *dims, const int64_t *source, const int64_t *destination) {
  int32_t count = 0;
  for (int32_t i = 0; i < rank; i++) {
    if (dims[i] == 1) continue;
    ck_axis axis = {dims[i], source[i], destination[i]};
    int32_t place = count++;
    for (; place > 0 && magnitude(axes[place - 1].destination) < magnitude(axis.destination); place--) {
      axes[place] = axes[place - 1];
    }
    axes[place] = axis;
  }
  int32_t merged = 0;
  for (int32_t i = 0; i < count; i++) {
    ck_axis *last = &axes[merged - 1];
    bool follows = merged > 0 && last->source == axes[i].source * axes[i].dim;
    if (follows && last->destination == axes[i].destination * axes[i].dim) {
      last->dim *= axes[i].dim;
      last->source = axes[i].source;
      last->destination = axes[i].destination;
    } else {
      axes[merged++] = axes[i];
    }
  }
  return merged;
}

ck_copy *ck_copy_create(
  int32_t rank, const int64_t *dims, const int64_t *source_strides, const int64_t *destination_strides,
  int32_t element_size) {
  bool known = element_size == 1 || element_size == 2 || element_size == 4 || element_size == 8;
  if (!known || rank < 0 || rank > MAX_COPY_RANK) return NULL;
  for (int32_t i = 0; i < rank; i++) {
    if (dims[i] < 0) return NULL;
  }
  ck_copy *copy = calloc(1, sizeof *copy);
  if (copy == NULL) return NULL;
  ck_axis axes[MAX_COPY_RANK] = {{0}};
  int32_t count = simplify(axes, rank, dims, source_strides, destination_strides);
  if (count == 0) axes[count++] = (ck_axis){1, 1, 1};
  copy->size = element_size;
  ck_axis inner = axes[--count];
  copy->width = inner.dim;
  copy->source_step = inner.source * element_size;
  copy->destination_step = inner.destination * element_size;
  copy->kind = inner.source == 1 && inner.destination == 1 ? COPY_RUNS : COPY_ELEMENTS;
  for (int32_t i = count - 1; i >= 0 && copy->kind == COPY_ELEMENTS && inner.destination == 1; i--) {
    if (axes[i].source != 1 || inner.source == 0 || axes[i].dim < 4 || inner.dim < 4) continue;
    copy->kind = COPY_TRANSPOSE;
    copy->height = axes[i].dim;
    copy->source_pitch = inner.source * element_size;
    copy->destination_pitch = axes[i].destination * element_size;
    for (; i + 1 < count; i++) axes[i] = axes[i + 1];
    count--;
  }
  copy->rank = count;
  copy->items = 1;
  for (int32_t i = 0; i < count; i++) {
    copy->dims[i] = axes[i].dim;
    copy->source[i] = axes[i].source * element_size;
    copy->destination[i] = axes[i].destination * element_size;
    copy->items *= axes[i].dim;
  }
  // A transpose is cut into bands of its rows as well.
  int64_t item_bytes = copy->width * element_size;
  if (copy->kind == COPY_TRANSPOSE) {
    copy->items *= (copy->height + BLOCK - 1) / BLOCK;
    item_bytes *= smaller(copy->height, BLOCK);
  }
  if (copy->width == 0) copy->items = 0;
  int64_t worth = item_bytes > 0 ? TASK_BYTES / item_bytes : 1;
  copy->items_per_task = worth < 1 ? 1 : worth;
  return copy;
}

ck_copy *ck_copy_create_transpose(
  int32_t rank, const int64_t *source_dims, const int32_t *permutation, int32_t element_size) {
  if (rank < 0 || rank > MAX_COPY_RANK) return NULL;
  int64_t strides[MAX_COPY_RANK], dims[MAX_COPY_RANK], source[MAX_COPY_RANK], destination[MAX_COPY_RANK], stride = 1;
  for (int32_t i = rank - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= source_dims[i];
  }
  stride = 1;
  for (int32_t i = rank - 1; i >= 0; i--) {
    if (permutation[i] < 0 || permutation[i] >= rank) return NULL;
    dims[i] = source_dims[permutation[i]];
    source[i] = strides[permutation[i]];
    destination[i] = stride;
    stride *= dims[i];
  }
  return ck_copy_create(rank, dims, source, destination, element_size);
}

void ck_copy_free(ck_copy *copy) { free(copy); }

#define DEFINE_ELEMENTS(T)                                                                                   \
  static void elements_##T(char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) {  \
    if (from_step == 0 && to_step == sizeof(T)) {                                                            \
      T value, *q = (T *)to;                                                                                 \
      memcpy(&value, from, sizeof(T));                                                                       \
      for (int64_t i = 0; i < count; i++) q[i] = value;                                                      \
      return;                                                                                                \
    }                                                                                                        \
    for (int64_t i = 0; i < count; i++, to += to_step, from += from_step) memcpy(to, from, sizeof(T));       \
  }                                                                                                          \
  static void transpose_##T(                                                                                 \
    char *to, int64_t to_pitch, const char *from, int64_t from_pitch, int64_t rows, int64_t cols) {          \
    for (int64_t r = 0; r < rows; r++) {                                                                     \
      T *q = (T *)(to + r * to_pitch);                                                                       \
      const char *p = from + r * (int64_t)sizeof(T);                                                         \
      for (int64_t c = 0; c < cols; c++, p += from_pitch) memcpy(q + c, p, sizeof(T));                       \
    }                                                                                                        \
  }
DEFINE_ELEMENTS(uint8_t)
DEFINE_ELEMENTS(uint16_t)
DEFINE_ELEMENTS(uint32_t)
DEFINE_ELEMENTS(uint64_t)

static void copy_elements(
  int32_t size, char *to, int64_t to_step, const char *from, int64_t from_step, int64_t count) {
  switch (size) {
  case 1: elements_uint8_t(to, to_step, from, from_step, count); break;
  case 2: elements_uint16_t(to, to_step, from, from_step, count); break;
  case 4: elements_uint32_t(to, to_step, from, from_step, count); break;
  default: elements_uint64_t(to, to_step, from, from_step, count);
  }
}

static void transpose_block(
  int32_t size, char *to, int64_t to_pitch, const char *from, int64_t from_pitch, int64_t rows, int64_t cols) {
  switch (size) {
  case 1: transpose_uint8_t(to, to_pitch, from, from_pitch, rows, cols); break;
  case 2: transpose_uint16_t(to, to_pitch, from, from_pitch, rows, cols); break;
  case 4: transpose_uint32_t(to, to_pitch, from, from_pitch, rows, cols); break;
  default: transpose_uint64_t(to, to_pitch, from, from_pitch, rows, cols);
  }
}

/// to[r, c] = from[c, r] for a band of rows, in blocks that fit the first-level cache on both sides.
static void transpose_band(const ck_copy *copy, char *to, const char *from, int64_t rows) {
  const ck_kernel_table *kernels = ck_kernels();
  int64_t size = copy->size;
  for (int64_t c = 0; c < copy->width; c += BLOCK) {
    int64_t cols = smaller(BLOCK, copy->width - c);
    char *block_to = to + c * size;
    const char *block_from = from + c * copy->source_pitch;
    int64_t whole_rows = size < 8 ? rows / 16 * 16 : 0, whole_cols = size < 8 ? cols / 16 * 16 : 0;
    for (int64_t r = 0; r < whole_rows; r += 16) {
      for (int64_t k = 0; k < whole_cols; k += 16) {
        kernels->transpose[size / 2](
          block_to + r * copy->destination_pitch + k * size, copy->destination_pitch,
          block_from + r * size + k * copy->source_pitch, copy->source_pitch);
      }
    }
    if (whole_rows == 0 || whole_cols == 0) whole_rows = whole_cols = 0;
    // What is right of the whole tiles, then what is below them.
    if (whole_cols < cols) {
      transpose_block(
        copy->size, block_to + whole_cols * size, copy->destination_pitch,
        block_from + whole_cols * copy->source_pitch, copy->source_pitch, rows, cols - whole_cols);
    }
    if (whole_rows < rows) {
      transpose_block(
        copy->size, block_to + whole_rows * copy->destination_pitch, copy->destination_pitch,
        block_from + whole_rows * size, copy->source_pitch, rows - whole_rows, whole_cols);
    }
  }
}

typedef struct ck_copy_call {
  const ck_copy *copy;
  const char *source;
  char *destination;
} ck_copy_call;

static void copy_task(void *context, int64_t task, int32_t worker) {
  const ck_copy_call *call = context;
  const ck_copy *copy = call->copy;
  int64_t first = task * copy->items_per_task, last = smaller(first + copy->items_per_task, copy->items);
  int64_t bands = copy->kind == COPY_TRANSPOSE ? (copy->height + BLOCK - 1) / BLOCK : 1;
  int64_t counts[MAX_COPY_RANK], from = 0, to = 0, rest = first / bands, band = first % bands;
  for (int32_t i = copy->rank - 1; i >= 0; i--) {
    counts[i] = rest % copy->dims[i];
    rest /= copy->dims[i];
    from += counts[i] * copy->source[i];
    to += counts[i] * copy->destination[i];
  }
  for (int64_t item = first; item < last; item++) {
    char *out = call->destination + to;
    const char *in = call->source + from;
    if (copy->kind == COPY_RUNS) {
      copy_bytes(out, in, copy->width * copy->size);
    } else if (copy->kind == COPY_TRANSPOSE) {
      int64_t row = band * BLOCK;
      transpose_band(
        copy, out + row * copy->destination_pitch, in + row * copy->size, smaller(BLOCK, copy->height - row));
      if (++band < bands) continue;
      band = 0;
    } else {
      copy_elements(copy->size, out, copy->destination_step, in, copy->source_step, copy->width);
    }
    for (int32_t i = copy->rank - 1; i >= 0; i--) {
      from += copy->source[i];
      to += copy->destination[i];
      if (++counts[i] < copy->dims[i]) break;
      from -= copy->dims[i] * copy->source[i];
      to -= copy->dims[i] * copy->destination[i];
      counts[i] = 0;
    }
  }
}

void ck_copy_run(const ck_copy *copy, const void *source, void *destination, int32_t threads) {
  ck_copy_call call = {copy, source, destination};
  int64_t tasks = (copy->items + copy->items_per_task - 1) / copy->items_per_task;
  // One long run is one item; it is cut here.
  if (copy->kind == COPY_RUNS && copy->rank == 0 && copy->items == 1) {
    memcpy(destination, source, (size_t)(copy->width * copy->size));
    return;
  }
  ck_parallel(copy_task, &call, tasks, threads);
}

// Filling ----------------------------------------------------------------------------------------------------------

void ck_fill(void *destination, int64_t count, int32_t element_size, uint64_t bits, int32_t threads) {
  int64_t bytes = count * element_size;
  if (bytes <= 0) return;
  char *to = destination;
  int64_t first = smaller(bytes, 4096 / element_size * element_size);
  copy_elements(element_size, to, element_size, (const char *)&bits, 0, first / element_size);
  for (int64_t done = first; done < bytes;) {
    int64_t more = smaller(first, bytes - done);
    memcpy(to + done, to, (size_t)more);
    done += more;
  }
}

// Rows by index ----------------------------------------------------------------------------------------------------

static inline int64_t index_at(const void *indices, ck_dtype dtype, int64_t i) {
  switch (dtype) {
  case CK_I64: return ((const int64_t *)indices)[i];
  case CK_I32: return ((const int32_t *)indices)[i];
  case CK_U32: return ((const uint32_t *)indices)[i];
  case CK_U16: return ((const uint16_t *)indices)[i];
  case CK_I16: return ((const int16_t *)indices)[i];
  case CK_I8: return ((const int8_t *)indices)[i];
  default: return ((const uint8_t *)indices)[i];
  }
}

typedef struct ck_gather_call {
  char *destination;
  const char *source;
  const void *indices;
  ck_dtype dtype;
  int64_t count, source_rows, row_bytes, rows_per_task;
  int32_t element_size;
  uint64_t missing;
  _Atomic int32_t is_outside;
} ck_gather_call;

// NULL for an index that names no row.
static inline const char *gathered_row(const ck_gather_call *call, int64_t i) {
  uint64_t index = (uint64_t)index_at(call->indices, call->dtype, i);
  return index < (uint64_t)call->source_rows ? call->source + index * (uint64_t)call->row_bytes : NULL;
}

static void gather_task(void *context, int64_t task, int32_t worker) {
  ck_gather_call *call = context;
  int64_t first = task * call->rows_per_task, last = smaller(first + call->rows_per_task, call->count);
  int64_t ahead = call->row_bytes >= 2048 ? 1 : 4;
  for (int64_t i = first; i < last; i++) {
    // The rows lie anywhere, so the processor cannot foresee them; the first lines start its own prefetching.
    if (i + ahead < last) {
      const char *next = gathered_row(call, i + ahead);
      for (int64_t k = 0; next && k < call->row_bytes && k < 512; k += 64) __builtin_prefetch(next + k);
    }
    char *to = call->destination + i * call->row_bytes;
    const char *row = gathered_row(call, i);
    if (row) {
      copy_bytes(to, row, call->row_bytes);
    } else {
      ck_fill(to, call->row_bytes / call->element_size, call->element_size, call->missing, 1);
      call->is_outside = 1;
    }
  }
}

bool ck_gather_rows(
  void *destination, const void *source, const void *indices, ck_dtype index_dtype, int64_t count, int64_t source_rows,
  int64_t row_bytes, int32_t element_size, uint64_t missing, int32_t threads) {
  if (count <= 0 || row_bytes <= 0) return true;
  ck_gather_call call = {
    destination, source, indices, index_dtype, count, source_rows, row_bytes, 1, element_size, missing, 0};
  call.rows_per_task = (TASK_BYTES + row_bytes - 1) / row_bytes;
  ck_parallel(gather_task, &call, (count + call.rows_per_task - 1) / call.rows_per_task, threads);
  return call.is_outside == 0;
}

typedef struct ck_scatter_call {
  float *destination;
  const float *source;
  const void *indices;
  ck_dtype dtype;
  int64_t count, rows, cols, cols_per_task;
} ck_scatter_call;

// Each task has its own columns and sees all indices in order, so the order of additions is fixed.
static void scatter_task(void *context, int64_t task, int32_t worker) {
  const ck_scatter_call *call = context;
  int64_t first = task * call->cols_per_task, cols = smaller(call->cols_per_task, call->cols - first);
  ck_kernel add = ck_kernels()->binary[CK_LANE_F32][CK_ADD][0];
  for (int64_t i = 0; i < call->count; i++) {
    int64_t row = index_at(call->indices, call->dtype, i);
    if (row < 0 || row >= call->rows) continue;
    float *to = call->destination + row * call->cols + first;
    add(to, to, call->source + i * call->cols + first, NULL, cols);
  }
}

void ck_scatter_add_rows(
  float *destination, const float *source, const void *indices, ck_dtype index_dtype, int64_t count,
  int64_t destination_rows, int64_t cols, int32_t threads) {
  if (count <= 0 || cols <= 0) return;
  ck_scatter_call call = {destination, source, indices, index_dtype, count, destination_rows, cols, cols};
  // Below a cache line's worth of columns two threads would write to the same line.
  if (count * cols >= 65536 && cols >= 64) call.cols_per_task = (cols / 4 + 15) / 16 * 16;
  ck_parallel(scatter_task, &call, (cols + call.cols_per_task - 1) / call.cols_per_task, threads);
}
