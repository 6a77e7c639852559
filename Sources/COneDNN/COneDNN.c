#define _GNU_SOURCE
#include "COneDNN.h"

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_version.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ONEDNN_3 (DNNL_VERSION_MAJOR >= 3)

#if ONEDNN_3
typedef dnnl_memory_desc_t description;
typedef const_dnnl_memory_desc_t description_view;
#define VIEW(layout) ((layout) ? (layout)->description : NULL)
#else
typedef dnnl_memory_desc_t description;
typedef const dnnl_memory_desc_t *description_view;
#define VIEW(layout) ((layout) ? &(layout)->description : NULL)
#endif

enum { ARGUMENTS = ONEDNN_OPERAND + ONEDNN_MAX_POST_OPERATIONS };

struct onednn_layout {
  description description;
};

struct onednn_primitive {
  dnnl_primitive_desc_t plan;
  dnnl_primitive_t primitive;
  // oneDNN's own argument number for each of ours, 0 where the primitive has no such argument.
  int number[ARGUMENTS];
  // The layout of each argument; scratch memory has one too.
  description layout[ARGUMENTS];
};

struct onednn_call {
  const onednn_primitive *primitive;
  dnnl_stream_t stream;
  int32_t count;
  dnnl_exec_arg_t arguments[ARGUMENTS];
  int32_t position[ARGUMENTS];
  void *bound[ARGUMENTS];
};

static dnnl_engine_t shared_engine;
static int (*thread_limit)(void);
static void (*set_threads)(int);
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Looked up, not linked: oneDNN may have been built with another OpenMP runtime, or with none.
static void initialize(void) {
  dnnl_engine_create(&shared_engine, dnnl_cpu, 0);
  thread_limit = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
}

static dnnl_engine_t engine(void) {
  pthread_once(&once, initialize);
  return shared_engine;
}

int32_t onednn_version_number(void) {
  const dnnl_version_t *version = dnnl_version();
  return version->major * 100 + version->minor;
}

int32_t onednn_threads_single(void) {
  engine();
  if (!thread_limit || !set_threads) return 1;
  int32_t before = thread_limit();
  if (before != 1) set_threads(1);
  return before;
}

void onednn_threads_restore(int32_t count) {
  if (count != 1 && set_threads) set_threads(count);
}

// MARK: - Layouts

static dnnl_data_type_t data_type(onednn_type type) { return type == ONEDNN_BFLOAT16 ? dnnl_bf16 : dnnl_f32; }

onednn_layout *onednn_layout_strided(
    int32_t rank, const int64_t *dimensions, const int64_t *strides, onednn_type type) {
  if (rank < 1 || rank > ONEDNN_MAX_RANK) return NULL;
  dnnl_dims_t d, s;
  for (int32_t i = 0; i < rank; i++) d[i] = dimensions[i], s[i] = strides[i];
  onednn_layout *layout = calloc(1, sizeof *layout);
#if ONEDNN_3
  dnnl_status_t status = dnnl_memory_desc_create_with_strides(&layout->description, rank, d, data_type(type), s);
#else
  dnnl_status_t status = dnnl_memory_desc_init_by_strides(&layout->description, rank, d, data_type(type), s);
#endif
  if (status == dnnl_success) return layout;
  free(layout);
  return NULL;
}

onednn_layout *onednn_layout_any(int32_t rank, const int64_t *dimensions, onednn_type type) {
  if (rank < 1 || rank > ONEDNN_MAX_RANK) return NULL;
  dnnl_dims_t d;
  for (int32_t i = 0; i < rank; i++) d[i] = dimensions[i];
  onednn_layout *layout = calloc(1, sizeof *layout);
#if ONEDNN_3
  dnnl_status_t status =
      dnnl_memory_desc_create_with_tag(&layout->description, rank, d, data_type(type), dnnl_format_tag_any);
#else
  dnnl_status_t status =
      dnnl_memory_desc_init_by_tag(&layout->description, rank, d, data_type(type), dnnl_format_tag_any);
#endif
  if (status == dnnl_success) return layout;
  free(layout);
  return NULL;
}

