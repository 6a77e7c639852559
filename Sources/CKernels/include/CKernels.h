#pragma once

// The C building blocks of the CPU engine: one thread pool, one fused elementwise and reduction
// kernel, and the data movement and pooling kernels that oneDNN does not have or does slowly.
//
// Rules that hold for every function here:
// - Prepared objects (`ck_program`, `ck_copy`) are built once, then immutable: any number of
//   threads may run the same one at once, each with its own scratch memory.
// - Running allocates nothing and takes no lock.
// - Results do not depend on the number of threads: work is cut by a rule that looks at shapes
//   only, and partial results are combined in the order of the pieces.
// - `threads` is the most threads a call may use; 0 means `ck_threads()`. Small work stays on the
//   calling thread whatever the number.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernelsParallel.h"
#include "CKernelsProgram.h"
#include "CKernelsData.h"
#include "CKernelsPooling.h"
#include "CKernelsRecurrent.h"
#include "CKernelsProduct.h"
#include "CKernelsTyped.h"
