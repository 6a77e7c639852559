import TensorGraph
import Testing

/// A function that an engine must compute as the reference interpreter does.
package struct ConformanceCase: Sendable, CustomTestStringConvertible {
  package let name: String
  /// The primitive that the case is for, if it is for one.
  package let primitive: (any Primitive.Type)?
  package let inputs: [Domain]
  package let dtype: DType
  package let accuracy: Accuracy
  package let function: @Sendable ([Tensor]) -> [Tensor]

  package var testDescription: String { "\(name) \(dtype.rawValue)" }

  package init(
    _ name: String, of primitive: (any Primitive.Type)? = nil, _ inputs: [Domain], _ dtype: DType = .float32,
    _ accuracy: Accuracy, _ function: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) {
    self.name = name
    self.primitive = primitive
    self.inputs = inputs
    self.dtype = dtype
    self.accuracy = accuracy
    self.function = function
  }

  /// Runs the function on both engines, twice on the tested one, and records an issue where results differ.
  package func check(_ engine: any Engine, sourceLocation: SourceLocation = #_sourceLocation) {
    do {
      var random = TestRandom(name: testDescription)
      let arguments = inputs.map { $0.sample(&random, dtype: dtype) }
      try TensorGraph.evaluate(arguments)
      let expected = try results(ReferenceEngine.shared, arguments)
      let yardstick = try yardstick(arguments)
      let run = try runner(engine, arguments)
      for turn in ["first", "second"] {
        let actual = try run()
        for (index, (a, e)) in zip(actual, expected).enumerated() {
          let what = "\(engine.name): \(testDescription), output \(index), \(turn) run,"
          guard a.type == e.type else {
            Issue.record("\(what) type \(a.type) instead of \(e.type)", sourceLocation: sourceLocation)
            continue
          }
          let values = try e.scalars(as: Double.self)
          let other = try yardstick?[index].scalars(as: Double.self) ?? values
          compare(
            try a.scalars(as: Double.self), values, accuracy.allowed(values, e.dtype, other: other), what,
            sourceLocation)
        }
      }
    } catch {
      Issue.record("\(engine.name): \(testDescription) threw \(error)", sourceLocation: sourceLocation)
    }
  }

  private func runner(_ engine: any Engine, _ arguments: [Tensor]) throws -> () throws -> [Tensor] {
    let function = self.function
    let types = arguments.map(\.type)
    let traced = try Engines.$override.withValue(engine) { () throws in
      try TracedProgram(argumentTypes: types) { try function($0).map { try $0.checked() } }
    }
    let storages = try arguments.map { try $0.materialized() }
    return {
      zip(try traced.run(storages), traced.resultTypes).map { Tensor(storage: $0, type: $1) }
    }
  }

  private func results(_ engine: any Engine, _ arguments: [Tensor]) throws -> [Tensor] {
    try runner(engine, arguments)()
  }

  private func yardstick(_ arguments: [Tensor]) throws -> [Tensor]? {
    switch accuracy {
    case .exact, .units: nil
    case .sums: try results(ReferenceEngine.shared, arguments.map { $0.dtype.isFloating ? try abs($0).settled() : $0 })
    case .program:
      try results(
        ReferenceEngine.shared, arguments.map { $0.dtype.isFloating ? try $0.cast(to: .float64).settled() : $0 })
    }
  }

  private func compare(
    _ actual: [Double], _ expected: [Double], _ allowed: [Double], _ what: String, _ sourceLocation: SourceLocation
  ) {
    var worst: (index: Int, excess: Double)?
    for index in expected.indices {
      let (a, e) = (actual[index], expected[index])
      if a == e || (a.isNaN && e.isNaN) { continue }
      let difference = abs(a - e)
      if difference <= allowed[index] { continue }
      let excess = allowed[index] > 0 && difference.isFinite ? difference / allowed[index] : .infinity
      if excess > worst?.excess ?? 0 { worst = (index, excess) }
    }
    guard let (index, excess) = worst else { return }
    Issue.record(
      "\(what) element \(index) of \(expected.count): \(actual[index]) instead of \(expected[index]), \(excess) times the tolerance",
      sourceLocation: sourceLocation)
  }
}

extension Tensor {
  fileprivate func settled() throws -> Tensor {
    _ = try materialized()
    return self
  }
}
