// Times the C kernels and prints bytes moved per second beside each time, to be read against the copy in the first
// line. From the package's folder:
//   clang -O2 -I Sources/CKernels/include Benchmarks/CKernels/kernels.c Sources/CKernels/*.c -lm -o .build/kernels
//   .build/kernels

#include <CKernels.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static float *numbers(int64_t count) {
  float *memory = aligned_alloc(64, (size_t)((count * 4 + 127) / 64 * 64));
  for (int64_t i = 0; i < count; i++) memory[i] = (float)(rand() % 20000) / 10000 - 1;
  return memory;
}

typedef void (*work)(void *context, int32_t threads);

/// The best of several rounds of about 20 ms, on one thread and on two.
static void report(const char *name, double bytes, work work, void *context) {
  printf("%-32s", name);
  for (int32_t threads = 1; threads <= 2; threads++) {
    double best = 1e9;
    for (int round = 0; round < 7; round++) {
      double time = 0;
      int count = 1;
      for (;; count *= 2) {
        double start = now();
        for (int i = 0; i < count; i++) work(context, threads);
        time = now() - start;
        if (time > 0.02) break;
      }
      if (time / count < best) best = time / count;
    }
    printf("  %d: %9.2f us %6.1f GB/s", threads, best * 1e6, bytes / best * 1e-9);
  }
  printf("\n");
}

// Programs ---------------------------------------------------------------------------------------------------------

typedef struct program_call {
  ck_program *program;
  void *const *pointers;
  void *scratch;
} program_call;

static void run_program(void *context, int32_t threads) {
  program_call *call = context;
  ck_program_run(call->program, call->pointers, call->scratch, threads);
}

static void report_program(const char *name, double bytes, ck_program *program, void *const *pointers) {
  ck_status status = ck_program_finish(program);
  if (status != CK_OK) {
    printf("%s: status %d\n", name, status);
    exit(1);
  }
  program_call call = {program, pointers, aligned_alloc(64, ck_program_scratch_bytes(program, 2) / 64 * 64 + 64)};
  report(name, bytes, run_program, &call);
  free(call.scratch);
  ck_program_free(program);
}

static int32_t constant(ck_program *p, float value) { return ck_program_constant(p, value); }
static int32_t binary(ck_program *p, ck_binary operation, int32_t a, int32_t b) {
  return ck_program_binary(p, operation, a, b);
}

static void relu(int64_t count, float *x, float *y) {
  ck_program *p = ck_program_create(1, count);
  ck_program_output(p, ck_program_unary(p, CK_RELU, ck_program_input(p, CK_F32, CK_FULL)), CK_F32, -1);
  char name[64];
  snprintf(name, sizeof name, "relu [%lld]", (long long)count);
  report_program(name, (double)count * 8, p, (void *[]){x, y});
}

static void dropout(int64_t count, float *x, float *y, float *mask) {
  ck_program *p = ck_program_create(1, count);
  int32_t value = ck_program_input(p, CK_F32, CK_FULL);
  int32_t uniform = ck_program_uniform(p, ck_program_random_bits(p, CK_RANDOM_PAIRED, 0));
  int32_t kept = binary(p, CK_GREATER_EQUAL, uniform, constant(p, 0.25f));
  ck_program_output(p, binary(p, CK_MULTIPLY, binary(p, CK_MULTIPLY, value, constant(p, 1 / 0.75f)), kept), CK_F32, -1);
  ck_program_output(p, kept, CK_BOOL, -1);
  char name[64];
  snprintf(name, sizeof name, "dropout with mask [%lld]", (long long)count);
  uint32_t key[2] = {1, 2};
  report_program(name, (double)count * 9, p, (void *[]){x, key, y, mask});
}

static void bias_relu(int64_t rows, int64_t cols, float *x, float *bias, float *y) {
  ck_program *p = ck_program_create(rows, cols);
  int32_t value = ck_program_input(p, CK_F32, CK_FULL), row = ck_program_input(p, CK_F32, CK_ROW);
  ck_program_output(p, ck_program_unary(p, CK_RELU, binary(p, CK_ADD, value, row)), CK_F32, -1);
  char name[64];
  snprintf(name, sizeof name, "bias + relu [%lld, %lld]", (long long)rows, (long long)cols);
  report_program(name, (double)(rows * cols) * 8, p, (void *[]){x, bias, y});
}

