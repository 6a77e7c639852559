#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The most threads one call may use. Starts as the number of processors this process may run on, whatever OpenMP bound its
/// threads to. The child of a fork whose parent used threads has one.
int32_t ck_threads(void);

/// Sets `ck_threads()`, and the number of OpenMP threads of the calling thread (OpenMP keeps one per
/// calling thread, see `ck_adopt_calling_thread`). `count` below 1 restores the default.
void ck_set_threads(int32_t count);

/// Gives the calling thread's OpenMP regions (oneDNN's among them) `ck_threads()` threads. Call it
/// once on each thread that runs oneDNN after `ck_set_threads`.
void ck_adopt_calling_thread(void);

/// Whether libgomp was found. Without it everything here runs on the calling thread.
bool ck_has_thread_pool(void);

/// One task of `ck_parallel`: `worker` is in 0 ..< threads and no two tasks run with the same worker at once.
typedef void (*ck_task)(void *context, int64_t task, int32_t worker);

/// Runs `function` for 0 ..< tasks on up to `threads` threads of libgomp's pool, which is oneDNN's too.
/// Each worker starts on its own contiguous share, so that a worker meets the same data in its cache from
/// one call to the next, and helps the others when done. Inside a parallel region it runs serially.
void ck_parallel(ck_task function, void *context, int64_t tasks, int32_t threads);

/// The instruction set that the kernels use here: "x86-64-v4", "x86-64-v3" or "default".
const char *ck_instruction_set(void);