static void copy_description(description *to, description_view from) {
#if ONEDNN_3
  if (!from || dnnl_memory_desc_clone(to, from) != dnnl_success) *to = NULL;
#else
  if (from) *to = *from;
#endif
}

void onednn_layout_destroy(onednn_layout *layout) {
  if (!layout) return;
#if ONEDNN_3
  dnnl_memory_desc_destroy(layout->description);
#endif
  free(layout);
}

size_t onednn_layout_bytes(const onednn_layout *layout) { return dnnl_memory_desc_get_size(VIEW(layout)); }

bool onednn_layout_equal(const onednn_layout *a, const onednn_layout *b) {
  return dnnl_memory_desc_equal(VIEW(a), VIEW(b)) != 0;
}

// MARK: - Primitives

// Implementations that gave wrong results in the trials of Tests/EngineOneDNNTests/ImplementationTrials.swift. The next one
// that oneDNN has for the same request takes their place.
typedef struct {
  dnnl_prop_kind_t direction;
  const char *name;
  // Whether only convolutions with strides are wrong.
  bool strided;
  // The first version, as in onednn_version_number, with which there is no need to refuse it; seen on 2.6.
  int32_t mended;
} refusal;

static const refusal refusals[] = {
    // Wrong sums where the number of filters is odd.
    {dnnl_backward_data, "jit_bf16_1x1:avx512_core_bf16", false, 300},
    // Writes behind its memory where strides leave out positions and the channels fill no block of 16.
    {dnnl_backward_weights, "jit_1x1:avx512_core", true, 300},
};

static bool is_refused(const_dnnl_primitive_desc_t plan, dnnl_prop_kind_t direction, const dnnl_dim_t *strides) {
  const char *name = NULL;
  if (dnnl_primitive_desc_query(plan, dnnl_query_impl_info_str, 0, (void *)&name) != dnnl_success || !name) return false;
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    const refusal *entry = &refusals[i];
    bool concerns = !entry->strided || strides[0] > 1 || strides[1] > 1 || strides[2] > 1;
    if (concerns && entry->direction == direction && onednn_version_number() < entry->mended &&
        strcmp(entry->name, name) == 0)
      return true;
  }
  return false;
}

#if !ONEDNN_3
// dnnl_primitive_desc_create, but for implementations that are refused.
static dnnl_status_t create_plan(
    dnnl_primitive_desc_t *plan, const_dnnl_op_desc_t operation, dnnl_prop_kind_t direction, const dnnl_dim_t *strides,
    dnnl_primitive_attr_t attribute, dnnl_engine_t on, dnnl_primitive_desc_t forward) {
  dnnl_primitive_desc_iterator_t next = NULL;
  dnnl_status_t status = dnnl_primitive_desc_iterator_create(&next, operation, attribute, on, forward);
  if (status != dnnl_success) return status;
  do {
    *plan = dnnl_primitive_desc_iterator_fetch(next);
    if (*plan == NULL || !is_refused(*plan, direction, strides)) break;
    dnnl_primitive_desc_destroy(*plan);
    *plan = NULL;
    status = dnnl_primitive_desc_iterator_next(next);
  } while (status == dnnl_success);
  dnnl_primitive_desc_iterator_destroy(next);
  return *plan == NULL && status == dnnl_success ? dnnl_unimplemented : status;
}
#else
static dnnl_status_t pass_refused(
    dnnl_primitive_desc_t plan, dnnl_prop_kind_t direction, const dnnl_dim_t *strides) {
  dnnl_status_t status = dnnl_success;
  while (status == dnnl_success && is_refused(plan, direction, strides)) status = dnnl_primitive_desc_next_impl(plan);
  return status;
}
#endif