static void cross_entropy(int64_t rows, int64_t cols, float *logits, float *gradient) {
  ck_program *p = ck_program_create(rows, cols);
  int32_t x = ck_program_input(p, CK_F32, CK_FULL), label = ck_program_input(p, CK_I32, CK_COLUMN);
  int32_t shifted = binary(p, CK_SUBTRACT, x, ck_program_reduce(p, CK_MAX, x));
  int32_t e = ck_program_unary(p, CK_EXP, shifted), sum = ck_program_reduce(p, CK_SUM, e);
  int32_t hot = binary(p, CK_EQUAL, ck_program_column_index(p), label);
  int32_t picked = ck_program_reduce(p, CK_SUM, binary(p, CK_MULTIPLY, hot, shifted));
  int32_t loss = binary(p, CK_SUBTRACT, ck_program_unary(p, CK_LOG, sum), picked);
  int32_t slope = binary(p, CK_SUBTRACT, binary(p, CK_DIVIDE, e, sum), hot);
  ck_program_output(p, binary(p, CK_MULTIPLY, slope, constant(p, 1 / (float)rows)), CK_F32, -1);
  ck_program_output_reduce_all(p, loss, CK_SUM, 1 / (float)rows, CK_F32);
  int32_t *labels = malloc((size_t)rows * 4);
  for (int64_t i = 0; i < rows; i++) labels[i] = (int32_t)(i % cols);
  float total;
  char name[64];
  snprintf(name, sizeof name, "cross-entropy + gradient [%lld, %lld]", (long long)rows, (long long)cols);
  report_program(name, (double)(rows * cols) * 8, p, (void *[]){logits, labels, gradient, &total});
  free(labels);
}

static void adam(void) {
  const int64_t counts[4] = {784 * 128, 128, 1280, 10};
  ck_program *p = ck_program_create_segments(4, counts);
  int32_t x = ck_program_input(p, CK_F32, CK_FULL), g = ck_program_input(p, CK_F32, CK_FULL);
  int32_t m = ck_program_input(p, CK_F32, CK_FULL), v = ck_program_input(p, CK_F32, CK_FULL);
  int32_t rate = ck_program_input(p, CK_F32, CK_SCALAR), square = ck_program_unary(p, CK_SQUARE, g);
  int32_t m2 = binary(p, CK_ADD, m, binary(p, CK_MULTIPLY, binary(p, CK_SUBTRACT, g, m), constant(p, 0.1f)));
  int32_t v2 = binary(p, CK_ADD, v, binary(p, CK_MULTIPLY, binary(p, CK_SUBTRACT, square, v), constant(p, 0.001f)));
  int32_t root = binary(p, CK_ADD, ck_program_unary(p, CK_SQRT, v2), constant(p, 1e-7f));
  int32_t step = binary(p, CK_DIVIDE, binary(p, CK_MULTIPLY, m2, rate), root);
  ck_program_output(p, binary(p, CK_SUBTRACT, x, step), CK_F32, x);
  ck_program_output(p, m2, CK_F32, m);
  ck_program_output(p, v2, CK_F32, v);
  float learning_rate = 1e-3f;
  void *pointers[32];
  for (int i = 0; i < 4; i++) {
    float *own[4];
    for (int k = 0; k < 4; k++) own[k] = numbers(counts[i]);
    for (int64_t k = 0; k < counts[i]; k++) own[3][k] = fabsf(own[3][k]);
    void *list[8] = {own[0], own[1], own[2], own[3], &learning_rate, own[0], own[2], own[3]};
    memcpy(pointers + 8 * i, list, sizeof list);
  }
  report_program("adam, 101770 parameters", 101770.0 * 28, p, pointers);
}

static void column_sum(int64_t rows, int64_t cols, float *x, float *sums) {
  ck_program *p = ck_program_create(rows, cols);
  ck_program_output_reduce_rows(p, ck_program_input(p, CK_F32, CK_FULL), CK_SUM, 1, CK_F32);
  report_program("column sum [86528, 32]", (double)(rows * cols) * 4, p, (void *[]){x, sums});
}

static void unary(const char *name, ck_unary operation, float *x, float *y) {
  ck_program *p = ck_program_create(1, 65536);
  ck_program_output(p, ck_program_unary(p, operation, ck_program_input(p, CK_F32, CK_FULL)), CK_F32, -1);
  report_program(name, 65536.0 * 8, p, (void *[]){x, y});
}

// Other kernels ----------------------------------------------------------------------------------------------------

static struct {
  ck_pool_shape pool;
  float *x, *y, *z, *w;
  uint8_t *index;
  void *scratch;
  float mean[32], variance[32], gamma[32], beta[32];
  ck_copy *copy;
  int32_t *rows;
} data;

