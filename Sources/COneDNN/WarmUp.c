#include "COneDNN.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static pthread_t worker;
static atomic_flag is_started = ATOMIC_FLAG_INIT;

// oneDNN 2.x makes all machine code of its general product when the first one runs (20 ms and more). Weight gradients
// need it: their left operand is transposed and cut. The values are of no interest.
static void *first_product(void *unused) {
  (void)unused;
  enum { side = 32, stride = 2 * side };
  int64_t shape[] = {side, side}, transposed[] = {1, stride}, plain[] = {side, 1};
  onednn_layout *left = onednn_layout_strided(2, shape, transposed, ONEDNN_FLOAT32);
  onednn_layout *right = onednn_layout_strided(2, shape, plain, ONEDNN_FLOAT32);
  onednn_primitive *product = left && right ? onednn_matmul(left, right, NULL, right, NULL, 0) : NULL;
  if (product) {
    size_t scratch_bytes = onednn_primitive_scratch_bytes(product);
    float *memory = calloc(side * stride + 2 * side * side, sizeof *memory);
    void *scratch = NULL;
    if (posix_memalign(&scratch, 64, scratch_bytes + 64)) scratch = NULL;
    onednn_call *call = onednn_call_create(product);
    if (memory && scratch && call) {
      int32_t threads = onednn_threads_single();
      onednn_call_bind(call, ONEDNN_SOURCE, memory);
      onednn_call_bind(call, ONEDNN_WEIGHTS, memory + side * stride);
      onednn_call_bind(call, ONEDNN_DESTINATION, memory + side * stride + side * side);
      if (scratch_bytes > 0) onednn_call_bind(call, ONEDNN_SCRATCH, scratch);
      onednn_call_run(call);
      onednn_threads_restore(threads);
    }
    if (call) onednn_call_destroy(call);
    free(memory);
    free(scratch);
  }
  onednn_primitive_destroy(product);
  onednn_layout_destroy(left);
  onednn_layout_destroy(right);
  return NULL;
}

bool onednn_warm_up_start(void) {
  return !atomic_flag_test_and_set(&is_started) && pthread_create(&worker, NULL, first_product, NULL) == 0;
}

void onednn_warm_up_finish(void) { pthread_join(worker, NULL); }
