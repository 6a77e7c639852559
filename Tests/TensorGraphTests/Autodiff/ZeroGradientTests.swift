import TensorGraph
import Testing

/// Gradients where a norm is 0. Those of TensorFlow where it has finite ones, else 0.
struct ZeroGradientTests {
  private static let functions: [(String, @Sendable (Tensor) -> Tensor, atZero: [Double])] = [
    ("norm", { norm($0) }, [0, 0, 0]), ("norm of order 2", { norm($0, order: 2, axis: 0) }, [0, 0, 0]),
    ("norm of order 1", { norm($0, order: 1, axis: 0) }, [0, 0, 0]),
    ("norm of order 3", { norm($0, order: 3, axis: 0) }, [0, 0, 0]),
    ("standardDeviation", { $0.standardDeviation() }, [0, 0, 0]),
    ("normalize", { normalize($0) }, [1e7, 1e7, 1e7]),
    ("normalize of order 3", { normalize($0, order: 3) }, [1e7, 1e7, 1e7]),
  ]

  @Test func gradientsAtZeroAreFinite() throws {
    for (name, function, expected) in Self.functions {
      let zeros = Tensor.zeros([3], dtype: .float64)
      let (value, gradient) = valueAndGradient(at: zeros) { function($0).sum() }
      #expect(try value.scalar() == 0, "\(name)")
      let numbers = try gradient.scalars(as: Double.self)
      #expect(zip(numbers, expected).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) }, "\(name): \(numbers)")
      // And so are those of the gradient.
      let second = valueAndGradient(at: zeros) { x in
        valueAndGradient(at: x) { function($0).sum() }.gradient.sum()
      }.gradient
      #expect(try second.scalars(as: Double.self).allSatisfy(\.isFinite), "\(name)")
    }
  }

  @Test func gradientsElsewhereAreKeras() throws {
    let expected: [String: [Double]] = [
      "norm": [0.6, 0.8, 0], "norm of order 3": [0.44485142827, 0.79084700346, 0],
      "standardDeviation": [0.1307440847, 0.3268602192, -0.4576043189], "normalize": [0.032, -0.024, 0.2],
      "normalize of order 3": [0.068407341838, -0.051305562258, 0.222323924303],
    ]
    for (name, function, _) in Self.functions {
      guard let expected = expected[name] else { continue }
      let gradient = valueAndGradient(at: Tensor([3, 4, 0], dtype: .float64)) { function($0).sum() }.gradient
      let numbers = try gradient.scalars(as: Double.self)
      #expect(zip(numbers, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name): \(numbers)")
    }
  }

  private final class Origin: SymbolicOrigin {
    let input: Tensor?
    let displayName = "'origin'"
    init(_ input: Tensor?) { self.input = input }
  }

  @Test func longChainsOfCallsAreFreed() {
    var tensor: Tensor?
    for _ in 0..<100_000 {
      let inputs = tensor.map { [$0] } ?? []
      tensor = Tensor(
        node: Node(
          kind: .symbolic(Origin(tensor)), inputs: inputs, types: [TensorType([nil], .float32)], isSymbolic: true))
    }
    tensor = nil
  }
}
