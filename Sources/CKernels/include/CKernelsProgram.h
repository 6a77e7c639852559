#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A fused elementwise program.
//
// A program computes values over an iteration space of `rows` x `cols` elements. It is built by calls that
// return the id of a value (or -1 once something was wrong; `ck_program_finish` then says what), and run
// over cache-sized tiles, one vectorised loop per instruction.
//
// Lanes. A value has 32-bit lanes of one kind:
//   CK_LANE_F32  arithmetic in f32; booleans are 0 and 1 of this kind
//   CK_LANE_I32  exact 32-bit two's complement arithmetic, wrapping
//   CK_LANE_U32  the same, unsigned
// Operands of one instruction must have the same lane kind (except select's condition: F32, not 0 is true).
//
// Which dtypes are exact: f32, bf16, f16, bool, i8, u8, i16, u16, i32, u32 load and store exactly.
// i64 and u64 load as I32 and U32 by their low 32 bits: exact only where the caller knows that the values fit; they
// are stored by extension. f64 loads rounded to f32 and stores f32 values. Neither is arithmetic in that dtype.
//
// Shapes of values. Each value varies along rows and columns, along one of them, or along neither, and is computed
// only as often as that needs. Nothing has to be broadcast by the caller.
//
// NaN: max and min (elementwise and reductions) propagate NaN, comparisons with NaN are false except !=.

typedef enum ck_dtype : int32_t {
  CK_F32 = 0,
  CK_F64,
  CK_BF16,
  CK_F16,
  CK_BOOL,
  CK_I8,
  CK_U8,
  CK_I16,
  CK_U16,
  CK_I32,
  CK_U32,
  CK_I64,
  CK_U64,
} ck_dtype;

/// Bytes of one element.
int32_t ck_dtype_size(ck_dtype dtype);

typedef enum ck_lane : int32_t { CK_LANE_F32 = 0, CK_LANE_I32, CK_LANE_U32 } ck_lane;

/// How an input or output lies over the iteration space.
typedef enum ck_broadcast : int32_t {
  CK_FULL = 0,  ///< [rows, cols], contiguous
  CK_ROW,       ///< [1, cols]: the same row for every row
  CK_COLUMN,    ///< [rows, 1]: one value per row
  CK_SCALAR,    ///< [1, 1]
} ck_broadcast;

typedef enum ck_unary : int32_t {
  CK_NEGATE = 0,
  CK_ABS,
  CK_SIGN,        ///< -1, 0, 1; NaN stays NaN
  CK_SQUARE,
  CK_RECIPROCAL,
  CK_SQRT,
  CK_RSQRT,       ///< 1 / sqrt(x), correctly rounded steps
  CK_CBRT,
  CK_EXP,
  CK_EXPM1,
  CK_EXP2,
  CK_LOG,
  CK_LOG1P,
  CK_LOG2,
  CK_LOG10,
  CK_TANH,
  CK_SIGMOID,
  CK_SOFTPLUS,    ///< log(1 + exp(x)) without overflow
  CK_ERF,
  CK_ERFC,
  CK_SIN,
  CK_COS,
  CK_TAN,
  CK_ASIN,
  CK_ACOS,
  CK_ATAN,
  CK_SINH,
  CK_COSH,
  CK_ASINH,
  CK_ACOSH,
  CK_ATANH,
  CK_FLOOR,
  CK_CEIL,
  CK_TRUNC,
  CK_ROUND,       ///< half to even
  CK_RELU,        ///< max(x, 0); NaN stays NaN
  CK_IS_NAN,      ///< 0 or 1
  CK_IS_FINITE,   ///< 0 or 1
  CK_IS_INF,      ///< 0 or 1
  CK_NOT,         ///< F32: 1 where x == 0; integers: bitwise
  CK_LGAMMA,
} ck_unary;