bool onednn_has_bfloat16(void) {
  dnnl_cpu_isa_t has = dnnl_get_effective_cpu_isa();
  return (has & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
}

// Takes the primitive description over. Each query names what oneDNN calls the argument in this kind of primitive.
static onednn_primitive *finish(
    dnnl_primitive_desc_t plan, const int *numbers, const dnnl_query_t *queries,
    const onednn_post_operation *post, int32_t post_count) {
  onednn_primitive *result = calloc(1, sizeof *result);
  result->plan = plan;
  if (dnnl_primitive_create(&result->primitive, plan) != dnnl_success) {
    dnnl_primitive_desc_destroy(plan);
    free(result);
    return NULL;
  }
  for (int i = 0; i <= ONEDNN_DESTINATION; i++) {
    if (!numbers[i]) continue;
    result->number[i] = numbers[i];
    int index = i == ONEDNN_BIAS ? 1 : 0;
    copy_description(&result->layout[i], dnnl_primitive_desc_query_md(plan, queries[i], index));
  }
  description_view scratch = dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0);
  if (scratch && dnnl_memory_desc_get_size(scratch) > 0) {
    result->number[ONEDNN_SCRATCH] = DNNL_ARG_SCRATCHPAD;
    copy_description(&result->layout[ONEDNN_SCRATCH], scratch);
  }
  for (int i = 0; i < post_count; i++) {
    if (!post[i].operand) continue;
    result->number[ONEDNN_OPERAND + i] = DNNL_ARG_ATTR_MULTIPLE_POST_OP(i) | DNNL_ARG_SRC_1;
    copy_description(&result->layout[ONEDNN_OPERAND + i], VIEW(post[i].operand));
  }
  return result;
}

static dnnl_status_t append_eltwise(dnnl_post_ops_t chain, dnnl_alg_kind_t kind, float alpha, float beta) {
#if ONEDNN_3
  return dnnl_post_ops_append_eltwise(chain, kind, alpha, beta);
#else
  return dnnl_post_ops_append_eltwise(chain, 1.0f, kind, alpha, beta);
#endif
}

static dnnl_status_t append(dnnl_post_ops_t chain, const onednn_post_operation *post) {
  switch (post->kind) {
    case ONEDNN_RELU: return append_eltwise(chain, dnnl_eltwise_relu, post->alpha, 0);
    case ONEDNN_LINEAR: return append_eltwise(chain, dnnl_eltwise_linear, post->alpha, post->beta);
    case ONEDNN_CLIP: return append_eltwise(chain, dnnl_eltwise_clip_v2, post->alpha, post->beta);
    case ONEDNN_SUM:
#if ONEDNN_3
      return dnnl_post_ops_append_sum(chain, post->alpha, 0, dnnl_data_type_undef);
#else
      return dnnl_post_ops_append_sum(chain, post->alpha);
#endif
    case ONEDNN_ADD: return dnnl_post_ops_append_binary(chain, dnnl_binary_add, VIEW(post->operand));
    case ONEDNN_MULTIPLY: return dnnl_post_ops_append_binary(chain, dnnl_binary_mul, VIEW(post->operand));
  }
  return dnnl_invalid_arguments;
}

// Scratch memory belongs to the caller, who plans it with everything else.
static dnnl_primitive_attr_t attributes(const onednn_post_operation *post, int32_t post_count) {
  dnnl_primitive_attr_t result = NULL;
  dnnl_primitive_attr_create(&result);
  dnnl_primitive_attr_set_scratchpad_mode(result, dnnl_scratchpad_mode_user);
  if (post_count == 0) return result;
  dnnl_post_ops_t chain = NULL;
  dnnl_post_ops_create(&chain);
  dnnl_status_t status = post_count > ONEDNN_MAX_POST_OPERATIONS ? dnnl_invalid_arguments : dnnl_success;
  for (int32_t i = 0; i < post_count && status == dnnl_success; i++) status = append(chain, &post[i]);
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(result, chain);
  dnnl_post_ops_destroy(chain);
  if (status == dnnl_success) return result;
  dnnl_primitive_attr_destroy(result);
  return NULL;
}

