#include <math.h>

#include "KernelTable.h"

#define CK_LEVEL 0
#define CK_TABLE ck_kernels_default
#define CK_TABLE_NAME "default"
#include "TileLoops.h"
