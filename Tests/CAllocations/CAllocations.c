#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CAllocations.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

enum { MOST_CALLERS = 16, DEPTH = 12 };

static atomic_bool is_counting;
static atomic_llong own, foreign;
static void *callers[MOST_CALLERS][DEPTH];

void allocations_start(void) {
  void *frames[1];
  backtrace(frames, 1);  // loads its library, which allocates
  atomic_store(&own, 0);
  atomic_store(&foreign, 0);
  memset(callers, 0, sizeof callers);
  atomic_store(&is_counting, true);
}

void allocations_trim(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

void allocations_stop(void) { atomic_store(&is_counting, false); }
int64_t allocations_own(void) { return atomic_load(&own); }
int64_t allocations_foreign(void) { return atomic_load(&foreign); }

const char *allocations_caller(int64_t index) {
  static char text[4096];
  if (index >= MOST_CALLERS || index >= atomic_load(&own)) return NULL;
  text[0] = 0;
  for (int i = 0; i < DEPTH && callers[index][i]; i++) {
    Dl_info info;
    char place[32] = "?";
    const char *name = place;
    if (dladdr(callers[index][i], &info)) {
      // A place in the program is what addr2line takes.
      snprintf(place, sizeof place, "%#tx", (char *)callers[index][i] - (char *)info.dli_fbase);
      if (info.dli_sname) name = info.dli_sname;
    }
    if (strlen(text) + strlen(name) + 4 > sizeof text) break;
    strcat(text, i ? " < " : "");
    strcat(text, name);
  }
  return text;
}

#if defined(__GLIBC__) && !defined(IS_SANITIZED)

bool allocations_can_be_counted(void) { return true; }

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static bool is_foreign(const void *caller) {
  Dl_info info;
  if (!dladdr(caller, &info) || !info.dli_fname) return false;
  return strstr(info.dli_fname, "libdnnl") || strstr(info.dli_fname, "libstdc++") || strstr(info.dli_fname, "libgomp");
}

static void count(const void *caller) {
  if (!atomic_load_explicit(&is_counting, memory_order_relaxed)) return;
  static _Thread_local bool is_inside;
  if (is_inside) return;
  is_inside = true;
  if (is_foreign(caller)) {
    atomic_fetch_add(&foreign, 1);
  } else {
    long long index = atomic_fetch_add(&own, 1);
    if (index < MOST_CALLERS) backtrace(callers[index], DEPTH);
  }
  is_inside = false;
}

void *malloc(size_t size) {
  count(__builtin_return_address(0));
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(__builtin_return_address(0));
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  count(__builtin_return_address(0));
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  count(__builtin_return_address(0));
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : 12;
}

#else

bool allocations_can_be_counted(void) { return false; }

#endif
