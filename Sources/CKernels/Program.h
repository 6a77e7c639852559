#pragma once

#include "KernelTable.h"

// The inside of a program: what the building calls record, and the plan that finishing makes of it.

/// Along what a value varies: an or of these.
typedef enum ck_level { CK_UNIFORM = 0, CK_PER_COLUMN = 1, CK_PER_ROW = 2, CK_PER_ELEMENT = 3 } ck_level;

typedef enum ck_value_kind {
  CK_VALUE_INPUT,
  CK_VALUE_CONSTANT,
  CK_VALUE_ROW_INDEX,
  CK_VALUE_COLUMN_INDEX,
  CK_VALUE_UNARY,
  CK_VALUE_BINARY,
  CK_VALUE_TERNARY,
  CK_VALUE_CONVERT,
  CK_VALUE_REDUCE,
  CK_VALUE_RANDOM,
  CK_VALUE_UNIFORM_RANDOM,
  CK_VALUE_EXPAND,  ///< the operand, repeated to vary per element
} ck_value_kind;

typedef struct ck_value {
  uint8_t kind, lane, level, operation;
  int32_t operands[3];
  int32_t count;         ///< of operands
  int32_t index;         ///< of the input pointer, for inputs and random keys
  ck_dtype dtype;        ///< of an input or a conversion
  uint32_t bits;         ///< of a constant
  uint64_t base;         ///< of random bits
} ck_value;

enum { CK_MAX_RANK = 8 };

/// So many tiles are added up before their sum is carried over: two short sums keep more digits than one long one.
enum { CK_TILES_PER_CARRY = 128 };

/// How a pointer's elements lie over the iteration space.
typedef struct ck_layout {
  ck_dtype dtype;
  bool strided;                    ///< needs `dims` and `strides`; else the two pitches say all
  int64_t row_pitch, col_pitch;    ///< in elements
  int32_t rank;                    ///< of the row dimensions
  int64_t dims[CK_MAX_RANK], strides[CK_MAX_RANK];
} ck_layout;

typedef enum ck_output_kind { CK_OUT_FULL, CK_OUT_COLUMN, CK_OUT_REDUCE_ROWS, CK_OUT_REDUCE_ALL } ck_output_kind;

typedef struct ck_output {
  ck_output_kind kind;
  int32_t value, alias;
  ck_reduction operation;
  float scale;
  ck_layout layout;
  // Set by the plan, for reductions:
  size_t accumulator;       ///< offset in the worker's memory
  size_t carry;             ///< the same, for long sums: what earlier tiles came to
  size_t partials;          ///< offset in the shared memory
  int64_t partial_length;   ///< lanes of one partial result
} ck_output;

// The plan ---------------------------------------------------------------------------------------------------------

/// A place: bases[base] + offset. Base 0 is the worker's memory, 1 the constants, then the input and output
/// pointers at the
/// current tile.
typedef struct ck_place {
  uint32_t base;
  uint32_t offset;
} ck_place;

typedef enum ck_step_kind {
  CK_STEP_KERNEL,           ///< over the n elements of the step's level
  CK_STEP_BY_ROW,           ///< once per row of the tile, operands advancing by their own pitch
  CK_STEP_REPEAT_COLUMNS,
  CK_STEP_REPEAT_ROWS,
  CK_STEP_FILL,
  CK_STEP_REDUCE,
  CK_STEP_REDUCE_PART,      ///< one chunk of a row that does not fit a tile
  CK_STEP_REDUCE_END,
  CK_STEP_ROW_INDEX,
  CK_STEP_COLUMN_INDEX,
  CK_STEP_RANDOM,
  CK_STEP_STRIDED_LOAD,
  CK_STEP_STRIDED_STORE,
} ck_step_kind;

/// What the index of a CK_STEP_KERNEL that accumulates says.
enum {
  CK_SIDE_BY_SIDE = 1,      ///< chunks of one long row have their own lanes
  CK_FIRST_PANEL_ONLY = 2,  ///< a value per row counts once, however many panels of columns the row has
};

typedef struct ck_step {
  uint8_t kind, level, lane, operation;
  int32_t index;            ///< of the layout (strided steps) or of the running reduction (part and end); else a flag
  ck_kernel kernel;
  ck_reduce_kernel reduce;
  ck_place out, a, b, c;
  int32_t pitch_out, pitch_a, pitch_b, pitch_c;  ///< bytes per row for CK_STEP_BY_ROW; -1: a whole row of the tile
  uint64_t random_base;
} ck_step;

typedef struct ck_steps {
  ck_step *items;
  int32_t count, capacity;
} ck_steps;

/// One pass over a row's chunks, then steps on the row's own values. A tile that holds whole rows has one phase.
typedef struct ck_phase {
  ck_steps body, end;
} ck_phase;

typedef struct ck_work {
  int64_t segment, row_start, row_end, col_start, col_end;
  int64_t partial;          ///< index of this task's partial results
  bool final;               ///< its partial results are the whole group's
} ck_work;

/// Running result of a row reduction over chunks.
typedef struct ck_running {
  double sum;
  uint32_t bits;
  int32_t index;
  bool started;
} ck_running;

struct ck_program {
  ck_status status;
  bool finished;
  int64_t rows, cols, rows_per_group;
  int64_t segments;
  int64_t *segment_counts;

  ck_value *values;
  int32_t value_count, value_capacity;
  ck_layout *inputs;
  int32_t input_count, input_capacity;
  ck_output *outputs;
  int32_t output_count, output_capacity;

  const ck_kernel_table *kernels;
  int64_t tile_rows, tile_cols;
  bool chunked_rows;        ///< row reductions over rows longer than a tile
  bool long_sums;           ///< a task adds so many tiles that one running sum would lose digits
  ck_steps once, panel;     ///< steps per run and segment, and per panel of columns
  ck_phase *phases;
  int32_t phase_count;
  uint32_t *constants;
  int32_t constant_count;
  int32_t running_count;
  size_t running, pool, bases;  ///< offsets in the worker's memory
  size_t worker_bytes, shared_bytes;
  int64_t group_count, partials_per_group;
  ck_work *work;
  int64_t work_count;
};

/// Appends to a growing array; false if memory is short.
bool ck_grow(void **items, int32_t count, int32_t *capacity, size_t size);

/// Records the first error.
void ck_fail(ck_program *program, ck_status status);

/// A new value that holds the operand and varies per element (the operand itself if it does already).
int32_t ck_expanded(ck_program *program, int32_t value);

/// Lays the program out; called once by `ck_program_finish`.
void ck_plan(ck_program *program);
void ck_plan_free(ck_program *program);
