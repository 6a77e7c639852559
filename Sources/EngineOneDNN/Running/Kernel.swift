import CKernels
import COneDNN
import TensorGraph

typealias Pointers = UnsafePointer<UnsafeMutableRawPointer?>

/// What one thread needs to run kernels: its scratch memory and its own oneDNN calls.
struct Worker {
  let scratch: UnsafeMutableRawPointer
  let calls: UnsafeMutablePointer<OpaquePointer?>
}

/// A prepared piece of work. Immutable, shared by all runs; one call works on the calling thread until done.
class Kernel {
  /// Scratch memory that a run needs, aligned to 64 bytes.
  var scratchByteCount: Int { 0 }

  /// Returns 0, or an error number.
  func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    preconditionFailure("a kernel must say what it runs")
  }
}

/// Does nothing: what remains of a step that turned out to be needless.
final class EmptyKernel: Kernel {
  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 { 0 }
}

/// A oneDNN primitive.
final class OneDNNKernel: Kernel {
  let primitive: OpaquePointer
  /// oneDNN's role of each pointer.
  let roles: [Int32]
  /// Bytes from the first and from the last pointer to where the primitive starts.
  private let shifts: (first: Int, last: Int)
  /// The place of the calls in `Worker.calls`; set when the plan is complete.
  var callIndex = -1
  private let scratchBytes: Int

  init(primitive: OpaquePointer, roles: [Int32], shifts: (first: Int, last: Int) = (0, 0)) {
    self.primitive = primitive
    self.roles = roles
    self.shifts = shifts
    scratchBytes = onednn_primitive_scratch_bytes(primitive)
  }

  deinit { onednn_primitive_destroy(primitive) }

  var implementation: String { String(cString: onednn_primitive_implementation(primitive)) }

  override var scratchByteCount: Int { scratchBytes }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    let call = worker.calls[callIndex]!
    roles.withUnsafeBufferPointer { roles in
      let last = roles.count - 1
      onednn_call_bind(call, roles[0], pointers[0]! + shifts.first)
      for position in 1..<last { onednn_call_bind(call, roles[position], pointers[position]) }
      onednn_call_bind(call, roles[last], pointers[last]! + shifts.last)
    }
    if scratchBytes > 0 { onednn_call_bind(call, Int32(ONEDNN_SCRATCH.rawValue), worker.scratch) }
    return onednn_call_run(call)
  }
}

/// A fused elementwise program.
final class ProgramKernel: Kernel {
  private let program: OpaquePointer
  private let scratchBytes: Int

  init(program: OpaquePointer) {
    self.program = program
    scratchBytes = ck_program_scratch_bytes(program, 1)
  }

  deinit { ck_program_free(program) }

  override var scratchByteCount: Int { scratchBytes }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    ck_program_run(program, pointers, worker.scratch, 1)
    return 0
  }
}

/// A strided copy, after filling the destination if `fill` says with what.
final class CopyKernel: Kernel {
  struct Fill {
    var count: Int
    var elementSize: Int
    var bits: UInt64
  }
  private let copy: OpaquePointer?
  private let fill: Fill?

  init(copy: OpaquePointer?, fill: Fill? = nil) {
    self.copy = copy
    self.fill = fill
  }

  deinit { if let copy { ck_copy_free(copy) } }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    if let fill { ck_fill(pointers[2], Int64(fill.count), Int32(fill.elementSize), fill.bits, 1) }
    if let copy { ck_copy_run(copy, pointers[0], pointers[1], 1) }
    return 0
  }
}

/// Any other function of the C kernels.
final class FunctionKernel: Kernel {
  private let scratchBytes: Int
  private let body: (Pointers, UnsafeMutableRawPointer) -> Void

  init(scratchByteCount: Int = 0, _ body: @escaping (Pointers, UnsafeMutableRawPointer) -> Void) {
    scratchBytes = scratchByteCount
    self.body = body
  }

  override var scratchByteCount: Int { scratchBytes }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    body(pointers, worker.scratch)
    return 0
  }
}

/// A kernel that data can make fail.
final class CheckedKernel: Kernel {
  private let body: (Pointers) -> Int32
  /// Whole numbers were to be picked at places that are not there.
  static let indexOutside: Int32 = -2

  init(_ body: @escaping (Pointers) -> Int32) { self.body = body }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 { body(pointers) }
}

/// The reference interpreter for one operation.
final class InterpretedKernel: Kernel {
  private let operation: any Interpreted
  private let inputs: [TensorType]
  private let outputs: [TensorType]
  static let failure: Int32 = -1
  /// What `KerasError` means in operations whose types are right.
  static let outOfMemory: Int32 = -3

  init(operation: any Interpreted, inputs: [TensorType], outputs: [TensorType]) {
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
  }

  override func run(_ pointers: Pointers, _ worker: borrowing Worker) -> Int32 {
    let arguments = inputs.enumerated().map { index, type in
      HostArray(
        storage: Storage(adopting: pointers[index]!, byteCount: type.byteCount, release: {}), type: type)
    }
    let results: [HostArray]
    do {
      results = try operation.interpret(arguments, to: outputs)
    } catch {
      return error is IndexOutside ? CheckedKernel.indexOutside : error is KerasError ? Self.outOfMemory : Self.failure
    }
    for (index, type) in outputs.enumerated() {
      pointers[inputs.count + index]!.copyMemory(
        from: results[index].storage.pointer, byteCount: type.byteCount)
    }
    return 0
  }
}
