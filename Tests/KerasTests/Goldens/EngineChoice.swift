import TensorGraph

/// The engine that a golden case runs on: the library's own choice, and the interpreter that all are measured by.
enum EngineChoice: CaseIterable {
  case standard, reference

  func use<Result>(_ body: () throws -> Result) rethrows -> Result {
    switch self {
    case .standard: try body()
    case .reference: try Engines.$override.withValue(ReferenceEngine.shared) { try body() }
    }
  }
}
