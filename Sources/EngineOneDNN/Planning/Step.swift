import TensorGraph

/// A piece of memory that steps read and write.
struct Buffer {
  enum Home {
    /// Planned memory of a run, read and written by several lanes.
    case arena
    /// Memory of one thread, for values that live within one piece of a lane.
    case local
    case input(Int)
    case output(Int)
    case constant(Storage)
  }

  var byteCount: Int
  var home = Home.arena
  /// The steps that write it, each its part; none for inputs and constants.
  var producers: [Step] = []
  /// For partial results, one for each piece of the producing lane; `byteCount` is that of one of them.
  var partial: Partial?
  /// The buffer of the same size whose memory this one takes over if its producer is the last to read that: the producer
  /// reads each element before it writes it.
  var predecessor: Int?
}

/// Results of the pieces of a lane, yet to be put together.
final class Partial {
  /// The number of pieces; known when the lane has been cut.
  var pieces = 1
}

/// How a step touches a buffer.
struct Access {
  enum Pattern: Equatable {
    case whole
    /// Row r of the step's extent touches the bytes from `r * stride` on, and no other.
    case rows(stride: Int)
    /// Touches the same elements for every row.
    case interleaved(stride: Int)
    /// Piece p of the lane writes the p-th part of a buffer of partial results.
    case pieces
  }
  var buffer: Int
  var byteOffset: Int
  var pattern: Pattern

  init(_ buffer: Int, byteOffset: Int = 0, _ pattern: Pattern) {
    self.buffer = buffer
    self.byteOffset = byteOffset
    self.pattern = pattern
  }
}

/// What a step does, prepared for pieces of its extent.
protocol Work: AnyObject {
  /// For profiles and messages.
  var name: String { get }
  /// Whether the prepared kernel depends on where the piece starts, not only on its length.
  var dependsOnPosition: Bool { get }
  /// Makes what runs `rows` rows from row `first` on; `pieces` is the number of pieces of the lane.
  func prepare(first: Int, rows: Int, pieces: Int) throws -> Kernel
}

/// One node of the plan while it is being made.
final class Step {
  /// Follows the program's order.
  var order: Int
  /// The place in the program of the last instruction that became a part of the step.
  var lastOrder: Int
  /// The fused operations that the step will be made of, as long as they are open.
  weak var group: Group?
  /// In the order in which the kernel takes its pointers.
  var accesses: [Access] = []
  /// The first `readCount` of `accesses` are read, the others written.
  var readCount = 0
  /// The number of rows that the step may be cut into.
  var extent = 1
  /// A guess of the time on one thread, in nanoseconds.
  var cost = 0.0
  /// The most pieces that make sense, where pieces cost memory.
  var mostPieces = 64
  var work: (any Work)!
  /// Steps that must come before although no value flows from them.
  var after: [Step] = []

  // Filled by the scheduler.
  var lane = -1
  /// Whether the results stay the same from run to run, as long as the program's steady inputs do.
  var isSteady = false
  var mark = 0

  init(order: Int) {
    self.order = order
    lastOrder = order
  }

  var reads: ArraySlice<Access> { accesses[..<readCount] }
  var writes: ArraySlice<Access> { accesses[readCount...] }
}