onednn_primitive *onednn_matmul(
    const onednn_layout *source, const onednn_layout *weights, const onednn_layout *bias,
    const onednn_layout *destination, const onednn_post_operation *post, int32_t post_count) {
  dnnl_engine_t on = engine();
  dnnl_primitive_attr_t attribute = attributes(post, post_count);
  if (!attribute) return NULL;
  int32_t threads = onednn_threads_single();
  dnnl_primitive_desc_t plan = NULL;
#if ONEDNN_3
  dnnl_status_t status = dnnl_matmul_primitive_desc_create(
      &plan, on, VIEW(source), VIEW(weights), VIEW(bias), VIEW(destination), attribute);
#else
  dnnl_matmul_desc_t operation;
  dnnl_status_t status =
      dnnl_matmul_desc_init(&operation, VIEW(source), VIEW(weights), VIEW(bias), VIEW(destination));
  if (status == dnnl_success) status = dnnl_primitive_desc_create(&plan, &operation, attribute, on, NULL);
#endif
  dnnl_primitive_attr_destroy(attribute);
  onednn_primitive *result = NULL;
  if (status == dnnl_success) {
    int numbers[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, bias ? DNNL_ARG_BIAS : 0, DNNL_ARG_DST};
    dnnl_query_t queries[] = {
        dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_weights_md, dnnl_query_dst_md};
    result = finish(plan, numbers, queries, post, post_count);
  }
  onednn_threads_restore(threads);
  return result;
}

typedef struct {
  dnnl_dims_t strides, dilations, low, high;
} window_copy;

static window_copy copy_window(const onednn_window *window) {
  window_copy result;
  memset(&result, 0, sizeof result);
  for (int32_t i = 0; i < window->spatial; i++) {
    result.strides[i] = window->strides[i];
    result.dilations[i] = window->dilations[i] - 1;
    result.low[i] = window->padding_low[i];
    result.high[i] = window->padding_high[i];
  }
  return result;
}

static dnnl_status_t forward_plan(
    dnnl_primitive_desc_t *plan, dnnl_engine_t on, const window_copy *w, const onednn_layout *source,
    const onednn_layout *weights, const onednn_layout *bias, const onednn_layout *destination,
    dnnl_primitive_attr_t attribute) {
#if ONEDNN_3
  return dnnl_convolution_forward_primitive_desc_create(
      plan, on, dnnl_forward_training, dnnl_convolution_direct, VIEW(source), VIEW(weights), VIEW(bias),
      VIEW(destination), w->strides, w->dilations, w->low, w->high, attribute);
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
      &operation, dnnl_forward_training, dnnl_convolution_direct, VIEW(source), VIEW(weights), VIEW(bias),
      VIEW(destination), w->strides, w->dilations, w->low, w->high);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(plan, &operation, attribute, on, NULL);
#endif
}

onednn_primitive *onednn_convolution_forward(
    const onednn_window *window, const onednn_layout *source, const onednn_layout *weights,
    const onednn_layout *bias, const onednn_layout *destination, const onednn_post_operation *post,
    int32_t post_count) {
  dnnl_engine_t on = engine();
  dnnl_primitive_attr_t attribute = attributes(post, post_count);
  if (!attribute) return NULL;
  int32_t threads = onednn_threads_single();
  window_copy w = copy_window(window);
  dnnl_primitive_desc_t plan = NULL;
  dnnl_status_t status = forward_plan(&plan, on, &w, source, weights, bias, destination, attribute);
  dnnl_primitive_attr_destroy(attribute);
  onednn_primitive *result = NULL;
  if (status == dnnl_success) {
    int numbers[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, bias ? DNNL_ARG_BIAS : 0, DNNL_ARG_DST};
    dnnl_query_t queries[] = {
        dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_weights_md, dnnl_query_dst_md};
    result = finish(plan, numbers, queries, post, post_count);
  }
  onednn_threads_restore(threads);
  return result;
}

