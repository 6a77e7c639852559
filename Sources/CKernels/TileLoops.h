// All loops of one instruction set and the table that names them. Included once per instruction set; see Vector.h.

#include "Vector.h"
#include "VectorMath.h"

#include "TileElementwise.h"
#include "TileConversions.h"
#include "TileReductions.h"
#include "TileRandom.h"

#define CHANNEL_NAME(name) f32_##name
#define CHANNEL_TYPE float
#define CHANNEL_LOAD(p) load_vf(p)
#define CHANNEL_LOAD_PART(p, n) load_part_vf(p, n)
#define CHANNEL_STORE(p, v) store_vf(p, v)
#define CHANNEL_STORE_PART(p, n, v) store_part_vf(p, n, v)
#include "ChannelLoops.h"

INLINE vf load_part_bf16(const uint16_t *p, int64_t count) {
  vu16 bits = 0;
  memcpy(&bits, p, (size_t)count * 2);
  return bf16_to_vf(bits);
}
INLINE void store_part_bf16(uint16_t *p, int64_t count, vf v) {
  vu16 bits = vf_to_bf16(v);
  memcpy(p, &bits, (size_t)count * 2);
}
#define CHANNEL_NAME(name) bf16_##name
#define CHANNEL_TYPE uint16_t
#define CHANNEL_LOAD(p) bf16_to_vf(load_vu16(p))
#define CHANNEL_LOAD_PART(p, n) load_part_bf16(p, n)
#define CHANNEL_STORE(p, v) store_vu16(p, vf_to_bf16(v))
#define CHANNEL_STORE_PART(p, n, v) store_part_bf16(p, n, v)
#include "ChannelLoops.h"

#include "TileMultiply.h"
#include "TileRecurrent.h"
#include "TileProducts.h"

// The table --------------------------------------------------------------------------------------------------------

