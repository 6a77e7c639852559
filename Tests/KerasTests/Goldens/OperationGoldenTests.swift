import Keras
import TensorGraph
import TestKit
import Testing

/// Operations against `keras.ops`: values, result types and gradients, empty and integer arrays and edges included.
///
/// Tolerance 1e-5 of an array's largest value, 1e-12 in float64; whole numbers and truth values are the same.
@Suite struct OperationGoldenTests {
  static let tested = GoldenOperations.elementwise.union(GoldenOperations.reductions)
    .union(GoldenOperations.structural)

  @Test func everyOperationIsCovered() {
    #expect(uncoveredClasses(.operations, tested: Self.tested, later: []) == [])
  }

  @Test(arguments: GoldenFamily.operations.cases(of: tested), EngineChoice.allCases)
  func matchesKeras(_ golden: GoldenCase, engine: EngineChoice) throws {
    try engine.use { try Self.compare(golden) }
  }

  private static func compare(_ golden: GoldenCase) throws {
    var sources: [Tensor] = []
    func place(_ key: JSON) throws -> Tensor {
      sources.append(try golden.family.tensor(key))
      return sources[sources.count - 1]
    }
    let arguments: [GoldenOperations.Argument] = try golden["arguments"].list.map { argument in
      if !argument["array"].isNull { return .tensor(try place(argument["array"])) }
      if !argument["arrays"].isNull { return .tensors(try argument["arrays"].list.map(place)) }
      return .value(argument["value"])
    }
    let outputs = try GoldenOperations.apply(golden.kind, arguments, golden.config)
    let keys = golden["outputs"].list
    #expect(outputs.count == keys.count)
    var gradients: [Tensor] = []
    let expected = golden["gradients"].list
    if !expected.isEmpty {
      let cotangents: [Tensor?] = try golden.tensors("cotangents")
      gradients = Autodiff.gradients(of: outputs, cotangents: cotangents, withRespectTo: sources)
    }
    for (index, (output, key)) in zip(outputs, keys).enumerated() {
      try expectNone(difference(output, golden, key), "output \(index)")
    }
    for (index, (gradient, key)) in zip(gradients, expected).enumerated() where !key.isNull {
      try expectNone(difference(gradient, golden, key), "gradient \(index)")
    }
  }

  private static func difference(_ actual: Tensor, _ golden: GoldenCase, _ key: JSON) throws -> String? {
    let tolerance = actual.dtype == .float64 ? 1e-12 : actual.dtype.isFloating ? 1e-5 : 0
    return try goldenDifference(actual, golden.family.array(key), tolerance: tolerance)
  }
}
