#include "Products.h"

bool ck_product_is_fast(const ck_product_shape *shape) {
#if defined(__x86_64__)
  if (ck_kernels() != &ck_kernels_v4) return false;
  // A few rows don't pay for turning the right operand over.
  return shape->right_column == 1 || shape->rows >= 16;
#else
  (void)shape;
  return false;
#endif
}

size_t ck_product_scratch_bytes(const ck_product_shape *shape) {
  int64_t depth = ck_product_depth(shape);
  int64_t panel = depth * CK_PRODUCT_VECTORS * CK_PANEL;
  int64_t left = ck_product_packs_left(shape) ? depth * ck_product_packed_column(ck_product_rows(shape)) : 0;
  return (size_t)(panel + left) * sizeof(float);
}

void ck_product_run(
  const ck_product_shape *shape, const float *left, const float *right, const float *bias, float *result,
  void *scratch) {
  ck_kernels()->product(shape, left, right, bias, result, scratch);
}