static void copy_memory(void *context, int32_t threads) { memcpy(data.y, data.x, 2768896 * 4); }
static void max_forward(void *context, int32_t threads) {
  ck_max_pool_forward(&data.pool, CK_F32, data.x, data.y, NULL, threads);
}
static void max_forward_index(void *context, int32_t threads) {
  ck_max_pool_forward(&data.pool, CK_F32, data.x, data.y, data.index, threads);
}
static void max_backward(void *context, int32_t threads) {
  ck_max_pool_backward(&data.pool, CK_F32, data.y, data.index, data.z, threads);
}
static void max_backward_input(void *context, int32_t threads) {
  ck_max_pool_backward_from_input(&data.pool, CK_F32, data.y, data.x, data.z, threads);
}
static void norm_statistics(void *context, int32_t threads) {
  ck_batch_norm_statistics(86528, 32, CK_F32, data.x, data.mean, data.variance, data.scratch, threads);
}
static void norm_apply(void *context, int32_t threads) {
  ck_batch_norm_apply(
    86528, 32, CK_F32, data.x, data.mean, data.variance, data.gamma, data.beta, 1e-3f, true, data.y, threads);
}
static void norm_backward(void *context, int32_t threads) {
  ck_batch_norm_backward(
    86528, 32, CK_F32, data.x, data.y, data.z, data.mean, data.variance, data.gamma, 1e-3f, true, data.w, data.gamma,
    data.beta, data.scratch, threads);
}
static void run_copy(void *context, int32_t threads) { ck_copy_run(data.copy, data.x, data.y, threads); }
static void gather(void *context, int32_t threads) {
  ck_gather_rows(data.y, data.x, data.rows, CK_I32, 128, 3000, 3136, threads);
}

static void report_copy(const char *name, int32_t rank, const int64_t *dims, const int32_t *permutation, int32_t size) {
  double bytes = 2 * size;
  for (int32_t i = 0; i < rank; i++) bytes *= (double)dims[i];
  data.copy = ck_copy_create_transpose(rank, dims, permutation, size);
  report(name, bytes, run_copy, NULL);
  ck_copy_free(data.copy);
}

int main(void) {
  const int64_t count = 128 * 26 * 26 * 32;
  const double bytes = (double)count * 4;
  float *x = numbers(count), *y = numbers(count), *z = numbers(count);
  printf("%s, %d processors\n", ck_instruction_set(), ck_threads());
  data.x = x;
  data.y = y;
  data.z = z;
  data.w = numbers(count);
  data.index = calloc(1, (size_t)count / 4);
  data.scratch = malloc(ck_batch_norm_scratch_bytes(86528, 32));
  data.pool = (ck_pool_shape){128, 26, 26, 32, 13, 13, 2, 2, 2, 2, 0, 0};
  data.rows = malloc(128 * 4);
  for (int i = 0; i < 32; i++) data.gamma[i] = 1;
  for (int i = 0; i < 128; i++) data.rows[i] = rand() % 3000;

  report("memcpy (always one thread)", bytes * 2, copy_memory, NULL);
  relu(count, x, y);
  relu(131072, x, y);
  relu(16384, x, y);
  dropout(count, x, y, z);
  dropout(65536, x, y, z);
  bias_relu(86528, 32, x, z, y);
  bias_relu(128, 512, x, z, y);
  cross_entropy(128, 10, x, y);
  cross_entropy(128, 1000, x, y);
  adam();
  column_sum(86528, 32, x, y);
  unary("exp [65536]", CK_EXP, x, y);
  unary("tanh [65536]", CK_TANH, x, y);
  unary("sigmoid [65536]", CK_SIGMOID, x, y);
  unary("erf [65536]", CK_ERF, x, y);
  report("max pool 2x2 forward", bytes * 1.25, max_forward, NULL);
  report("max pool 2x2 forward, index", bytes * 1.3125, max_forward_index, NULL);
  report("max pool 2x2 backward, index", bytes * 1.3125, max_backward, NULL);
  report("max pool 2x2 backward, input", bytes * 2.25, max_backward_input, NULL);
  report("batch norm statistics", bytes, norm_statistics, NULL);
  report("batch norm apply + relu", bytes * 2, norm_apply, NULL);
  report("batch norm backward + relu", bytes * 7, norm_backward, NULL);
  report_copy("transpose [1024, 1024] f32", 2, (int64_t[]){1024, 1024}, (int32_t[]){1, 0}, 4);
  report_copy("transpose [1024, 1024] bf16", 2, (int64_t[]){1024, 1024}, (int32_t[]){1, 0}, 2);
  report_copy("NHWC to NCHW [64, 28, 28, 32]", 4, (int64_t[]){64, 28, 28, 32}, (int32_t[]){0, 3, 1, 2}, 4);
  report("gather 128 rows of 3136 bytes", 128.0 * 3136 * 2, gather, NULL);
  return 0;
}
