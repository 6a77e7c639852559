import TensorGraph

/// Operations on tensors, and what NumPy gives for the same.
let operationTable: [OperationCase] = [
  OperationCase(
    "softmax", [[2, 3]], [2, 3],
    [0.00620645613807, 0.558687377091, 0.435106166771, 0.41922895161, 0.3264958358, 0.25427521259]
  ) { x in softmax(x[0]) },
  OperationCase(
    "softmax over axis 0", [[2, 3]], [2, 3],
    [0.0179862099621, 0.679178699175, 0.679178699175, 0.982013790038, 0.320821300825, 0.320821300825]
  ) { x in softmax(x[0], axis: 0) },
  OperationCase(
    "softmax over two axes", [[2, 3, 2]], [2, 3, 2],
    [
      0.00343221277915, 0.308957948392, 0.240616692144, 0.187392468262, 0.145941401024, 0.1136592774, 0.284731374011,
      0.221749017045, 0.17269830812, 0.134497577599, 0.104746818755, 0.0815769044707,
    ]
  ) { x in softmax(x[0], axes: [1, -1]) },
  OperationCase(
    "logSoftmax", [[2, 3]], [2, 3],
    [-5.08216521613, -0.58216521613, -0.83216521613, -0.869338084406, -1.11933808441, -1.36933808441]
  ) { x in logSoftmax(x[0]) },
  OperationCase("logSumExp", [[2, 3]], [2], [2.83216521613, 2.61933808441]) { x in logSumExp(x[0], axis: 1) },
  OperationCase("logSumExp of all", [[2, 3]], [], [3.42455010069]) { x in logSumExp(x[0]) },
  OperationCase("logSumExp with axes kept", [[2, 3]], [1, 3], [1.76814992792, 2.63687100611, 2.38687100611]) { x in
    logSumExp(x[0], axis: 0, keepDims: true)
  },
  OperationCase(
    "logAddExp", [[2, 3], [3]], [2, 3],
    [0.561967589003, 2.37692801104, 2.12692801104, 2.00192908135, 1.75192908135, 1.50192908135]
  ) { x in logAddExp(x[0], x[1]) },
  OperationCase("concatenated", [[2, 3], [2, 1]], [2, 4], [-2.25, 2.25, 2, 0.5, 1.75, 1.5, 1.25, 0.25]) { x in
    concatenated([x[0], x[1]], axis: -1)
  },
  OperationCase(
    "stacked", [[2, 3], [2, 3]], [2, 2, 3], [-2.25, 2.25, 2, 0.5, 0.25, 0, 1.75, 1.5, 1.25, -0.25, -0.5, -0.75]
  ) { x in stacked([x[0], x[1]], axis: 1) },
  OperationCase(
    "stacked at the end", [[2, 3], [2, 3]], [2, 3, 2],
    [-2.25, 0.5, 2.25, 0.25, 2, 0, 1.75, -0.25, 1.5, -0.5, 1.25, -0.75]
  ) { x in stacked([x[0], x[1]], axis: -1) },
  OperationCase("verticallyStacked", [[3], [3]], [2, 3], [-2.25, 2.25, 2, 0.5, 0.25, 0], isBatched: false) { x in
    verticallyStacked(x)
  },
  OperationCase("horizontallyStacked", [[2, 3], [2, 1]], [2, 4], [-2.25, 2.25, 2, 0.5, 1.75, 1.5, 1.25, 0.25]) { x in
    horizontallyStacked(x)
  },
  OperationCase("split into parts", [[2, 6]], [2, 2], [2, 1.75, 0.5, 0.25]) { x in x[0].split(into: 3, axis: 1)[1] },
  OperationCase("split at positions", [[2, 6]], [2, 3], [2.25, 2, 1.75, 0.75, 0.5, 0.25]) { x in
    x[0].split(at: [1, 4], axis: 1)[1]
  },
  OperationCase("the last part of a split", [[2, 6]], [2, 2], [1.5, 1.25, 0, -0.25]) { x in
    x[0].split(at: [1, 4], axis: 1)[2]
  },
  OperationCase("unstacked", [[2, 3]], [2], [2, 1.25]) { x in x[0].unstacked(axis: 1)[2] },
  OperationCase("repeated", [[2, 3]], [2, 6], [-2.25, -2.25, 2.25, 2.25, 2, 2, 1.75, 1.75, 1.5, 1.5, 1.25, 1.25]) { x in
    x[0].repeated(2, axis: 1)
  },
  OperationCase(
    "repeated, flattened", [[2, 3]], [12], [-2.25, -2.25, 2.25, 2.25, 2, 2, 1.75, 1.75, 1.5, 1.5, 1.25, 1.25]
  ) { x in x[0].repeated(2) },
  OperationCase("repeated by counts", [[2, 3]], [2, 3], [-2.25, -2.25, 2, 1.75, 1.75, 1.25]) { x in
    x[0].repeated([2, 0, 1], axis: 1)
  },
  OperationCase(
    "tiled", [[2, 3]], [4, 6],
    [
      -2.25, 2.25, 2, -2.25, 2.25, 2, 1.75, 1.5, 1.25, 1.75, 1.5, 1.25, -2.25, 2.25, 2, -2.25, 2.25, 2, 1.75, 1.5, 1.25,
      1.75, 1.5, 1.25,
    ]
  ) { x in x[0].tiled([2, 2]) },
  OperationCase(
    "tiled with more axes", [[2, 3]], [2, 2, 6],
    [
      -2.25, 2.25, 2, -2.25, 2.25, 2, 1.75, 1.5, 1.25, 1.75, 1.5, 1.25, -2.25, 2.25, 2, -2.25, 2.25, 2, 1.75, 1.5, 1.25,
      1.75, 1.5, 1.25,
    ]
  ) { x in x[0].tiled([2, 1, 2]) },
  OperationCase(
    "tiled with fewer counts", [[2, 3]], [2, 6], [-2.25, 2.25, 2, -2.25, 2.25, 2, 1.75, 1.5, 1.25, 1.75, 1.5, 1.25]
  ) { x in x[0].tiled([2]) },
  OperationCase("padded", [[2, 3]], [3, 5], [5, 5, 5, 5, 5, -2.25, 2.25, 2, 5, 5, 1.75, 1.5, 1.25, 5, 5]) { x in
    x[0].padded([(1, 0), (0, 2)], value: 5)
  },
  OperationCase(
    "padded on all sides", [[2, 3]], [4, 5],
    [0, 0, 0, 0, 0, 0, -2.25, 2.25, 2, 0, 0, 1.75, 1.5, 1.25, 0, 0, 0, 0, 0, 0]
  ) { x in x[0].padded([(1, 1)]) },
  OperationCase(
    "padded by reflection", [[2, 3]], [2, 6], [2, 2.25, -2.25, 2.25, 2, 2.25, 1.25, 1.5, 1.75, 1.5, 1.25, 1.5]
  ) { x in x[0].padded([(0, 0), (2, 1)], mode: .reflect) },
  OperationCase(
    "padded symmetrically", [[2, 3]], [2, 8],
    [2.25, -2.25, -2.25, 2.25, 2, 2, 2.25, -2.25, 1.5, 1.75, 1.75, 1.5, 1.25, 1.25, 1.5, 1.75]
  ) { x in x[0].padded([(0, 0), (2, 3)], mode: .symmetric) },
  OperationCase(
    "padded with edges", [[2, 3]], [2, 8],
    [-2.25, -2.25, 2.25, 2, 2, 2, 2, 2, 1.75, 1.75, 1.5, 1.25, 1.25, 1.25, 1.25, 1.25]
  ) { x in x[0].padded([(0, 0), (1, 4)], mode: .edge) },
  OperationCase("rolled", [[2, 5]], [2, 5], [1.75, 1.5, -2.25, 2.25, 2, 0.5, 0.25, 1.25, 1, 0.75]) { x in
    x[0].rolled(by: 2, axis: 1)
  },
  OperationCase("rolled back", [[2, 5]], [2, 5], [2, 1.75, 1.5, -2.25, 2.25, 0.75, 0.5, 0.25, 1.25, 1]) { x in
    x[0].rolled(by: -7, axis: 1)
  },
  OperationCase("rolled, flattened", [[2, 3]], [2, 3], [1.25, -2.25, 2.25, 2, 1.75, 1.5]) { x in x[0].rolled(by: 1) },
  OperationCase(
    "swappingAxes", [[2, 3, 2]], [2, 2, 3], [-2.25, 2, 1.5, 2.25, 1.75, 1.25, 1, 0.5, 0, 0.75, 0.25, -0.25]
  ) { x in x[0].swappingAxes(1, -1) },
  OperationCase(
    "movingAxes", [[2, 3, 2, 1]], [3, 2, 1, 2], [-2.25, 1, 2.25, 0.75, 2, 0.5, 1.75, 0.25, 1.5, 0, 1.25, -0.25]
  ) { x in x[0].movingAxes([0, 1], to: [-1, 0]) },
  OperationCase(
    "movingAxis", [[2, 3, 4]], [2, 4, 3],
    [
      -2.25, 1.5, 0.5, 2.25, 1.25, 0.25, 2, 1, 0, 1.75, 0.75, -0.25, -0.5, -1.5, 2.25, -0.75, -1.75, 2, -1, -2, 1.75,
      -1.25, -2.25, 1.5,
    ]
  ) { x in x[0].movingAxis(1, to: -1) },
  OperationCase("flattened", [[2, 3]], [6], [-2.25, 2.25, 2, 1.75, 1.5, 1.25]) { x in x[0].flattened() },
  OperationCase("transposed", [[2, 3]], [3, 2], [-2.25, 1.75, 2.25, 1.5, 2, 1.25]) { x in x[0].transposed() },
  OperationCase("reversed", [[2, 3]], [2, 3], [2, 2.25, -2.25, 1.25, 1.5, 1.75]) { x in x[0].reversed(axes: [1]) },
  OperationCase("expandedDimensions", [[2, 3]], [2, 3, 1], [-2.25, 2.25, 2, 1.75, 1.5, 1.25]) { x in
    x[0].expandedDimensions(-1)
  },
  OperationCase("squeezed", [[2, 1, 3]], [2, 3], [-2.25, 2.25, 2, 1.75, 1.5, 1.25]) { x in x[0].squeezed(axis: 1) },
  OperationCase("squeezed wholly", [[1, 3, 1]], [3], [-2.25, 2.25, 2], isBatched: false) { x in x[0].squeezed() },
  OperationCase("take", [[2, 5]], [2, 3], [1.75, -2.25, 1.5, 0.5, 1.25, 0.25]) { x in x[0].take([3, 0, -1], axis: 1) },
  OperationCase("take from the flattened", [[2, 5]], [2], [0.75, 0.5]) { x in x[0].take([7, -2]) },
  OperationCase("take by a matrix", [[2, 5]], [2, 2, 2], [-2.25, 2.25, 1.5, -2.25, 1.25, 1, 0.25, 1.25]) { x in
    x[0].take(Tensor([[0, 1], [4, -5]] as [[Int32]]), axis: 1)
  },
  OperationCase("takeAlong", [[2, 3]], [2, 2], [-2.25, 2, 1.5, 1.5], isBatched: false) { x in
    x[0].takeAlong(Tensor([[0, -1], [1, 1]] as [[Int32]]), axis: 1)
  },
  OperationCase("takeAlong axis 0", [[3, 2]], [1, 2], [-2.25, 1.25], isBatched: false) { x in
    x[0].takeAlong(Tensor([[0, -1]] as [[Int32]]), axis: 0)
  },
  OperationCase("which", [[2, 3], [3]], [2, 3], [0.5, 2.25, 2, 1.75, 1.5, 1.25]) { x in which(x[0] .> 0, x[0], x[1]) },
  OperationCase("dot", [[2, 3], [3, 2]], [2, 2], [-2.125, -2.625, 0.25, -0.875]) { x in dot(x[0], x[1]) },
  OperationCase(
    "dot of rank 3", [[2, 3], [2, 3, 2]], [2, 2, 2], [-2.125, -2.625, -5.125, -5.625, 0.25, -0.875, -6.5, -7.625]
  ) { x in dot(x[0], x[1]) },
  OperationCase("dot with a scalar", [[2, 3], []], [2, 3], [-1.125, 1.125, 1, 0.875, 0.75, 0.625]) { x in
    dot(x[0], x[1])
  },
  OperationCase(
    "inner", [[2, 3], [4, 3]], [2, 4], [-0.5625, -2.0625, -3.5625, -5.0625, 1.25, -2.125, -5.5, -8.875]
  ) { x in inner(x[0], x[1]) },
  OperationCase("outer", [[2, 2], [3]], [4, 3], [-1.125, -0.5625, 0, 1.125, 0.5625, 0, 1, 0.5, 0, 0.875, 0.4375, 0]) {
    x in outer(x[0], x[1])
  },
  OperationCase("tensordot", [[2, 3, 4], [3, 4, 2]], [2, 2], [-4.1875, -6.375, 3.1875, 4.0625]) { x in
    tensordot(x[0], x[1])
  },
  OperationCase(
    "tensordot over pairs", [[2, 3, 4], [4, 2, 2]], [3, 2], [-0.75, -0.8125, 2.125, 2.875, -3.3125, -5.3125],
    isBatched: false
  ) { x in tensordot(x[0], x[1], axes: ([2, 0], [0, 1])) },
  OperationCase("tensordot over no axes", [[2], [3]], [2, 3], [-1.125, -0.5625, 0, 1.125, 0.5625, 0]) { x in
    tensordot(x[0], x[1], axes: 0)
  },
  OperationCase("matmul", [[2, 3], [3, 2]], [2, 2], [-2.125, -2.625, 0.25, -0.875]) { x in matmul(x[0], x[1]) },
  OperationCase("matmul of vectors", [[3], [3]], [], [-0.5625], isBatched: false) { x in matmul(x[0], x[1]) },
  OperationCase(
    "matmul of a batch", [[2, 2, 3], [2, 3, 2]], [2, 2, 2], [-2.125, -2.625, 0.25, -0.875, -3.125, -3.6875, 0.25, 0.25]
  ) { x in matmul(x[0], x[1]) },
  OperationCase(
    "matmul with broadcasting", [[2, 1, 2, 3], [3, 3, 2]], [2, 3, 2, 2],
    [
      -2.125, -2.625, 0.25, -0.875, -5.125, -5.625, -6.5, -7.625, 1.375, 0.875, 8.125, 7, 0.25, -0.3125, 0.25, 0.25,
      -3.125, -3.6875, 0.25, 0.25, 4.1875, 3.625, 0.25, 0.25,
    ]
  ) { x in matmul(x[0], x[1]) },
  OperationCase(
    "matmul of a vector and a batch", [[3], [2, 3, 2]], [2, 2], [-2.125, -2.625, -5.125, -5.625], isBatched: false
  ) { x in matmul(x[0], x[1]) },
  OperationCase("matmul of a batch and a vector", [[2, 2, 3], [3]], [2, 2], [-0.5625, 1.25, 0.6875, 0.125]) { x in
    matmul(x[0], x[1])
  },
  OperationCase(
    "einsum ij,jk->ik", [[2, 3], [3, 4]], [2, 4], [-5.25, -5.75, -6.25, -6.75, -1.75, -2.875, -4, -5.125]
  ) { x in einsum("ij,jk->ik", x) },
  OperationCase("einsum ij,jk", [[2, 3], [3, 4]], [2, 4], [-5.25, -5.75, -6.25, -6.75, -1.75, -2.875, -4, -5.125]) {
    x in einsum("ij,jk", x)
  },
  OperationCase("einsum ij->ji", [[2, 3]], [3, 2], [-2.25, 1.75, 2.25, 1.5, 2, 1.25]) { x in einsum("ij->ji", x) },
  OperationCase("einsum ii->i", [[3, 3]], [3], [-2.25, 1.5, 0.5], isBatched: false) { x in einsum("ii->i", x) },
  OperationCase("einsum ii", [[3, 3]], [], [-0.25], isBatched: false) { x in einsum("ii", x) },
  OperationCase("einsum ijk->k", [[2, 3, 4]], [4], [0, 3.25, 1.75, 0.25]) { x in einsum("ijk->k", x) },
  OperationCase("einsum ijk,jk->i", [[2, 3, 4], [3, 4]], [2], [-5.25, -7]) { x in einsum("ijk,jk->i", x) },
  OperationCase("einsum i,j->ij", [[2], [3]], [2, 3], [-1.125, -0.5625, 0, 1.125, 0.5625, 0]) { x in
    einsum("i,j->ij", x)
  },
  OperationCase("einsum i,i->i", [[3], [3]], [3], [-1.125, 0.5625, 0]) { x in einsum("i,i->i", x) },
  OperationCase(
    "einsum ...j,jk->...k", [[2, 2, 3], [3, 2]], [2, 2, 2], [-2.125, -2.625, 0.25, -0.875, 0.25, -0.3125, 0.25, 0.25]
  ) { x in einsum("...j,jk->...k", x) },
  OperationCase(
    "einsum b...->...b", [[2, 3, 2]], [3, 2, 2], [-2.25, 1, 2.25, 0.75, 2, 0.5, 1.75, 0.25, 1.5, 0, 1.25, -0.25]
  ) { x in einsum("b...->...b", x) },
  OperationCase("einsum ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]], [2, 2], [-6.5, -0.5, -9.59375, -6.15625]) { x in
    einsum("ij,jk,kl->il", x)
  },
  OperationCase("einsum ijk,ijk->", [[2, 3, 2], [2, 3, 2]], [], [-5.25]) { x in einsum("ijk,ijk->", x) },
  OperationCase("einsum ij,ij->j", [[2, 3], [2, 3]], [3], [-1.5625, -0.1875, -0.9375]) { x in einsum("ij,ij->j", x) },
  OperationCase(
    "einsum bij,bij->bi", [[2, 3, 2], [2, 3, 2]], [2, 3], [-0.5625, -0.4375, -1.6875, -1.9375, -1.1875, 0.5625]
  ) { x in einsum("bij,bij->bi", x) },
  OperationCase(
    "einsum i...,i...->...", [[2, 3, 4], [2, 1, 4]], [3, 4],
    [-0.875, 1.125, 1, 1.125, 1.5, 1.625, 2, 2.625, -0.875, -1.4375, -1.75, -1.8125], isBatched: false
  ) { x in einsum("i...,i...->...", x) },
  OperationCase(
    "einsum ab,cb,db->acd", [[2, 3], [2, 3], [2, 3]], [2, 2, 2],
    [0.703125, 3.796875, 4.125, -6.796875, -1.96875, -1.125, 3.84375, -2.578125]
  ) { x in einsum("ab,cb,db->acd", x) },
  OperationCase(
    "einsum bhqd,bhkd->bhqk", [[2, 2, 3, 2], [2, 2, 2, 2]], [2, 2, 3, 2],
    [
      -0.5625, -0.5625, 1.4375, -0.4375, 1.0625, -0.3125, -1.0625, -1.9375, -0.4375, -0.8125, 0.1875, 0.3125, 2.0625,
      2.6875, 3.6875, 4.8125, 5.3125, 6.9375, -9, -6.875, 9.0625, 6.9375, 6.9375, 5.3125,
    ]
  ) { x in einsum("bhqd,bhkd->bhqk", x) },
  OperationCase("einsum abc,ad,bd->cd", [[2, 3, 2], [2, 2], [3, 2]], [2, 2], [1.375, 1.328125, -2.03125, -0.75]) { x in
    einsum("abc,ad,bd->cd", x)
  },
  OperationCase("norm", [[2, 3]], [], [4.58257569496]) { x in norm(x[0]) },
  OperationCase("norm of rows", [[2, 3]], [2], [3.75832409459, 2.62202212043]) { x in norm(x[0], axis: 1) },
  OperationCase("1-norm of rows", [[2, 3]], [2, 1], [6.5, 4.5]) { x in norm(x[0], order: 1, axis: 1, keepDims: true) },
  OperationCase("3-norm of rows", [[2, 3]], [2], [3.1339742037, 2.20271702873]) { x in norm(x[0], order: 3, axis: 1) },
  OperationCase("largest magnitude", [[2, 3]], [2], [2.25, 1.75]) { x in norm(x[0], order: .infinity, axis: 1) },
  OperationCase("smallest magnitude", [[2, 3]], [2], [2, 1.25]) { x in norm(x[0], order: -.infinity, axis: 1) },
  OperationCase("count of nonzeros", [[2, 3]], [2], [3, 3]) { x in norm(x[0], order: 0, axis: 1) },
  OperationCase("matrix norm 1", [[2, 3]], [], [4]) { x in norm(x[0], order: 1, axes: [0, 1]) },
  OperationCase("matrix norm infinity", [[2, 3]], [], [6.5]) { x in norm(x[0], order: .infinity) },
  OperationCase(
    "normalize", [[2, 3]], [2, 3],
    [-0.598671094714, 0.598671094714, 0.53215208419, 0.667423812472, 0.572077553547, 0.476731294623]
  ) { x in normalize(x[0]) },
  OperationCase(
    "normalize by the 1-norm", [[2, 3]], [2, 3], [-0.5625, 0.6, 0.615384615385, 0.4375, 0.4, 0.384615384615]
  ) { x in normalize(x[0], axis: 0, order: 1) },
  OperationCase("floorDivide", [[2, 3]], [2, 3], [-3, 3, 2, 2, 2, 1]) { x in floorDivide(x[0], 0.75) },
  OperationCase("remainder", [[2, 3]], [2, 3], [0, 0, 0.5, 0.25, 0, 0.5]) { x in x[0] % 0.75 },
  OperationCase("isClose", [[2, 3]], [2, 3], [1, 1, 1, 1, 1, 1], isSmooth: false) { x in isClose(x[0], x[0] + 1e-7) },
  OperationCase("clip by tensors", [[2, 3], [3]], [2, 3], [0.1, 0.65, 0.4, 0.9, 0.65, 0.4]) { x in
    clip(x[0], x[1] - 0.4, x[1] + 0.4)
  },
  OperationCase(
    "log2", [[2, 3]], [2, 3],
    [1.70043971814, 1.70043971814, 1.58496250072, 1.45943161864, 1.32192809489, 1.16992500144]
  ) { x in log2(abs(x[0]) + 1) },
  OperationCase(
    "log10", [[2, 3]], [2, 3],
    [0.511883360979, 0.511883360979, 0.47712125472, 0.43933269383, 0.397940008672, 0.352182518111]
  ) { x in log10(abs(x[0]) + 1) },
  OperationCase("mean", [[2, 3, 2]], [3], [0.4375, 1.125, 0.625]) { x in x[0].mean(axes: [0, 2]) },
  OperationCase("variance", [[2, 3]], [2], [4.26388888889, 0.0416666666667]) { x in x[0].variance(axis: 1) },
  OperationCase("standardDeviation", [[2, 3]], [2], [2.06491861556, 0.204124145232]) { x in
    x[0].standardDeviation(axis: 1)
  },
  OperationCase("moments", [[2, 3]], [3], [4, 0.140625, 0.140625]) { x in x[0].moments(axes: [0]).variance },
  OperationCase("average", [[2, 3]], [2], [1.375, 1.41666666667]) { x in
    x[0].average(axis: 1, weights: Tensor([1, 2, 3] as [Double]))
  },
  OperationCase("differences", [[2, 5]], [2, 3], [-4.75, 0, 0, 0, 0, 0]) { x in x[0].differences(order: 2) },
  OperationCase(
    "lowerTriangle", [[2, 3, 3]], [2, 3, 3],
    [-2.25, 0, 0, 1.75, 1.5, 0, 1, 0.75, 0.5, 0.25, 0, 0, -0.5, -0.75, 0, -1.25, -1.5, -1.75]
  ) { x in x[0].lowerTriangle() },
  OperationCase(
    "upperTriangle", [[2, 3, 4]], [2, 3, 4],
    [0, 2.25, 2, 1.75, 0, 0, 1, 0.75, 0, 0, 0, -0.25, 0, -0.75, -1, -1.25, 0, 0, -2, -2.25, 0, 0, 0, 1.5]
  ) { x in x[0].upperTriangle(offset: 1) },
  OperationCase("diagonal", [[3, 4]], [3], [2.25, 1, -0.25], isBatched: false) { x in x[0].diagonal(offset: 1) },
  OperationCase("diagonal of a batch", [[2, 3, 4]], [2, 2], [1.5, 0.25, -1.5, 2]) { x in
    x[0].diagonal(offset: -1, axis1: 1, axis2: 2)
  },
  OperationCase("trace", [[3, 3]], [], [-0.25], isBatched: false) { x in x[0].trace() },
  OperationCase("sum", [[2, 3]], [2], [2, 4.5]) { x in x[0].sum(axis: -1) },
  OperationCase("product", [[2, 3]], [2], [-10.125, 3.28125]) { x in x[0].product(axis: 1) },
  OperationCase("max", [[2, 3]], [2], [2.25, 1.75]) { x in x[0].max(axis: 1) },
  OperationCase("argmax", [[2, 5]], [2], [1, 0], isSmooth: false) { x in x[0].argmax(axis: 1) },
  OperationCase("argmin of all", [[2, 5]], [], [0], isSmooth: false) { x in x[0].argmin() },
  OperationCase("round", [[2, 3]], [2, 3], [-2, 2, 2, 2, 2, 1], isSmooth: false) { x in round(x[0]) },
  OperationCase("round to one place", [[2, 3]], [2, 3], [-0.8, 0.8, 0.7, 0.6, 0.5, 0.4], isSmooth: false) { x in
    round(x[0] / 3, decimals: 1)
  },
  OperationCase(
    "oneHot", [[2, 3]], [2, 3, 3], [0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0], isSmooth: false
  ) { x in oneHot(x[0].cast(to: .int32), 3) },
  OperationCase(
    "oneHot at axis 1", [[2, 3]], [2, 3, 3], [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0], isSmooth: false
  ) { x in oneHot(x[0].cast(to: .int32), 3, axis: 1) },
  OperationCase("multiHot", [[2, 3]], [2, 4], [0, 0, 1, 0, 0, 1, 0, 0], isSmooth: false) { x in
    multiHot(x[0].cast(to: .int32), 4)
  },
  OperationCase("multiHot of a vector", [[3]], [4], [0, 0, 1, 0], isSmooth: false, isBatched: false) { x in
    multiHot(x[0].cast(to: .int32), 4)
  },
  OperationCase("full(like:)", [[2, 3]], [2, 3], [7, 7, 7, 7, 7, 7], isSmooth: false) { x in Tensor.full(like: x[0], 7)
  },
  OperationCase(
    "nanToNumber", [[2, 3]], [2, 3],
    [0, 0.810930216216, 0.69314718056, 0.559615787935, 0.405465108108, 0.223143551314], isSmooth: false
  ) { x in nanToNumber(log(x[0])) },
  OperationCase("x[0]", [[4, 3, 2]], [3, 2], [-2.25, 2.25, 2, 1.75, 1.5, 1.25]) { x in x[0][0] },
  OperationCase("x[-1]", [[4, 3, 2]], [3, 2], [-2, -2.25, 2.25, 2, 1.75, 1.5]) { x in x[0][-1] },
  OperationCase(
    "x[1..<3]", [[4, 3, 2]], [2, 3, 2], [1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75]
  ) { x in x[0][1..<3] },
  OperationCase(
    "x[1...2]", [[4, 3, 2]], [2, 3, 2], [1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75]
  ) { x in x[0][1...2] },
  OperationCase(
    "x[(-2)...]", [[4, 3, 2]], [2, 3, 2], [-0.5, -0.75, -1, -1.25, -1.5, -1.75, -2, -2.25, 2.25, 2, 1.75, 1.5]
  ) { x in x[0][(-2)...] },
  OperationCase(
    "x[..<(-1)]", [[4, 3, 2]], [3, 3, 2],
    [-2.25, 2.25, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75]
  ) { x in x[0][..<(-1)] },
  OperationCase("x[...1]", [[4, 3, 2]], [2, 3, 2], [-2.25, 2.25, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25, 0, -0.25]) {
    x in x[0][...1]
  },
  OperationCase("x[..., 0]", [[4, 3, 2]], [4, 3], [-2.25, 2, 1.5, 1, 0.5, 0, -0.5, -1, -1.5, -2, 2.25, 1.75]) { x in
    x[0][..., 0]
  },
  OperationCase("x[0, ..., 1]", [[4, 3, 2]], [3], [2.25, 1.75, 1.25]) { x in x[0][0, ..., 1] },
  OperationCase("x[1, ...]", [[4, 3, 2]], [3, 2], [1, 0.75, 0.5, 0.25, 0, -0.25]) { x in x[0][1, ...] },
  OperationCase(
    "x[.stride(by: -1)]", [[4, 3, 2]], [4, 3, 2],
    [
      -2, -2.25, 2.25, 2, 1.75, 1.5, -0.5, -0.75, -1, -1.25, -1.5, -1.75, 1, 0.75, 0.5, 0.25, 0, -0.25, -2.25, 2.25, 2,
      1.75, 1.5, 1.25,
    ]
  ) { x in x[0][.stride(by: -1)] },
  OperationCase("x[.stride(from: -1, to: 0, by: -2), 1]", [[4, 3, 2]], [2, 2], [2.25, 2, 0.5, 0.25]) { x in
    x[0][.stride(from: -1, to: 0, by: -2), 1]
  },
  OperationCase(
    "x[.stride(from: 1, to: 99, by: 2)]", [[4, 3, 2]], [2, 3, 2],
    [1, 0.75, 0.5, 0.25, 0, -0.25, -2, -2.25, 2.25, 2, 1.75, 1.5]
  ) { x in x[0][.stride(from: 1, to: 99, by: 2)] },
  OperationCase("x[0..., .newAxis, 2]", [[4, 3, 2]], [4, 1, 2], [1.5, 1.25, 0, -0.25, -1.5, -1.75, 1.75, 1.5]) { x in
    x[0][0..., .newAxis, 2]
  },
  OperationCase(
    "x[[2, 0, -1]]", [[4, 3, 2]], [3, 3, 2],
    [-0.5, -0.75, -1, -1.25, -1.5, -1.75, -2.25, 2.25, 2, 1.75, 1.5, 1.25, -2, -2.25, 2.25, 2, 1.75, 1.5]
  ) { x in x[0][[2, 0, -1]] },
  OperationCase(
    "x[0..., [1, 1]]", [[4, 3, 2]], [4, 2, 2],
    [2, 1.75, 2, 1.75, 0.5, 0.25, 0.5, 0.25, -1, -1.25, -1, -1.25, 2.25, 2, 2.25, 2]
  ) { x in x[0][0..., [1, 1]] },
  OperationCase("x[0, [1, 1]]", [[4, 3, 2]], [2, 2], [2, 1.75, 2, 1.75]) { x in x[0][0, [1, 1]] },
  OperationCase(
    "x[..., Tensor([[0], [1]] as [[Int32]])]", [[4, 3, 2]], [4, 3, 2, 1],
    [
      -2.25, 2.25, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75, -2, -2.25,
      2.25, 2, 1.75, 1.5,
    ]
  ) { x in x[0][..., Tensor([[0], [1]] as [[Int32]])] },
  OperationCase("x[1, 2, 1]", [[4, 3, 2]], [], [-0.25]) { x in x[0][1, 2, 1] },
  OperationCase(
    "x[...]", [[4, 3, 2]], [4, 3, 2],
    [
      -2.25, 2.25, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75, -2, -2.25,
      2.25, 2, 1.75, 1.5,
    ]
  ) { x in x[0][...] },
  OperationCase("x[2..<2]", [[4, 3, 2]], [0, 3, 2], []) { x in x[0][2..<2] },
  OperationCase("x[.stride(from: 3, to: 1, by: 1)]", [[4, 3, 2]], [0, 3, 2], []) { x in
    x[0][.stride(from: 3, to: 1, by: 1)]
  },
  OperationCase(
    "x[.newAxis, 1..., .ellipsis, 0..<1]", [[4, 3, 2]], [1, 3, 3, 1], [1, 0.5, 0, -0.5, -1, -1.5, -2, 2.25, 1.75]
  ) { x in x[0][.newAxis, 1..., .ellipsis, 0..<1] },
  OperationCase(
    "x[(-3)...(-1)]", [[4, 3, 2]], [3, 3, 2],
    [1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -0.75, -1, -1.25, -1.5, -1.75, -2, -2.25, 2.25, 2, 1.75, 1.5]
  ) { x in x[0][(-3)...(-1)] },
]