onednn_primitive *onednn_convolution_backward_data(
    const onednn_window *window, const onednn_layout *source, const onednn_layout *weights,
    const onednn_layout *destination) {
  dnnl_engine_t on = engine();
  dnnl_primitive_attr_t attribute = attributes(NULL, 0);
  int32_t threads = onednn_threads_single();
  window_copy w = copy_window(window);
  dnnl_primitive_desc_t plan = NULL, forward = NULL;
  dnnl_status_t status = forward_plan(&forward, on, &w, source, weights, NULL, destination, NULL);
  if (status == dnnl_success) {
#if ONEDNN_3
    status = dnnl_convolution_backward_data_primitive_desc_create(
        &plan, on, dnnl_convolution_direct, VIEW(source), VIEW(weights), VIEW(destination), w.strides,
        w.dilations, w.low, w.high, forward, attribute);
    if (status == dnnl_success) status = pass_refused(plan, dnnl_backward_data, w.strides);
#else
    dnnl_convolution_desc_t operation;
    status = dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, VIEW(source), VIEW(weights), VIEW(destination), w.strides,
        w.dilations, w.low, w.high);
    if (status == dnnl_success) {
      status = create_plan(&plan, &operation, dnnl_backward_data, w.strides, attribute, on, forward);
    }
#endif
    dnnl_primitive_desc_destroy(forward);
  }
  dnnl_primitive_attr_destroy(attribute);
  onednn_primitive *result = NULL;
  if (status == dnnl_success) {
    int numbers[] = {DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, 0, DNNL_ARG_DIFF_DST};
    dnnl_query_t queries[] = {
        dnnl_query_diff_src_md, dnnl_query_weights_md, dnnl_query_weights_md, dnnl_query_diff_dst_md};
    result = finish(plan, numbers, queries, NULL, 0);
  }
  onednn_threads_restore(threads);
  return result;
}

onednn_primitive *onednn_convolution_backward_weights(
    const onednn_window *window, const onednn_layout *source, const onednn_layout *weights,
    const onednn_layout *bias, const onednn_layout *destination) {
  dnnl_engine_t on = engine();
  dnnl_primitive_attr_t attribute = attributes(NULL, 0);
  int32_t threads = onednn_threads_single();
  window_copy w = copy_window(window);
  dnnl_primitive_desc_t plan = NULL, forward = NULL;
  dnnl_status_t status = forward_plan(&forward, on, &w, source, weights, bias, destination, NULL);
  if (status == dnnl_success) {
#if ONEDNN_3
    status = dnnl_convolution_backward_weights_primitive_desc_create(
        &plan, on, dnnl_convolution_direct, VIEW(source), VIEW(weights), VIEW(bias), VIEW(destination),
        w.strides, w.dilations, w.low, w.high, forward, attribute);
    if (status == dnnl_success) status = pass_refused(plan, dnnl_backward_weights, w.strides);
#else
    dnnl_convolution_desc_t operation;
    status = dnnl_dilated_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, VIEW(source), VIEW(weights), VIEW(bias), VIEW(destination),
        w.strides, w.dilations, w.low, w.high);
    if (status == dnnl_success) {
      status = create_plan(&plan, &operation, dnnl_backward_weights, w.strides, attribute, on, forward);
    }
#endif
    dnnl_primitive_desc_destroy(forward);
  }
  dnnl_primitive_attr_destroy(attribute);
  onednn_primitive *result = NULL;
  if (status == dnnl_success) {
    int numbers[] = {
        DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, bias ? DNNL_ARG_DIFF_BIAS : 0, DNNL_ARG_DIFF_DST};
    dnnl_query_t queries[] = {
        dnnl_query_src_md, dnnl_query_diff_weights_md, dnnl_query_diff_weights_md, dnnl_query_diff_dst_md};
    result = finish(plan, numbers, queries, NULL, 0);
  }
  onednn_threads_restore(threads);
  return result;
}

