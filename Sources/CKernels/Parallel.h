#pragma once

#include "CKernels.h"

/// The tasks of one parallel call, as one worker sees them.
typedef struct ck_tasks ck_tasks;

/// The next task for this worker, or -1 when all are taken.
int64_t ck_next_task(ck_tasks *tasks, int32_t worker);

/// One worker's part of a parallel call: it sets itself up once, then asks for tasks.
typedef void (*ck_worker)(void *context, ck_tasks *tasks, int32_t worker);

void ck_parallel_workers(ck_worker function, void *context, int64_t tasks, int32_t threads);

/// How many workers a call with these numbers will have at most.
int32_t ck_workers(int64_t tasks, int32_t threads);
