// Products of matrices whose sums stay in registers, once per instruction set; included by TileLoops.h.

// Vectors of 16 columns side by side, and how many rows of so many vectors the registers hold.
#if CK_LEVEL == 4
enum { TILE_VECTORS = 4 };
INLINE int tile_rows(int vectors) { return vectors == 4 ? 6 : vectors == 3 ? 8 : 12; }
#elif CK_LEVEL == 3
enum { TILE_VECTORS = 1 };
INLINE int tile_rows(int vectors) { return 6 * vectors; }
#else
enum { TILE_VECTORS = 1 };
INLINE int tile_rows(int vectors) { return 3 * vectors; }
#endif

/// The operands of a tile. Steps in floats.
typedef struct tile_operands {
  const float *a;                    ///< [rows, depth]
  int64_t a_row, a_column;
  const float *b;                    ///< [depth, vectors of 16]
  int64_t b_row, b_vector;
  float *c;                          ///< [rows, 16 * vectors]
  int64_t c_row;
  const float *bias;                 ///< [16 * vectors], NULL: added to each row at the end
  bool clamps_at_zero;               ///< then the larger of 0 and the sum is taken
  const float *next;                 ///< [depth, vectors of 16], NULL: what comes after b
  int64_t next_row, next_vector;
} tile_operands;

/// c = (c if `adds`) + a times b; if it `keeps` b, `kept` gets it row after row. Meanwhile the processor fetches a vector of
/// `next`, if there is one. Called with constants for `rows`, `vectors` and `keeps`.
INLINE void tile(
  int rows, int vectors, bool adds, int64_t depth, const tile_operands *o, bool keeps, float *kept) {
  const float *a = o->a, *b = o->b, *next = o->next == NULL ? o->b : o->next;
  float *c = o->c;
  int64_t a_row = o->a_row, a_column = o->a_column, b_row = o->b_row, b_vector = o->b_vector, c_row = o->c_row;
  int64_t next_row = o->next == NULL ? 0 : o->next_row;
  vf sum[12][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sum[r][v] = adds ? load_vf(c + r * c_row + v * CK_PANEL) : (vf)0.0f;
  }
  for (int64_t k = 0; k < depth; k++) {
    vf column[TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) column[v] = load_vf(b + v * b_vector);
    __builtin_prefetch(next, 0, 2);
    next += next_row;
    if (keeps) {
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) store_vf(kept + v * CK_PANEL, column[v]);
      kept += vectors * CK_PANEL;
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      vf x = (vf)a[r * a_row];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[r][v] += x * column[v];
    }
    a += a_column;
    b += b_row;
  }
  if (o->bias != NULL) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      vf bias = load_vf(o->bias + v * CK_PANEL);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) sum[r][v] += bias;
    }
  }
  if (o->clamps_at_zero) {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[r][v] = max_vf(sum[r][v], (vf)0.0f);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) store_vf(c + r * c_row + v * CK_PANEL, sum[r][v]);
  }
}

#define TILE_CASE(rows, vectors) \
  case rows: tile(rows, vectors, adds, depth, o, false, NULL); return;

// One function for each width, so that the cases are compiled once and not at each call.
static void tile_1(int64_t rows, bool adds, int64_t depth, const tile_operands *o) {
  switch (rows) {
    TILE_CASE(1, 1)
    TILE_CASE(2, 1)
    TILE_CASE(3, 1)
#if CK_LEVEL >= 3
    TILE_CASE(4, 1)
    TILE_CASE(5, 1)
    TILE_CASE(6, 1)
#endif
#if CK_LEVEL == 4
    TILE_CASE(7, 1)
    TILE_CASE(8, 1)
    TILE_CASE(9, 1)
    TILE_CASE(10, 1)
    TILE_CASE(11, 1)
    TILE_CASE(12, 1)
#endif
  }
}

#if CK_LEVEL == 4
static void tile_2(int64_t rows, bool adds, int64_t depth, const tile_operands *o) {
  switch (rows) {
    TILE_CASE(1, 2)
    TILE_CASE(2, 2)
    TILE_CASE(3, 2)
    TILE_CASE(4, 2)
    TILE_CASE(5, 2)
    TILE_CASE(6, 2)
    TILE_CASE(7, 2)
    TILE_CASE(8, 2)
    TILE_CASE(9, 2)
    TILE_CASE(10, 2)
    TILE_CASE(11, 2)
    TILE_CASE(12, 2)
  }
}

static void tile_3(int64_t rows, bool adds, int64_t depth, const tile_operands *o) {
  switch (rows) {
    TILE_CASE(1, 3)
    TILE_CASE(2, 3)
    TILE_CASE(3, 3)
    TILE_CASE(4, 3)
    TILE_CASE(5, 3)
    TILE_CASE(6, 3)
    TILE_CASE(7, 3)
    TILE_CASE(8, 3)
  }
}

static void tile_4(int64_t rows, bool adds, int64_t depth, const tile_operands *o) {
  switch (rows) {
    TILE_CASE(1, 4)
    TILE_CASE(2, 4)
    TILE_CASE(3, 4)
    TILE_CASE(4, 4)
    TILE_CASE(5, 4)
    TILE_CASE(6, 4)
  }
}
#endif

/// c[rows, 16 * vectors] = (c if `adds`) + a times b, for at most `tile_rows(vectors)` rows.
static void multiply_tile(int64_t rows, int vectors, bool adds, int64_t depth, const tile_operands *o) {
#if CK_LEVEL == 4
  switch (vectors) {
  case 4: tile_4(rows, adds, depth, o); return;
  case 3: tile_3(rows, adds, depth, o); return;
  case 2: tile_2(rows, adds, depth, o); return;
  }
#endif
  tile_1(rows, adds, depth, o);
}

/// The same for any number of rows. They are cut into even shares: a short last tile would waste more. The first tiles fetch
/// `next`, a vector each: 18.0 to 16.9 ms for 256 x 6400 x 1024, of both cores.
static void multiply_rows(int64_t rows, int vectors, bool adds, int64_t depth, tile_operands o) {
  int64_t most = tile_rows(vectors), tiles = (rows + most - 1) / most;
  for (int64_t i = 0; i < tiles; i++) {
    int64_t first = rows * i / tiles, count = rows * (i + 1) / tiles - first;
    tile_operands part = o;
    part.a += first * o.a_row;
    part.c += first * o.c_row;
    part.next = o.next == NULL || i >= vectors ? NULL : o.next + i * o.next_vector;
    multiply_tile(count, vectors, adds, depth, &part);
  }
}

/// The same, and `kept` gets b, row after row: packing that costs no time, as the products wait for b anyway. Needs
/// `tile_rows(vectors)` rows.
static void multiply_rows_keeping(
  int64_t rows, int vectors, bool adds, int64_t depth, tile_operands o, float *kept) {
  const float *next = o.next;
  o.next = NULL;
  switch (vectors) {
#if CK_LEVEL == 4
  case 4: tile(tile_rows(4), 4, adds, depth, &o, true, kept); break;
  case 3: tile(tile_rows(3), 3, adds, depth, &o, true, kept); break;
  case 2: tile(tile_rows(2), 2, adds, depth, &o, true, kept); break;
#endif
  default: tile(tile_rows(1), 1, adds, depth, &o, true, kept);
  }
  int64_t first = tile_rows(vectors);
  o.a += first * o.a_row;
  o.c += first * o.c_row;
  o.next = next;
  o.b = kept;
  o.b_row = vectors * CK_PANEL;
  o.b_vector = CK_PANEL;
  multiply_rows(rows - first, vectors, adds, depth, o);
}