typedef enum ck_binary : int32_t {
  CK_ADD = 0,
  CK_SUBTRACT,
  CK_MULTIPLY,
  CK_DIVIDE,        ///< integers truncate; division by zero gives -1 (all bits set)
  CK_MAXIMUM,
  CK_MINIMUM,
  CK_POWER,         ///< F32 as C pow; integers by multiplication, a negative exponent gives 0 (±1 for ±1)
  CK_ATAN2,
  CK_REMAINDER,     ///< C's fmod: the sign of the dividend
  CK_MODULO,        ///< Python's %: the sign of the divisor
  CK_FLOOR_DIVIDE,  ///< Python's //
  CK_EQUAL,         ///< comparisons give F32 lanes 0 or 1 whatever the operands
  CK_NOT_EQUAL,
  CK_LESS,
  CK_LESS_EQUAL,
  CK_GREATER,
  CK_GREATER_EQUAL,
  CK_AND,           ///< F32: 0 or 1, an operand is true where != 0; integers: bitwise
  CK_OR,
  CK_XOR,
  CK_SHIFT_LEFT,    ///< integers only; by 32 or more gives 0
  CK_SHIFT_RIGHT,   ///< arithmetic for I32, logical for U32
} ck_binary;

typedef enum ck_ternary : int32_t {
  CK_SELECT = 0,     ///< a != 0 ? b : c
  CK_CLAMP,          ///< min(max(a, b), c)
  CK_MULTIPLY_ADD,   ///< a * b + c, fused where the machine can
} ck_ternary;

typedef enum ck_reduction : int32_t {
  CK_SUM = 0,
  CK_MAX,
  CK_MIN,
  CK_PROD,
  CK_ARGMAX,  ///< along columns only; I32 lanes; the first of equal ones, the first NaN if there is one
  CK_ARGMIN,
} ck_reduction;

/// How random bits are numbered; see `ck_program_random_bits`.
typedef enum ck_random : int32_t {
  CK_RANDOM_XOR = 0,  ///< bits[i] = y0 ^ y1 of threefry2x32(key, (high 32 bits of i, low 32 bits of i))
  CK_RANDOM_PAIRED,   ///< (bits[2j], bits[2j+1]) = (y0, y1) of threefry2x32(key, (high of j, low of j)); twice as fast
} ck_random;

typedef enum ck_status : int32_t {
  CK_OK = 0,
  CK_BAD_VALUE,      ///< an operand id that no earlier call returned
  CK_BAD_LANE,       ///< operands of different lane kinds, or an operation that the lane kind does not have
  CK_BAD_SHAPE,      ///< a negative size, a value too large for its output, or a stride list that does not fit
  CK_BAD_DTYPE,      ///< a dtype that the call cannot take
  CK_NO_OUTPUT,
  CK_OUT_OF_MEMORY,
} ck_status;

typedef struct ck_program ck_program;

/// A program over [rows, cols]. Freed by `ck_program_free`, finished or not.
ck_program *ck_program_create(int64_t rows, int64_t cols);

/// A program over many ranges, the same instructions with other pointers: `counts[i]` elements (i < segments), each
/// a space of
/// [1, counts[i]]. For optimizers: all variables in one parallel pass. Inputs are CK_FULL or CK_SCALAR, outputs
/// CK_FULL.
ck_program *ck_program_create_segments(int64_t segments, const int64_t *counts);

void ck_program_free(ck_program *program);

/// Reductions along rows then give one result per group of `rows_per_group` consecutive rows ([rows /
/// rows_per_group, cols])
/// instead of one for all. Must divide `rows`. Call it before anything else.
void ck_program_group_rows(ck_program *program, int64_t rows_per_group);

// Values ------------------------------------------------------------------------------------------------------------

/// The next input pointer. F dtypes and bool have F32 lanes, integers I32 (u32 and u64: U32).
int32_t ck_program_input(ck_program *program, ck_dtype dtype, ck_broadcast broadcast);

/// The next input pointer, with any layout: `dims` (the iteration space seen as `rank` dimensions: the last is
/// `cols`, the
/// product of the others `rows`; rank at most 8) and the stride of each in elements, 0 for a broadcast dimension,
/// negative allowed.
int32_t ck_program_input_strided(
  ck_program *program, ck_dtype dtype, int32_t rank, const int64_t *dims, const int64_t *strides);

int32_t ck_program_constant(ck_program *program, float value);
int32_t ck_program_constant_i32(ck_program *program, int32_t value);
int32_t ck_program_constant_u32(ck_program *program, uint32_t value);

