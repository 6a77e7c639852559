#pragma once
// One small interface over oneDNN 2.x and 3.x, whose C interfaces differ in every descriptor.
//
// A layout says how an array lies in memory. A primitive is prepared once for fixed layouts, always for ONE
// thread: the engine splits work over threads itself, in pieces that do not depend on the number of threads,
// so that sums have one order everywhere. A call binds a primitive to the memory of one execution context;
// only one thread uses a call at a time, any number of calls share a primitive.
//
// Functions that make something return NULL where oneDNN has no implementation for the request.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct onednn_layout onednn_layout;
typedef struct onednn_primitive onednn_primitive;
typedef struct onednn_call onednn_call;

typedef enum { ONEDNN_FLOAT32 = 0, ONEDNN_BFLOAT16 = 1 } onednn_type;

/// The arrays a primitive reads and writes. A gradient takes the place of the array it belongs to: the source
/// of "backward data" is the gradient of the source, written by it.
typedef enum {
  ONEDNN_SOURCE = 0,
  ONEDNN_WEIGHTS = 1,
  ONEDNN_BIAS = 2,
  ONEDNN_DESTINATION = 3,
  ONEDNN_SCRATCH = 4,
  /// The operand of the post-operation with index i is ONEDNN_OPERAND + i.
  ONEDNN_OPERAND = 5,
} onednn_argument;

enum { ONEDNN_MAX_POST_OPERATIONS = 4, ONEDNN_MAX_RANK = 12, ONEDNN_MAX_SPATIAL = 3 };

typedef enum {
  ONEDNN_RELU = 0,      ///< max(x, 0) + alpha min(x, 0)
  ONEDNN_LINEAR = 1,    ///< alpha x + beta
  ONEDNN_CLIP = 2,      ///< min(max(x, alpha), beta)
  ONEDNN_SUM = 3,       ///< x + alpha * (what the destination held before)
  ONEDNN_ADD = 4,       ///< x + operand, broadcast where the operand's dimension is one
  ONEDNN_MULTIPLY = 5,  ///< x * operand, broadcast likewise
} onednn_post_kind;

typedef struct {
  onednn_post_kind kind;
  float alpha, beta;
  const onednn_layout *operand;
} onednn_post_operation;

/// Channels-second geometry, as oneDNN counts: `spatial` leading entries of each array are used.
/// A dilation of one is a dense kernel.
typedef struct {
  int32_t spatial;
  int64_t strides[ONEDNN_MAX_SPATIAL], dilations[ONEDNN_MAX_SPATIAL];
  int64_t padding_low[ONEDNN_MAX_SPATIAL], padding_high[ONEDNN_MAX_SPATIAL];
} onednn_window;

/// Major version times 100 plus minor version.
int32_t onednn_version_number(void);

/// Whether this processor multiplies bfloat16; elsewhere oneDNN is slower with it than with float32, or has nothing.
bool onednn_has_bfloat16(void);

/// A strided array; `dimensions` in oneDNN's logical order, `strides` in elements.
onednn_layout *onednn_layout_strided(
    int32_t rank, const int64_t *dimensions, const int64_t *strides, onednn_type type);
/// Leaves the arrangement to the primitive that is made with it.
onednn_layout *onednn_layout_any(int32_t rank, const int64_t *dimensions, onednn_type type);
void onednn_layout_destroy(onednn_layout *layout);
size_t onednn_layout_bytes(const onednn_layout *layout);
bool onednn_layout_equal(const onednn_layout *a, const onednn_layout *b);

/// destination = post(source x weights + bias), batched over leading dimensions; `bias` may be NULL.
onednn_primitive *onednn_matmul(
    const onednn_layout *source, const onednn_layout *weights, const onednn_layout *bias,
    const onednn_layout *destination, const onednn_post_operation *post, int32_t post_count);

/// Source [n, channels, spatial...], weights [(groups,) out, in, spatial...], destination [n, out, spatial...].
onednn_primitive *onednn_convolution_forward(
    const onednn_window *window, const onednn_layout *source, const onednn_layout *weights,
    const onednn_layout *bias, const onednn_layout *destination, const onednn_post_operation *post,
    int32_t post_count);
/// Writes the source's gradient from the destination's; also a transposed convolution.
onednn_primitive *onednn_convolution_backward_data(
    const onednn_window *window, const onednn_layout *source, const onednn_layout *weights,
    const onednn_layout *destination);
/// Writes the gradients of the weights and, unless `bias` is NULL, of the bias.
onednn_primitive *onednn_convolution_backward_weights(
    const onednn_window *window, const onednn_layout *source, const onednn_layout *weights,
    const onednn_layout *bias, const onednn_layout *destination);

/// Copies from one layout (ONEDNN_SOURCE) into another (ONEDNN_DESTINATION).
onednn_primitive *onednn_reorder(const onednn_layout *source, const onednn_layout *destination);

void onednn_primitive_destroy(onednn_primitive *primitive);
/// The layout chosen for an argument, a new object; NULL for an argument the primitive does not have.
onednn_layout *onednn_primitive_layout(const onednn_primitive *primitive, onednn_argument argument);
size_t onednn_primitive_scratch_bytes(const onednn_primitive *primitive);
/// The name of the implementation, for profiles.
const char *onednn_primitive_implementation(const onednn_primitive *primitive);

onednn_call *onednn_call_create(const onednn_primitive *primitive);
void onednn_call_destroy(onednn_call *call);
/// Points an argument at memory; costs nothing when the pointer is the one already set.
void onednn_call_bind(onednn_call *call, int32_t argument, void *memory);
/// Runs on the calling thread until done; 0, or oneDNN's status.
int32_t onednn_call_run(onednn_call *call);

/// Tells oneDNN's thread runtime to use the calling thread only, for the calling thread; returns the number of
/// threads it would have used before, to be handed back through `onednn_threads_restore`.
int32_t onednn_threads_single(void);
void onednn_threads_restore(int32_t count);

/// Has a thread of its own make oneDNN's machine code for products ahead of time. True for the first caller of the
/// process, who has to wait for the thread by calling `onednn_warm_up_finish`: it must not outlive oneDNN's own tables,
/// which go when the process ends.
bool onednn_warm_up_start(void);
void onednn_warm_up_finish(void);

/// Tells the processor that this thread is waiting in a loop.
static inline void onednn_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#ifdef __cplusplus
}
#endif
