import CKernels
import COneDNN
import TensorGraph

extension Planner {
  /// A product of matrices, batched over any number of axes; the strides of its operands may be any that oneDNN takes.
  func planProduct(_ operation: DotGeneral, _ instruction: Program.Instruction) throws -> Bool {
    let id = instruction.outputs[0]
    guard dtype(id).oneDNNType != nil, shape(id).count <= 10 else { return false }
    let left = view(instruction.inputs[0])
    let right = view(instruction.inputs[1])
    let leftFree = operation.leftFree(rank: left.shape.count)
    let rightFree = operation.rightFree(rank: right.shape.count)
    // The pairs of contracting axes may be taken in any order: that in which the left operand stores them.
    let order = operation.leftContracting.indices.sorted {
      operation.leftContracting[$0] < operation.leftContracting[$1]
    }
    let leftContracting = order.map { operation.leftContracting[$0] }
    let rightContracting = order.map { operation.rightContracting[$0] }
    let a = matrix(left, batch: operation.leftBatch, rows: leftFree, columns: leftContracting)
    let b = matrix(right, batch: operation.rightBatch, rows: rightContracting, columns: rightFree)
    guard a.shape.allSatisfy({ $0 > 0 }), b.shape.allSatisfy({ $0 > 0 }) else { return false }
    let work = ProductWork(step: addStep(), left: a, right: b)
    // Every machine has float32; other types only where oneDNN says so.
    guard left.dtype == .float32 || work.isSupported else {
      steps.removeLast()
      return false
    }
    let result = addResult(id)
    work.result = result
    work.connect(self)
    fusable[id] = work
    return true
  }

  /// The view with its axes grouped as [batch…, rows, columns], copied if its strides do not allow that.
  private func matrix(_ view: View, batch: [Int], rows: [Int], columns: [Int]) -> View {
    let order = batch + rows + columns
    let target =
      batch.map { view.shape[$0] } + [rows, columns].map { axes in axes.reduce(1) { $0 * view.shape[$1] } }
    let moved = view.transposed(order)
    let split = batch.count + rows.count
    if let rowStride = moved.mergedStride(batch.count..<split),
      let columnStride = moved.mergedStride(split..<order.count)
    {
      var result = moved
      result.shape = target
      result.strides = Array(moved.strides[..<batch.count]) + [rowStride, columnStride]
      if let usable = ProductWork.usable(result) { return usable }
    }
    return contiguous(moved).reshaped(to: target)!
  }
}

/// [batch…, m, k] x [batch…, k, n] with a bias and a lower bound of zero if wanted: by our own loops where they are the
/// fast ones, else on oneDNN.
final class ProductWork: Work, PostFusable {
  /// The step that does this work, and owns it.
  unowned let step: Step
  let left: View
  let right: View
  var result: View!
  var bias: View?
  var clampsAtZero = false
  let dependsOnPosition = false

  init(step: Step, left: View, right: View) {
    self.step = step
    self.left = left
    self.right = right
  }

  var rank: Int { left.shape.count }
  var m: Int { left.shape[rank - 2] }
  var k: Int { left.shape[rank - 1] }
  var n: Int { right.shape[rank - 1] }
  var channels: Int { n }
  private var batch: [Int] { zip(left.shape, right.shape).dropLast(2).map { max($0, $1) } }
  private var batchAxis: Int? { batch.firstIndex { $0 > 1 } }

  /// Batches are cut if there are any, else rows.
  private var extent: Int { batchAxis.map { batch[$0] } ?? m }

  var name: String {
    "product \(batch.map { "\($0)x" }.joined())\(m)x\(k)x\(n)" + (bias == nil ? "" : " bias")
      + (clampsAtZero ? " relu" : "")
  }

  /// The view with strides that oneDNN takes: one of the last two axes has stride 1, and nothing repeats.
  static func usable(_ view: View) -> View? {
    var view = view
    let rank = view.shape.count
    let (rows, columns) = (view.shape[rank - 2], view.shape[rank - 1])
    // The stride of an axis of one element means nothing; make it one that looks right.
    if columns == 1 { view.strides[rank - 1] = rows == 1 || view.strides[rank - 2] > 1 ? 1 : max(rows, 1) }
    if rows == 1 { view.strides[rank - 2] = view.strides[rank - 1] == 1 ? columns : 1 }
    let (rowStride, columnStride) = (view.strides[rank - 2], view.strides[rank - 1])
    guard (columnStride == 1 && rowStride >= columns) || (rowStride == 1 && columnStride >= rows) else { return nil }
    for axis in 0..<(rank - 2) {
      if view.shape[axis] == 1 { view.strides[axis] = rows * columns }
      guard view.strides[axis] > 0 else { return nil }
    }
    return view
  }

  func connect(_ planner: Planner) {
    step.work = self
    step.lastOrder = planner.position
    let flops = 2.0 * Double(batch.reduce(1, *)) * Double(m) * Double(k) * Double(n)
    step.cost = 700 + flops / (left.dtype == .bfloat16 ? 400 : 200)
    reconnect(planner)
    step.extent = extent
    // Each piece reads and packs all of the right operand: where that is large, few rows wait for it.
    if batchAxis == nil, k * n * right.dtype.byteCount >= 1 << 20 { step.mostPieces = max(2, m / 384) }
  }

