// Counts what the process allocates while a test watches: malloc and its kin are replaced in the test program.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// False where malloc cannot be replaced: under sanitizers, which do that themselves, and without glibc.
bool allocations_can_be_counted(void);

/// Starts counting from zero; all threads count.
void allocations_start(void);

/// Stops counting.
void allocations_stop(void);

/// How many allocations came from this library's and Swift's code.
int64_t allocations_own(void);

/// How many came from shared libraries of others, such as oneDNN's.
int64_t allocations_foreign(void);

/// The symbol of the caller of an allocation of one's own, for messages; NULL at the end.
const char *allocations_caller(int64_t index);

/// Gives memory that is free back to the system, so that what is resident is what is used.
void allocations_trim(void);
