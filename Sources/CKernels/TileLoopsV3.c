#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>

#include "KernelTable.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"), min_vector_width(256))), apply_to = function)

#define CK_LEVEL 3
#define CK_TABLE ck_kernels_v3
#define CK_TABLE_NAME "x86-64-v3"
#include "TileLoops.h"

#pragma clang attribute pop

#endif
