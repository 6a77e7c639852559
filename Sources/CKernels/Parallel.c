#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "Parallel.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "KernelTable.h"

enum { CK_MAX_WORKERS = 256 };

typedef void (*gomp_parallel)(void (*)(void *), void *, unsigned, unsigned);

// Looked up by name instead of linked: the one libgomp of the process is then oneDNN's, and a system without it
// still works.
static struct {
  gomp_parallel parallel;
  int (*thread_number)(void);
  int (*in_parallel)(void);
  void (*set_threads)(int);
  int32_t processors;
} pool;

static _Atomic int32_t chosen_threads;
// Whether this process is the child of a fork whose parent had used the pool: its threads are the parent's.
static _Atomic bool pool_is_lost;
static _Atomic bool pool_is_used;
static pthread_once_t pool_once = PTHREAD_ONCE_INIT;

static int32_t available_processors(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (int32_t)count;
}

static void lose_pool(void) {
  if (atomic_load_explicit(&pool_is_used, memory_order_relaxed)) atomic_store(&pool_is_lost, true);
}

// Processors' worth of time that the process's control group may use; 0 without a limit.
static int32_t quota_processors(void) {
  long long quota = 0, period = 0;
  FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
  if (file == NULL) return 0;
  int fields = fscanf(file, "%lld %lld", &quota, &period);
  fclose(file);
  return fields == 2 && quota > 0 && period > 0 ? (int32_t)((quota + period - 1) / period) : 0;
}

static void find_pool(void) {
  pthread_atfork(NULL, NULL, lose_pool);
  void *library = dlopen("libgomp.so.1", RTLD_LAZY | RTLD_LOCAL);
  int32_t processors = available_processors();
  // OpenMP may have bound this thread to one processor, and knows how many there were before.
  int (*count)(void) = library != NULL ? (int (*)(void))dlsym(library, "omp_get_num_procs") : NULL;
  if (count != NULL && count() > processors) processors = count();
  int32_t quota = quota_processors();
  if (quota > 0 && quota < processors) processors = quota;
  pool.processors = processors < CK_MAX_WORKERS ? processors : CK_MAX_WORKERS;
  const char *limit = getenv("OMP_NUM_THREADS");
  if (limit != NULL && atoi(limit) > 0 && atoi(limit) < pool.processors) pool.processors = atoi(limit);
  if (library == NULL) return;
  pool.thread_number = (int (*)(void))dlsym(library, "omp_get_thread_num");
  pool.in_parallel = (int (*)(void))dlsym(library, "omp_in_parallel");
  pool.set_threads = (void (*)(int))dlsym(library, "omp_set_num_threads");
  gomp_parallel parallel = (gomp_parallel)dlsym(library, "GOMP_parallel");
  if (pool.thread_number && pool.in_parallel && pool.set_threads) pool.parallel = parallel;
}

static inline void need_pool(void) { pthread_once(&pool_once, find_pool); }

int32_t ck_threads(void) {
  int32_t chosen = atomic_load_explicit(&chosen_threads, memory_order_relaxed);
  if (chosen > 0) return chosen;
  need_pool();
  return pool.processors;
}

void ck_set_threads(int32_t count) {
  if (count > CK_MAX_WORKERS) count = CK_MAX_WORKERS;
  atomic_store_explicit(&chosen_threads, count > 0 ? count : 0, memory_order_relaxed);
  ck_adopt_calling_thread();
}

void ck_adopt_calling_thread(void) {
  need_pool();
  if (pool.set_threads != NULL) pool.set_threads(ck_threads());
}

bool ck_has_thread_pool(void) {
  need_pool();
  return pool.parallel != NULL;
}

// Each worker owns a contiguous share and takes from its front; who is done takes from the others' fronts too.
typedef struct {
  _Alignas(64) _Atomic int64_t next;
  int64_t end;
} ck_share;

struct ck_tasks {
  int32_t workers;
  ck_share *shares;
};

