import CKernels
import COneDNN
import TensorGraph

/// Compiles programs for the processor: oneDNN for products and convolutions, fused kernels for the rest, and the
/// reference interpreter for what neither has.
package final class OneDNNEngine: Engine {
  /// What the engine may do; tests switch parts off and compare.
  package struct Options: Sendable, Hashable {
    /// The most threads that one run uses.
    package var threadCount: Int
    /// Several elementwise operations and reductions in one pass.
    package var fusesElementwise = true
    /// Bias and relu as a part of the product or convolution.
    package var fusesPostOperations = true
    /// Steps run piece by piece while the data is in cache.
    package var chainsSteps = true
    /// Leaves ground that nothing may touch behind each buffer, to be looked at after a run. Steps then share no memory.
    package var guardsMemory = false
    /// Every operation by the reference interpreter.
    package var interpretsAll = false

    /// Whether the processor computes in `bfloat16`.
    package var hasBFloat16 = onednn_has_bfloat16()

    package init(threadCount: Int = Int(ck_threads())) { self.threadCount = max(threadCount, 1) }
  }

  package static let shared = OneDNNEngine()
  package let name = "oneDNN"
  package let options: Options

  package init(options: Options = Options()) { self.options = options }

  package func compile(_ program: Program, in memory: WorkingMemory) throws -> any Executable {
    try plan(program, in: memory)
  }

  package func preparingTraining<Result>(_ body: () throws -> Result) rethrows -> Result {
    // With a single thread the work would only be done earlier, not beside other work.
    guard options.threadCount > 1, onednn_warm_up_start() else { return try body() }
    defer { onednn_warm_up_finish() }
    return try body()
  }

  package func run(_ gather: RowGather) {
    ck_parallel(
      { context, task, _ in
        Unmanaged<RowGather>.fromOpaque(context!)._withUnsafeGuaranteedRef { $0.run(Int(task)) }
      }, Unmanaged.passUnretained(gather).toOpaque(), Int64(gather.taskCount), Int32(options.threadCount))
  }

  func plan(_ program: Program, in memory: WorkingMemory = WorkingMemory()) throws -> Plan {
    // What can't be given is said before there is a plan, which may hold constants of such a size.
    try Memory.check(results: program.outputTypes)
    let planner = Planner(program, options: options, memory: memory)
    try planner.plan()
    let plan = try Plan(planner, options: options)
    try Memory.check(results: program.outputTypes, workingByteCount: plan.workingByteCount)
    return plan
  }
}

/// Makes the engine the default one; called when a process that links it starts.
@c(onednn_engine_register) public func registerOneDNNEngine() {
  Engines.register(OneDNNEngine.shared)
}