#define CHANNEL_TABLE(type)                                                                            \
  {type##_max_pool_row, type##_max_pool_row_back, type##_average_pool_row, type##_average_pool_row_back, \
   type##_moments,      type##_normalise,         type##_gradient_sums,    type##_gradient_apply}

const ck_kernel_table CK_TABLE = {
  .name = CK_TABLE_NAME,
  .unary = {
    [CK_LANE_F32] = {
      [CK_NEGATE] = f_negate, [CK_ABS] = f_abs, [CK_SIGN] = f_sign, [CK_SQUARE] = f_square,
      [CK_RECIPROCAL] = f_reciprocal, [CK_SQRT] = f_sqrt, [CK_RSQRT] = f_rsqrt, [CK_CBRT] = f_cbrt, [CK_EXP] = f_exp,
      [CK_EXPM1] = f_expm1, [CK_EXP2] = f_exp2, [CK_LOG] = f_log, [CK_LOG1P] = f_log1p, [CK_LOG2] = f_log2,
      [CK_LOG10] = f_log10, [CK_TANH] = f_tanh, [CK_SIGMOID] = f_sigmoid, [CK_SOFTPLUS] = f_softplus,
      [CK_ERF] = f_erf, [CK_ERFC] = f_erfc, [CK_SIN] = f_sin, [CK_COS] = f_cos, [CK_TAN] = f_tan, [CK_ASIN] = f_asin,
      [CK_ACOS] = f_acos, [CK_ATAN] = f_atan, [CK_SINH] = f_sinh, [CK_COSH] = f_cosh, [CK_ASINH] = f_asinh,
      [CK_ACOSH] = f_acosh, [CK_ATANH] = f_atanh, [CK_FLOOR] = f_floor, [CK_CEIL] = f_ceil, [CK_TRUNC] = f_trunc,
      [CK_ROUND] = f_round, [CK_RELU] = f_relu, [CK_IS_NAN] = f_is_nan, [CK_IS_FINITE] = f_is_finite,
      [CK_IS_INF] = f_is_inf, [CK_NOT] = f_not, [CK_LGAMMA] = f_lgamma,
    },
    [CK_LANE_I32] = {
      [CK_NEGATE] = i_negate, [CK_ABS] = i_abs, [CK_SIGN] = i_sign, [CK_SQUARE] = i_square, [CK_FLOOR] = i_same,
      [CK_CEIL] = i_same, [CK_TRUNC] = i_same, [CK_ROUND] = i_same, [CK_RELU] = i_relu, [CK_NOT] = i_not,
    },
    [CK_LANE_U32] = {
      [CK_NEGATE] = i_negate, [CK_ABS] = i_same, [CK_SIGN] = u_sign, [CK_SQUARE] = i_square, [CK_FLOOR] = i_same,
      [CK_CEIL] = i_same, [CK_TRUNC] = i_same, [CK_ROUND] = i_same, [CK_RELU] = i_same, [CK_NOT] = i_not,
    },
  },
  .binary = {
    [CK_LANE_F32] = {
      [CK_ADD] = BINARY_ROW(f_add), [CK_SUBTRACT] = BINARY_ROW(f_subtract), [CK_MULTIPLY] = BINARY_ROW(f_multiply),
      [CK_DIVIDE] = BINARY_ROW(f_divide), [CK_MAXIMUM] = BINARY_ROW(f_maximum), [CK_MINIMUM] = BINARY_ROW(f_minimum),
      [CK_POWER] = BINARY_ROW(f_power), [CK_ATAN2] = BINARY_ROW(f_atan2), [CK_REMAINDER] = BINARY_ROW(f_remainder),
      [CK_MODULO] = BINARY_ROW(f_modulo), [CK_FLOOR_DIVIDE] = BINARY_ROW(f_floor_divide),
      [CK_EQUAL] = BINARY_ROW(f_equal), [CK_NOT_EQUAL] = BINARY_ROW(f_not_equal), [CK_LESS] = BINARY_ROW(f_less),
      [CK_LESS_EQUAL] = BINARY_ROW(f_less_equal), [CK_GREATER] = BINARY_ROW(f_greater),
      [CK_GREATER_EQUAL] = BINARY_ROW(f_greater_equal), [CK_AND] = BINARY_ROW(f_and), [CK_OR] = BINARY_ROW(f_or),
      [CK_XOR] = BINARY_ROW(f_xor),
    },
    [CK_LANE_I32] = {
      [CK_ADD] = BINARY_ROW(i_add), [CK_SUBTRACT] = BINARY_ROW(i_subtract), [CK_MULTIPLY] = BINARY_ROW(i_multiply),
      [CK_DIVIDE] = BINARY_ROW(i_divide), [CK_MAXIMUM] = BINARY_ROW(i_maximum), [CK_MINIMUM] = BINARY_ROW(i_minimum),
      [CK_POWER] = BINARY_ROW(i_power), [CK_REMAINDER] = BINARY_ROW(i_remainder), [CK_MODULO] = BINARY_ROW(i_modulo),
      [CK_FLOOR_DIVIDE] = BINARY_ROW(i_floor_divide), [CK_EQUAL] = BINARY_ROW(i_equal),
      [CK_NOT_EQUAL] = BINARY_ROW(i_not_equal), [CK_LESS] = BINARY_ROW(i_less),
      [CK_LESS_EQUAL] = BINARY_ROW(i_less_equal), [CK_GREATER] = BINARY_ROW(i_greater),
      [CK_GREATER_EQUAL] = BINARY_ROW(i_greater_equal), [CK_AND] = BINARY_ROW(i_and), [CK_OR] = BINARY_ROW(i_or),
      [CK_XOR] = BINARY_ROW(i_xor), [CK_SHIFT_LEFT] = BINARY_ROW(i_shift_left),
      [CK_SHIFT_RIGHT] = BINARY_ROW(i_shift_right),
    },
    [CK_LANE_U32] = {
      [CK_ADD] = BINARY_ROW(i_add), [CK_SUBTRACT] = BINARY_ROW(i_subtract), [CK_MULTIPLY] = BINARY_ROW(i_multiply),
      [CK_DIVIDE] = BINARY_ROW(u_divide), [CK_MAXIMUM] = BINARY_ROW(u_maximum), [CK_MINIMUM] = BINARY_ROW(u_minimum),
      [CK_POWER] = BINARY_ROW(u_power), [CK_REMAINDER] = BINARY_ROW(u_remainder), [CK_MODULO] = BINARY_ROW(u_remainder),
      [CK_FLOOR_DIVIDE] = BINARY_ROW(u_divide), [CK_EQUAL] = BINARY_ROW(i_equal),
      [CK_NOT_EQUAL] = BINARY_ROW(i_not_equal), [CK_LESS] = BINARY_ROW(u_less),
      [CK_LESS_EQUAL] = BINARY_ROW(u_less_equal), [CK_GREATER] = BINARY_ROW(u_greater),
      [CK_GREATER_EQUAL] = BINARY_ROW(u_greater_equal), [CK_AND] = BINARY_ROW(i_and), [CK_OR] = BINARY_ROW(i_or),
      [CK_XOR] = BINARY_ROW(i_xor), [CK_SHIFT_LEFT] = BINARY_ROW(i_shift_left),
      [CK_SHIFT_RIGHT] = BINARY_ROW(u_shift_right),
    },
  },
  .ternary = {
    [CK_LANE_F32] = {
      [CK_SELECT] = TERNARY_ROW(f_select), [CK_CLAMP] = TERNARY_ROW(f_clamp),
      [CK_MULTIPLY_ADD] = TERNARY_ROW(f_multiply_add), [CK_MULTIPLY_SUBTRACT] = TERNARY_ROW(f_multiply_subtract),
      [CK_SUBTRACT_PRODUCT] = TERNARY_ROW(f_subtract_product),
    },
    [CK_LANE_I32] = {
      [CK_SELECT] = TERNARY_ROW(f_select), [CK_CLAMP] = TERNARY_ROW(i_clamp),
      [CK_MULTIPLY_ADD] = TERNARY_ROW(i_multiply_add), [CK_MULTIPLY_SUBTRACT] = TERNARY_ROW(i_multiply_subtract),
      [CK_SUBTRACT_PRODUCT] = TERNARY_ROW(i_subtract_product),
    },
    [CK_LANE_U32] = {
      [CK_SELECT] = TERNARY_ROW(f_select), [CK_CLAMP] = TERNARY_ROW(u_clamp),
      [CK_MULTIPLY_ADD] = TERNARY_ROW(i_multiply_add), [CK_MULTIPLY_SUBTRACT] = TERNARY_ROW(i_multiply_subtract),
      [CK_SUBTRACT_PRODUCT] = TERNARY_ROW(i_subtract_product),
    },
  },
  .load = {
    [CK_F32] = copy_lanes, [CK_F64] = load_f64, [CK_BF16] = load_bf16, [CK_F16] = load_f16, [CK_BOOL] = load_bool,
    [CK_I8] = load_i8, [CK_U8] = load_u8, [CK_I16] = load_i16, [CK_U16] = load_u16, [CK_I32] = copy_lanes,
    [CK_U32] = copy_lanes, [CK_I64] = load_i64, [CK_U64] = load_i64,
  },
  .store = {
    [CK_LANE_F32] = {
      [CK_F32] = copy_lanes, [CK_F64] = store_f_f64, [CK_BF16] = store_f_bf16, [CK_F16] = store_f_f16,
      [CK_BOOL] = store_f_bool, [CK_I8] = store_f_i8, [CK_U8] = store_f_u8, [CK_I16] = store_f_i16,
      [CK_U16] = store_f_u16, [CK_I32] = store_f_i32, [CK_U32] = store_f_u32, [CK_I64] = store_f_i64,
      [CK_U64] = store_f_u64,
    },
    [CK_LANE_I32] = {
      [CK_F32] = store_i_f32, [CK_F64] = store_i_f64, [CK_BF16] = store_i_bf16, [CK_F16] = store_i_f16,
      [CK_BOOL] = store_i_bool, [CK_I8] = store_i_8, [CK_U8] = store_i_8, [CK_I16] = store_i_16, [CK_U16] = store_i_16,
      [CK_I32] = copy_lanes, [CK_U32] = copy_lanes, [CK_I64] = store_i_64, [CK_U64] = store_i_64,
    },
    [CK_LANE_U32] = {
      [CK_F32] = store_u_f32, [CK_F64] = store_u_f64, [CK_BF16] = store_u_bf16, [CK_F16] = store_u_f16,
      [CK_BOOL] = store_i_bool, [CK_I8] = store_i_8, [CK_U8] = store_i_8, [CK_I16] = store_i_16, [CK_U16] = store_i_16,
      [CK_I32] = copy_lanes, [CK_U32] = copy_lanes, [CK_I64] = store_u_64, [CK_U64] = store_u_64,
    },
  },
  .convert = {
    [CK_LANE_F32] = {
      [CK_F32] = copy_lanes, [CK_BF16] = round_to_bf16, [CK_F16] = round_to_f16, [CK_BOOL] = f_to_bool,
      [CK_I8] = f_to_i8, [CK_U8] = f_to_u8, [CK_I16] = f_to_i16, [CK_U16] = f_to_u16, [CK_I32] = f_to_i32,
      [CK_U32] = f_to_u32,
    },
    [CK_LANE_I32] = {
      [CK_F32] = i_to_f32, [CK_BF16] = i_to_bf16, [CK_F16] = i_to_f16, [CK_BOOL] = i_to_bool, [CK_I8] = i_wrap_i8,
      [CK_U8] = i_wrap_u8, [CK_I16] = i_wrap_i16, [CK_U16] = i_wrap_u16, [CK_I32] = copy_lanes, [CK_U32] = copy_lanes,
    },
    [CK_LANE_U32] = {
      [CK_F32] = u_to_f32, [CK_BF16] = u_to_bf16, [CK_F16] = u_to_f16, [CK_BOOL] = i_to_bool, [CK_I8] = i_wrap_i8,
      [CK_U8] = i_wrap_u8, [CK_I16] = i_wrap_i16, [CK_U16] = i_wrap_u16, [CK_I32] = copy_lanes, [CK_U32] = copy_lanes,
    },
  },
  .reduce = {
    [CK_LANE_F32] = {
      [CK_SUM] = f_reduce_sum, [CK_MAX] = f_reduce_max, [CK_MIN] = f_reduce_min, [CK_PROD] = f_reduce_prod,
      [CK_ARGMAX] = f_reduce_argmax, [CK_ARGMIN] = f_reduce_argmin,
    },
    [CK_LANE_I32] = {
      [CK_SUM] = u_reduce_sum, [CK_MAX] = i_reduce_max, [CK_MIN] = i_reduce_min, [CK_PROD] = u_reduce_prod,
      [CK_ARGMAX] = i_reduce_argmax, [CK_ARGMIN] = i_reduce_argmin,
    },
    [CK_LANE_U32] = {
      [CK_SUM] = u_reduce_sum, [CK_MAX] = u_reduce_max, [CK_MIN] = u_reduce_min, [CK_PROD] = u_reduce_prod,
      [CK_ARGMAX] = u_reduce_argmax, [CK_ARGMIN] = u_reduce_argmin,
    },
  },
  .repeat_columns = repeat_columns,
  .repeat_rows = repeat_rows,
  .fill = fill_lanes,
  .uniform = uniform_of_bits,
  .count = count_lanes,
  .random = random_lanes,
  .transpose = {transpose_1, transpose_2, transpose_4},
  .channels = {CHANNEL_TABLE(f32), CHANNEL_TABLE(bf16)},
  .recurrent_forward = recurrent_forward,
  .recurrent_backward = recurrent_backward,
  .product = product,
};