onednn_primitive *onednn_reorder(const onednn_layout *source, const onednn_layout *destination) {
  dnnl_engine_t on = engine();
  dnnl_primitive_attr_t attribute = attributes(NULL, 0);
  int32_t threads = onednn_threads_single();
  dnnl_primitive_desc_t plan = NULL;
  dnnl_status_t status =
      dnnl_reorder_primitive_desc_create(&plan, VIEW(source), on, VIEW(destination), on, attribute);
  dnnl_primitive_attr_destroy(attribute);
  onednn_primitive *result = NULL;
  if (status == dnnl_success) {
    int numbers[] = {DNNL_ARG_FROM, 0, 0, DNNL_ARG_TO};
    dnnl_query_t queries[] = {
        dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_weights_md, dnnl_query_dst_md};
    result = finish(plan, numbers, queries, NULL, 0);
  }
  onednn_threads_restore(threads);
  return result;
}

void onednn_primitive_destroy(onednn_primitive *primitive) {
  if (!primitive) return;
#if ONEDNN_3
  for (int i = 0; i < ARGUMENTS; i++) {
    if (primitive->layout[i]) dnnl_memory_desc_destroy(primitive->layout[i]);
  }
#endif
  dnnl_primitive_destroy(primitive->primitive);
  dnnl_primitive_desc_destroy(primitive->plan);
  free(primitive);
}

static description_view view(const onednn_primitive *primitive, int argument) {
#if ONEDNN_3
  return primitive->layout[argument];
#else
  return &primitive->layout[argument];
#endif
}

onednn_layout *onednn_primitive_layout(const onednn_primitive *primitive, onednn_argument argument) {
  if (!primitive->number[argument]) return NULL;
  onednn_layout *layout = calloc(1, sizeof *layout);
  copy_description(&layout->description, view(primitive, (int)argument));
  return layout;
}

size_t onednn_primitive_scratch_bytes(const onednn_primitive *primitive) {
  if (!primitive->number[ONEDNN_SCRATCH]) return 0;
  return dnnl_memory_desc_get_size(view(primitive, ONEDNN_SCRATCH));
}

const char *onednn_primitive_implementation(const onednn_primitive *primitive) {
  const char *name = NULL;
  dnnl_primitive_desc_query(primitive->plan, dnnl_query_impl_info_str, 0, (void *)&name);
  return name ? name : "unknown";
}

// MARK: - Calls

onednn_call *onednn_call_create(const onednn_primitive *primitive) {
  onednn_call *call = calloc(1, sizeof *call);
  call->primitive = primitive;
  dnnl_engine_t on = engine();
  dnnl_stream_create(&call->stream, on, dnnl_stream_in_order);
  for (int i = 0; i < ARGUMENTS; i++) {
    call->position[i] = -1;
    if (!primitive->number[i]) continue;
    dnnl_exec_arg_t *argument = &call->arguments[call->count];
    argument->arg = primitive->number[i];
    dnnl_memory_create(&argument->memory, view(primitive, i), on, DNNL_MEMORY_NONE);
    call->position[i] = call->count++;
  }
  return call;
}

void onednn_call_destroy(onednn_call *call) {
  if (!call) return;
  for (int32_t i = 0; i < call->count; i++) dnnl_memory_destroy(call->arguments[i].memory);
  dnnl_stream_destroy(call->stream);
  free(call);
}

void onednn_call_bind(onednn_call *call, int32_t argument, void *memory) {
  int32_t position = call->position[argument];
  if (position < 0 || call->bound[argument] == memory) return;
  call->bound[argument] = memory;
  dnnl_memory_set_data_handle(call->arguments[position].memory, memory);
}

int32_t onednn_call_run(onednn_call *call) {
  return (int32_t)dnnl_primitive_execute(
      call->primitive->primitive, call->stream, call->count, call->arguments);
}
