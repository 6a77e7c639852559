#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>

#include "KernelTable.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)

#define CK_LEVEL 4
#define CK_TABLE ck_kernels_v4
#define CK_TABLE_NAME "x86-64-v4"
#include "TileLoops.h"

#pragma clang attribute pop

#endif
