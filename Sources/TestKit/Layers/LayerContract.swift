import Keras
import TensorGraph

/// What every layer keeps to, whatever it computes; `violations()` says where one doesn't.
///
/// - Symbolic shapes equal those of runs, for several batch sizes and for unknown lengths; types too.
/// - A model of the layer gives what the layer gives, and calls it again without new weights.
/// - Weights have Keras' names, paths and shapes; freezing the layer freezes them all.
/// - Masks go where they should; `mixed_bfloat16` computes in 16 bits on weights of 32.
/// - One step of training gives a finite loss, and changes the layer's trainable weights and what is before it.
package struct LayerContract: Sendable, CustomStringConvertible {
  /// What becomes of masks on all inputs.
  package enum MaskRule: Sendable {
    /// The output has the same.
    case passes
    /// The output has none.
    case stops
    /// The output has one of its own, `[batch, time]` of the output.
    case changes
  }

  package let description: String
  /// With the batch, which is `nil`; other lengths that are `nil` vary too.
  package var inputs: [Shape]
  package var inputType = DType.float32
  /// What unknown lengths other than the batch are in runs.
  package var lengths = [9, 6]
  /// Paths below the layer's name with their shapes, in the order of `weights`.
  package var weights: [(name: String, shape: [Int])] = []
  /// Whether each output has to depend on what is before the layer, as it must unless the layer is a step function.
  package var passesGradients = true
  package var mask = MaskRule.stops
  /// The largest relative difference between `mixed_bfloat16` and `float32`.
  package var mixedTolerance = 0.03
  package let make: @Sendable (DTypePolicy?) -> Layer

  package init(
    _ description: String, inputs: [Shape], weights: [(name: String, shape: [Int])] = [], mask: MaskRule = .stops,
    make: @escaping @Sendable (DTypePolicy?) -> Layer
  ) {
    self.description = description
    self.inputs = inputs
    self.weights = weights
    self.mask = mask
    self.make = make
  }

  /// The same with other settings.
  package func with(_ change: (inout LayerContract) -> Void) -> LayerContract {
    var copy = self
    change(&copy)
    return copy
  }

  /// Everything that the layer does not keep to, in words; empty if all is well.
  package func violations() -> [String] {
    let checks: [(String, () throws -> [String])] = [
      ("shapes", checkShapes), ("model", checkModel), ("weights", checkWeights), ("mask", checkMask),
      ("mixed_bfloat16", checkMixedPrecision), ("training", checkTraining),
    ]
    return checks.flatMap { name, check in
      do {
        return try check().map { "\(name): \($0)" }
      } catch {
        return ["\(name): \(error)"]
      }
    }
  }

  /// The text of the error that the layer gives on inputs of these shapes, as if called at `Test.swift:1`.
  package static func message(_ layer: Layer, _ inputs: [Tensor]) -> String {
    layer.invoke(inputs, training: nil, file: "Test.swift", line: 1)[0].error?.description ?? "no error"
  }

  func symbolic(_ shapes: [Shape]) -> [Tensor] {
    shapes.enumerated().map { index, shape in
      .symbolicInput(name: "input_\(index)", type: TensorType(shape, inputType))
    }
  }

  /// The inputs' shapes with all lengths known.
  func shapes(batch: Int, length: Int) -> [Shape] {
    inputs.map { shape in
      Shape(shape.dimensions.enumerated().map { axis, dimension in dimension ?? (axis == 0 ? batch : length) })
    }
  }

  func values(batch: Int, length: Int) -> [Tensor] {
    shapes(batch: batch, length: length).enumerated().map { index, shape in
      let noise = Random.normal(shape, key: Tensor([UInt32(7), UInt32(index)]))
      return (inputType.isFloating ? noise : abs(noise) * 20).cast(to: inputType)
    }
  }

  func call(_ layer: Layer, _ inputs: [Tensor], training: Bool? = false) throws -> Tensor {
    try layer.invoke(inputs, training: training, file: #fileID, line: #line)[0].checked()
  }
}
