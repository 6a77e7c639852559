import TensorGraph
import Testing

/// A row of a gradient table: a function, inputs on which it is smooth, and how often it may be differentiated.
package struct GradientCase: Sendable, CustomTestStringConvertible {
  package let name: String
  /// The primitive that the row is for, if it is for one.
  package let primitive: (any Primitive.Type)?
  package let inputs: [Domain]
  package let order: Int
  package let function: @Sendable ([Tensor]) -> [Tensor]

  package var testDescription: String { name }

  package init(
    _ name: String, of primitive: (any Primitive.Type)? = nil, _ inputs: [Domain], order: Int = 2,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(name, of: primitive, inputs, order: order, outputs: { [function($0)] })
  }

  package init(
    _ name: String, of primitive: (any Primitive.Type)? = nil, _ inputs: [Domain], order: Int = 2,
    outputs function: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) {
    self.name = name
    self.primitive = primitive
    self.inputs = inputs
    self.order = order
    self.function = function
  }
}

extension GradientCase {
  /// Compares gradients with central differences in `float64`: along a random direction, then the whole Jacobian if it
  /// is small, then the gradient of the gradient along a random direction.
  package func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    var random = TestRandom(name: name)
    let point = inputs.map { $0.sample(&random) }
    let outputs = function(point)
    for output in outputs { _ = try output.checked() }
    let weights = outputs.map { Domain.real($0.shape.staticDimensions, -1, 1).sample(&random) }
    let weighted = { (x: [Tensor]) -> Tensor in
      zip(function(x), weights).reduce(Tensor(0.0, dtype: .float64)) { total, pair in
        total + (pair.0.cast(to: .float64) * pair.1).sum()
      }
    }
    try checkDirection(weighted, at: point, &random, "gradient", sourceLocation)
    if outputs.count == 1, Self.count(point) * Self.count(outputs) <= Self.largestJacobian {
      try checkJacobian(at: point, sourceLocation)
    }
    guard order > 1 else { return }
    let directions = inputs.map { Domain.real($0.shape, -1, 1).sample(&random) }
    let slope = { (x: [Tensor]) -> Tensor in
      zip(Self.gradients(weighted, at: x), directions).reduce(Tensor(0.0, dtype: .float64)) { total, pair in
        pair.0.dtype.isFloating ? total + (pair.0 * pair.1).sum() : total
      }
    }
    try checkDirection(slope, at: point, &random, "second-order gradient", sourceLocation)
  }

  private static let largestJacobian = 600
  // Central differences are off by about step² and by 1e-16 / step; both stay far below the tolerance.
  private static let step = 1e-5
  private static let tolerance = 2e-7

  private static func count(_ tensors: [Tensor]) -> Int { tensors.reduce(0) { $0 + ($1.shape.count ?? 0) } }

  /// Gradients of a scalar function at a point; the walk starts from nodes of its own.
  private static func gradients(_ function: ([Tensor]) -> Tensor, at point: [Tensor]) -> [Tensor] {
    let trace = Trace.current ?? Trace(.eager)
    return trace.record {
      let start = point.map { apply(Convert(dtype: $0.dtype), [$0]) }
      return TensorGraph.gradients(of: function(start), withRespectTo: start)
    }
  }

  private func checkDirection(
    _ function: ([Tensor]) -> Tensor, at point: [Tensor], _ random: inout TestRandom, _ what: String,
    _ sourceLocation: SourceLocation
  ) throws {
    let direction = inputs.map { Domain.real($0.shape, -1, 1).sample(&random) }
    func moved(_ step: Double) -> [Tensor] {
      zip(point, direction).map { $0.dtype.isFloating ? $0 + $1 * step : $0 }
    }
    let gradients = Self.gradients(function, at: point)
    var expected = 0.0
    for (gradient, direction) in zip(gradients, direction) where gradient.dtype.isFloating {
      expected += try (gradient * direction).sum().scalar()
    }
    let (high, low) = (try function(moved(Self.step)).scalar(), try function(moved(-Self.step)).scalar())
    expectClose(
      [(high - low) / (2 * Self.step)], [expected], absolute: Self.tolerance * max(1, abs(high)),
      relative: Self.tolerance * 10, "\(name): \(what),", sourceLocation: sourceLocation)
  }

  private func checkJacobian(at point: [Tensor], _ sourceLocation: SourceLocation) throws {
    let outputShape = function(point)[0].shape.staticDimensions
    let outputCount = outputShape.reduce(1, *)
    var rows: [[[Double]]] = []
    for output in 0..<outputCount {
      let picked = Tensor((0..<outputCount).map { $0 == output ? 1.0 : 0 }, shape: outputShape, dtype: .float64)
      let gradients = Self.gradients({ (function($0)[0].cast(to: .float64) * picked).sum() }, at: point)
      rows.append(try gradients.map { try $0.scalars(as: Double.self) })
    }
    for (index, input) in point.enumerated() where input.dtype.isFloating {
      let values = try input.scalars(as: Double.self)
      for element in values.indices {
        func outputs(_ step: Double) throws -> [Double] {
          var moved = values
          moved[element] += step
          var inputs = point
          inputs[index] = Tensor(moved, shape: input.shape.staticDimensions, dtype: .float64)
          return try function(inputs)[0].scalars(as: Double.self)
        }
        let (high, low) = (try outputs(Self.step), try outputs(-Self.step))
        expectClose(
          zip(high, low).map { ($0 - $1) / (2 * Self.step) }, rows.map { $0[index][element] },
          absolute: Self.tolerance, relative: Self.tolerance * 10,
          "\(name): Jacobian, input \(index), element \(element),", sourceLocation: sourceLocation)
      }
    }
  }
}