  /// Says what the step touches, the bias included.
  func reconnect(_ planner: Planner) {
    var reads = [
      Access(left.buffer, byteOffset: left.byteOffset, pattern(left, batchAxis ?? rank - 2)),
      Access(right.buffer, byteOffset: right.byteOffset, batchAxis.map { pattern(right, $0) } ?? .whole),
    ]
    if let bias { reads.append(Access(bias.buffer, byteOffset: bias.byteOffset, .whole)) }
    let stride = result.count / max(extent, 1) * result.dtype.byteCount
    planner.connect(step, reads: reads, writes: [Access(result.buffer, .rows(stride: stride))])
  }

  private func pattern(_ view: View, _ axis: Int) -> Access.Pattern {
    let stride = view.strides[axis]
    let outermost = view.strides.indices.allSatisfy { $0 == axis || view.strides[$0] * view.shape[$0] <= stride }
    return outermost
      ? .rows(stride: stride * view.dtype.byteCount) : .interleaved(stride: stride * view.dtype.byteCount)
  }

  var isSupported: Bool { (try? make(rows: extent)) != nil }

  func prepare(first: Int, rows: Int, pieces: Int) throws -> Kernel { try make(rows: rows) }

  private func make(rows: Int) throws -> Kernel {
    if let kernel = ownKernel(rows: rows) { return kernel }
    let dtype = left.dtype
    var leftShape = left.shape
    var rightShape = right.shape
    if let batchAxis {
      leftShape[batchAxis] = rows
      rightShape[batchAxis] = rows
    } else {
      leftShape[rank - 2] = rows
    }
    var resultShape = leftShape
    resultShape[rank - 1] = n
    let biasShape = Array(repeating: 1, count: rank - 1) + [n]
    guard let source = Layout(leftShape, strides: left.strides, dtype),
      let weights = Layout(rightShape, strides: right.strides, dtype),
      let destination = Layout(resultShape, strides: View.rowMajor(resultShape), dtype)
    else { throw PlanError(description: "oneDNN has no layout for \(name)") }
    let biasLayout = bias.flatMap { _ in Layout(biasShape, strides: View.rowMajor(biasShape), dtype) }
    let post: [onednn_post_operation] = clampsAtZero ? [.relu] : []
    guard
      let primitive = onednn_matmul(
        source.handle, weights.handle, biasLayout?.handle, destination.handle, post, Int32(post.count))
    else { throw PlanError(description: "oneDNN has no \(name)") }
    var roles = [ONEDNN_SOURCE.role, ONEDNN_WEIGHTS.role]
    if bias != nil { roles.append(ONEDNN_BIAS.role) }
    return OneDNNKernel(primitive: primitive, roles: roles + [ONEDNN_DESTINATION.role])
  }
  /// Our own product of float32 matrices, where this machine has it.
  private func ownKernel(rows: Int) -> Kernel? {
    guard left.dtype == .float32, rank - 2 <= Int(CK_PRODUCT_RANK) else { return nil }
    var shape = ck_product_shape()
    shape.rows = Int64(batchAxis == nil ? rows : m)
    shape.depth = Int64(k)
    shape.columns = Int64(n)
    (shape.left_row, shape.left_column) = (Int64(left.strides[rank - 2]), Int64(left.strides[rank - 1]))
    (shape.right_row, shape.right_column) = (Int64(right.strides[rank - 2]), Int64(right.strides[rank - 1]))
    shape.clamps_at_zero = clampsAtZero
    shape.batch_rank = Int32(rank - 2)
    func set(_ field: WritableKeyPath<ck_product_shape, BatchSteps>, _ value: (Int) -> Int) {
      withUnsafeMutableBytes(of: &shape[keyPath: field]) { bytes in
        let steps = bytes.bindMemory(to: Int64.self)
        for axis in 0..<(rank - 2) { steps[axis] = Int64(value(axis)) }
      }
    }
    set(\.batch) { $0 == batchAxis ? rows : batch[$0] }
    set(\.left_batch) { left.shape[$0] == 1 ? 0 : left.strides[$0] }
    set(\.right_batch) { right.shape[$0] == 1 ? 0 : right.strides[$0] }
    guard ck_product_is_fast(&shape) else { return nil }
    let (prepared, hasBias) = (shape, bias != nil)
    return FunctionKernel(scratchByteCount: ck_product_scratch_bytes(&shape)) { pointers, scratch in
      var shape = prepared
      func floats(_ index: Int) -> UnsafeMutablePointer<Float> { pointers[index]!.assumingMemoryBound(to: Float.self) }
      ck_product_run(
        &shape, floats(0), floats(1), hasBias ? UnsafePointer(floats(2)) : nil, floats(hasBias ? 3 : 2), scratch)
    }
  }

  /// One number for each axis of a batch, as C has it.
  private typealias BatchSteps = (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64)
}
