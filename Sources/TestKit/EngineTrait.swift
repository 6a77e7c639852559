import TensorGraph
import Testing

/// Runs a test or a suite on a given engine, whatever engine is linked.
package struct EngineTrait: TestTrait, SuiteTrait, TestScoping {
  let engine: any Engine
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await Engines.$override.withValue(engine, operation: function)
  }
}

extension Trait where Self == EngineTrait {
  /// On the reference interpreter.
  package static var onReference: Self { EngineTrait(engine: ReferenceEngine.shared) }

  package static func on(_ engine: any Engine) -> Self { EngineTrait(engine: engine) }
}