/// The row or column number, I32 lanes.
int32_t ck_program_row_index(ck_program *program);
int32_t ck_program_column_index(ck_program *program);

int32_t ck_program_unary(ck_program *program, ck_unary operation, int32_t a);
int32_t ck_program_binary(ck_program *program, ck_binary operation, int32_t a, int32_t b);
int32_t ck_program_ternary(ck_program *program, ck_ternary operation, int32_t a, int32_t b, int32_t c);

/// The value as `dtype` would hold it: bf16 and f16 round to even, bool is 0 or 1, float to integer truncates toward
/// zero, saturates and makes NaN 0, integer to narrower integer wraps. The lane kind follows (bool and float F32,
/// u32 U32, other
/// integers I32). f64, i64 and u64 are CK_BAD_DTYPE.
int32_t ck_program_convert(ck_program *program, int32_t a, ck_dtype dtype);

/// The same 32 bits read as another lane kind.
int32_t ck_program_bitcast(ck_program *program, int32_t a, ck_lane lane);

/// One value per row, which later instructions may use: softmax and layer normalisation are one program. The order
/// is fixed:
/// 64 running partial results, then pairs of those.
int32_t ck_program_reduce(ck_program *program, ck_reduction operation, int32_t a);

/// U32 lanes of random bits, a function of the key and of the element's number i = base + row * cols + col only.
/// `key` is the next input pointer: two uint32_t. Threefry-2x32 with 20 rounds (Salmon et al. 2011; rotations 13,
/// 15, 26, 6 and
/// 17, 29, 16, 24; key schedule constant 0x1BD11BDA), as JAX has it; CK_RANDOM_XOR equals jax.random.bits with
/// jax_threefry_partitionable on.
int32_t ck_program_random_bits(ck_program *program, ck_random numbering, uint64_t base);

/// (bits >> 8) * 2^-24: uniform in [0, 1), f32.
int32_t ck_program_uniform(ck_program *program, int32_t bits);

// Outputs -----------------------------------------------------------------------------------------------------------
// Each takes the next output pointer. Stores convert as `ck_program_convert` does. An output may be exactly the
// memory of
// an input of the same layout and element size; any other overlap is not allowed. Naming that input by `alias` (its
// value id; -1: no input's memory, -2: not known) lets the program write it early and saves passes over the tile. The
// memory of a named input must not be that of a further input.

/// [rows, cols] (or the range of a segment).
void ck_program_output(ck_program *program, int32_t value, ck_dtype dtype, int32_t alias);

/// As `ck_program_output` with any layout, for writing into a slice of a larger array.
void ck_program_output_strided(
  ck_program *program, int32_t value, ck_dtype dtype, int32_t rank, const int64_t *dims, const int64_t *strides);

/// One value per row, [rows]: the value must not vary along columns.
void ck_program_output_column(ck_program *program, int32_t value, ck_dtype dtype);

/// Reduces along rows: `scale` * the sum (or max, min, prod) over each group's rows, [rows / rows_per_group, cols].
void ck_program_output_reduce_rows(
  ck_program *program, int32_t value, ck_reduction operation, float scale, ck_dtype dtype);

/// Reduces over everything to one element. A value per row (CK_COLUMN inputs, reductions, what follows from them
/// alone) is
/// taken once per row, any other value once per element.
void ck_program_output_reduce_all(
  ck_program *program, int32_t value, ck_reduction operation, float scale, ck_dtype dtype);

// Running -----------------------------------------------------------------------------------------------------------

/// Checks, orders and lays out the program. After CK_OK it never changes again.
ck_status ck_program_finish(ck_program *program);

/// Bytes of scratch that a run with up to `threads` threads needs (0: `ck_threads()` as it is now; name a number if
/// that
/// may change before the run). The scratch must lie on 64 bytes.
size_t ck_program_scratch_bytes(const ck_program *program, int32_t threads);

/// Runs the program. `pointers` holds the inputs in the order of their calls (random keys included), then the
/// outputs, and for
/// segments one such list per segment, one after the other.
void ck_program_run(const ck_program *program, void *const *pointers, void *scratch, int32_t threads);