int64_t ck_next_task(ck_tasks *tasks, int32_t worker) {
  for (int32_t i = 0; i < tasks->workers; i++) {
    int32_t owner = worker + i < tasks->workers ? worker + i : worker + i - tasks->workers;
    ck_share *share = &tasks->shares[owner];
    if (atomic_load_explicit(&share->next, memory_order_relaxed) >= share->end) continue;
    int64_t task = atomic_fetch_add_explicit(&share->next, 1, memory_order_relaxed);
    if (task < share->end) return task;
  }
  return -1;
}

typedef struct {
  ck_worker function;
  void *context;
  ck_tasks *tasks;
} ck_region;

// The thread sanitizer does not see libgomp's barriers: it is told that a region starts after what came before it, and
// that what comes after it starts when all of its threads are done.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CK_IS_WATCHED 1
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#endif
#endif
#ifndef CK_IS_WATCHED
static inline void __tsan_acquire(void *address) { (void)address; }
static inline void __tsan_release(void *address) { (void)address; }
#endif

static void region_worker(void *argument) {
  __tsan_acquire(argument);
  ck_region *region = argument;
  region->function(region->context, region->tasks, pool.thread_number());
  __tsan_release(argument);
}

int32_t ck_workers(int64_t tasks, int32_t threads) {
  int64_t workers = threads > 0 ? threads : ck_threads();
  if (workers > CK_MAX_WORKERS) workers = CK_MAX_WORKERS;
  if (workers > tasks) workers = tasks;
  return workers < 1 ? 1 : (int32_t)workers;
}

void ck_parallel_workers(ck_worker function, void *context, int64_t tasks, int32_t threads) {
  if (tasks <= 0) return;
  int32_t workers = ck_workers(tasks, threads);
  if (workers > 1) {
    need_pool();
    if (pool.parallel == NULL || atomic_load(&pool_is_lost) || pool.in_parallel()) workers = 1;
  }
  ck_share shares[workers];
  for (int32_t i = 0; i < workers; i++) {
    atomic_init(&shares[i].next, tasks * i / workers);
    shares[i].end = tasks * (i + 1) / workers;
  }
  ck_tasks list = {workers, shares};
  if (workers == 1) {
    function(context, &list, 0);
    return;
  }
  ck_region region = {function, context, &list};
  atomic_store_explicit(&pool_is_used, true, memory_order_relaxed);
  // Fewer threads than asked for may come; the shares of those that did not are taken by the others.
  __tsan_release(&region);
  pool.parallel(region_worker, &region, (unsigned)workers, 0);
  __tsan_acquire(&region);
}

typedef struct {
  ck_task function;
  void *context;
} ck_plain;

static void plain_worker(void *context, ck_tasks *tasks, int32_t worker) {
  ck_plain *plain = context;
  for (int64_t task; (task = ck_next_task(tasks, worker)) >= 0;) plain->function(plain->context, task, worker);
}

void ck_parallel(ck_task function, void *context, int64_t tasks, int32_t threads) {
  ck_plain plain = {function, context};
  ck_parallel_workers(plain_worker, &plain, tasks, threads);
}

// The instruction set ----------------------------------------------------------------------------------------------

static const ck_kernel_table *table;
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void choose_table(void) {
  table = &ck_kernels_default;
#if defined(__x86_64__)
  // For tests of the other paths; what the processor lacks is never chosen.
  const char *limit = getenv("KERAS_INSTRUCTION_SET");
  bool default_only = limit != NULL && strcmp(limit, "default") == 0;
  bool at_most_v3 = default_only || (limit != NULL && strcmp(limit, "x86-64-v3") == 0);
  if (__builtin_cpu_supports("x86-64-v3") && !default_only) table = &ck_kernels_v3;
  if (__builtin_cpu_supports("x86-64-v4") && !at_most_v3) table = &ck_kernels_v4;
#endif
}

const ck_kernel_table *ck_kernels(void) {
  pthread_once(&table_once, choose_table);
  return table;
}

const char *ck_instruction_set(void) { return ck_kernels()->name; }
