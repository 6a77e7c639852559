import Synchronization

/// Compiles programs. Adding one: a target with a type of this protocol, and a call to the engine conformance suite.
package protocol Engine: AnyObject, Sendable {
  /// For messages and tests.
  var name: String { get }

  /// Prepares a program to be run many times. Only programs whose lengths are all known get here.
  ///
  /// - Parameter memory: what it works in, which it shares with other programs.
  func compile(_ program: Program, in memory: WorkingMemory) throws -> any Executable

  /// Runs `body`, which traces and compiles a step of training; what the engine needs for training, it can prepare beside.
  func preparingTraining<Result>(_ body: () throws -> Result) rethrows -> Result

  /// Runs all tasks of `gather`; engines may do it on several threads.
  func run(_ gather: RowGather)
}

/// A compiled program; may be run from several threads at once.
package protocol Executable: AnyObject, Sendable {
  /// Bytes of working memory that one run takes, beside inputs and outputs.
  var workingByteCount: Int { get }

  /// Names of the operations that run through the reference interpreter, which is a hundred times slower than a kernel.
  var interpretedOperations: [String] { get }

  /// Bytes that the program holds between runs, about.
  var keptByteCount: Int { get }

  /// Runs the program. `inputs` and `outputs` are in the program's order; an aliased output is the same storage as its
  /// input. The caller makes sure that storages written to are its own.
  func run(inputs: [Storage], outputs: [Storage]) throws

  /// Runs the program, and all tasks of `gather` when threads have nothing else to do; both are done on return.
  func run(inputs: [Storage], outputs: [Storage], beside gather: RowGather?) throws
}

/// Which engine compiles programs.
package enum Engines {
  private static let preferred = Mutex<(any Engine)?>(nil)

  /// The engine for the current task instead of the default one, for tests.
  @TaskLocal package static var override: (any Engine)?

  /// Makes `engine` the default. An engine's own target calls this when the process starts: a constructor in its C shim
  /// calls a Swift function that it exports with `@_cdecl`, so that linking the engine is enough and nothing is looked up.
  package static func register(_ engine: any Engine) { preferred.withLock { $0 = engine } }

  package static var current: any Engine {
    override ?? preferred.withLock { $0 } ?? ReferenceEngine.shared
  }
}

extension Engine {
  /// Prepares a program that has its working memory to itself.
  package func compile(_ program: Program) throws -> any Executable { try compile(program, in: WorkingMemory()) }

  package func preparingTraining<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }

  package func run(_ gather: RowGather) {
    for task in 0..<gather.taskCount { gather.run(task) }
  }
}

extension Executable {
  package func run(inputs: [Storage], outputs: [Storage], beside gather: RowGather?) throws {
    if let gather { for task in 0..<gather.taskCount { gather.run(task) } }
    try run(inputs: inputs, outputs: outputs)
  }
}
