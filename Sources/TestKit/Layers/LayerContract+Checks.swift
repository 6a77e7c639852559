import Keras
import TensorGraph

extension LayerContract {
  func checkShapes() throws -> [String] {
    var found: [String] = []
    for training in [false, true] {
      let layer = make(nil)
      let open = try call(layer, symbolic(inputs), training: training)
      for batch in [1, 3] {
        for length in lengths {
          let known = try call(layer, symbolic(shapes(batch: batch, length: length)), training: training)
          let run = try call(layer, values(batch: batch, length: length), training: training)
          _ = try run.scalars(as: Double.self)
          let place = "batch \(batch), length \(length), training \(training)"
          if known.type != run.type { found.append("\(place): symbolic \(known.type), run \(run.type)") }
          if !open.shape.matches(run.shape) || open.dtype != run.dtype {
            found.append("\(place): with unknown lengths \(open.type), run \(run.type)")
          }
          if open.shape[0] != nil { found.append("\(place): the batch of \(open.type) is not open") }
        }
      }
    }
    return found
  }

  func checkModel() throws -> [String] {
    let layer = make(nil)
    let inputs = symbolic(self.inputs)
    let model = try Model(inputs: inputs, outputs: call(layer, inputs, training: nil))
    let count = layer.weights.count
    var found: [String] = []
    for (batch, length) in [(1, lengths[0]), (4, lengths[lengths.count - 1])] {
      let values = self.values(batch: batch, length: length)
      let direct = try call(layer, values).scalars(as: Double.self)
      let predicted = try model.predict(values).scalars(as: Double.self)
      // Another program may fuse a product and a sum into one rounding.
      let scale = direct.map { Swift.abs($0) }.max() ?? 0
      let isClose = zip(direct, predicted).allSatisfy { Swift.abs($0 - $1) <= 1e-6 * scale }
      if direct.count != predicted.count || !isClose {
        found.append("predict differs from the layer for batch \(batch), length \(length)")
      }
    }
    if layer.weights.count != count { found.append("\(layer.weights.count) weights after more calls, before \(count)") }
    if model.weights.count != count { found.append("the model has \(model.weights.count) weights, the layer \(count)") }
    return found
  }

  func checkWeights() throws -> [String] {
    let layer = make(nil)
    _ = try call(layer, symbolic(inputs))
    var found: [String] = []
    let expected = weights.map { "\(layer.name)/\($0.name) \($0.shape)" }
    let actual = layer.weights.map { "\($0.path) \($0.shape)" }
    if actual != expected { found.append("\(actual), in Keras \(expected)") }
    let trainable = layer.trainableVariables.count
    layer.isTrainable = false
    if !layer.trainableVariables.isEmpty { found.append("\(layer.trainableVariables) train though frozen") }
    if layer.nonTrainableVariables.count != layer.weights.count { found.append("frozen weights are missing") }
    layer.isTrainable = true
    if layer.trainableVariables.count != trainable { found.append("thawed, other weights train than before") }
    return found
  }

  func checkMask() throws -> [String] {
    guard inputs.allSatisfy({ $0.rank >= 3 }) else { return [] }
    let layer = make(nil)
    let masked = values(batch: 3, length: lengths[0]).map { input in
      let shape = Shape(Array(input.shape.dimensions[..<2]))
      return input.masked(by: Random.uniform(shape, key: Tensor([UInt32(1), 1])) .< 0.5)
    }
    let output = try call(layer, masked)
    let given = try masked[0].mask!.scalars(as: Bool.self)
    let result = try output.mask?.scalars(as: Bool.self)
    switch mask {
    case .passes: return result == given ? [] : ["the output has the mask \(result.map { "\($0)" } ?? "nil")"]
    case .stops: return result == nil ? [] : ["the output has a mask"]
    case .changes:
      let expected = Shape(Array(output.shape.dimensions[..<2]))
      return output.mask?.shape == expected ? [] : ["the output's mask is \(output.mask?.shape.description ?? "nil")"]
    }
  }

  func checkMixedPrecision() throws -> [String] {
    guard inputType.isFloating else { return [] }
    let layer = make(nil)
    let mixed = make(.mixedBFloat16)
    let values = self.values(batch: 2, length: lengths[0])
    _ = try call(layer, values)
    // The same matrices each time: how far rounding goes in a layer that feeds on itself depends on them.
    for (index, weight) in layer.weights.enumerated() where weight.shape.rank > 1 && weight.dtype.isFloating {
      let noise = Random.uniform(weight.shape, key: Tensor([UInt32(11), UInt32(index)]))
      let inputs = (weight.shape.known ?? []).dropLast().reduce(1, *)
      weight.assign((noise - 0.5) * (3 / Float(inputs).squareRoot()))
    }
    let full = try call(layer, values)
    let half = try call(mixed, values)
    var found: [String] = []
    if half.dtype != .bfloat16 { found.append("the output is \(half.dtype)") }
    for weight in mixed.weights where weight.dtype.isFloating && weight.dtype != .float32 {
      found.append("\(weight) is not float32")
    }
    try mixed.setWeights(layer.weightValues)
    let expected = try full.scalars(as: Double.self)
    let actual = try call(mixed, values).scalars(as: Double.self)
    let scale = expected.map { Swift.abs($0) }.max() ?? 0
    for (a, b) in zip(actual, expected) where !(Swift.abs(a - b) <= mixedTolerance * scale) {
      found.append("\(a) where float32 has \(b)")
      break
    }
    if try call(symbolicMixed(), symbolic(inputs)).dtype != .bfloat16 {
      found.append("symbolic outputs are not bfloat16")
    }
    return found
  }

  private func symbolicMixed() -> Layer { make(.mixedBFloat16) }

  func checkTraining() throws -> [String] {
    guard inputType.isFloating else { return [] }
    let layer = make(nil)
    let shapes = self.shapes(batch: 4, length: lengths[0])
    let probes = shapes.map { _ in Probe() }
    let inputs = symbolic(shapes)
    let output = try call(layer, zip(probes, inputs).map { $0($1) }, training: nil)
    let model = try Model(inputs: inputs, outputs: output)
    model.compile(optimizer: SGD(learningRate: 0.01), loss: .mse)
    let target = Random.normal(output.shape, key: Tensor([UInt32(3), 3]))
    let before = try model.trainableVariables.map { try $0.value.scalars(as: Double.self) }
    let values = self.values(batch: 4, length: lengths[0])
    var found: [String] = []
    for step in 1...2 {
      let logs = try model.trainOnBatch(values, target)
      guard let loss = logs["loss"], loss.isFinite else {
        found.append("loss \(logs) in step \(step)")
        continue
      }
    }
    for (variable, old) in zip(model.trainableVariables, before) {
      if !passesGradients, variable.path.hasPrefix("probe") { continue }
      let new = try variable.value.scalars(as: Double.self)
      if new.contains(where: { !$0.isFinite }) { found.append("\(variable.path) is \(new)") }
      if new == old { found.append("\(variable.path) did not change") }
    }
    return found
  }
}

/// `x + factor · x²` with a weight, so that a gradient must come through the layer behind it.
private final class Probe: Layer, UnaryLayer {
  @Weight(.constant(0.1)) var factor: Tensor
  override func build(_ input: Shape) { $factor.create([]) }
  func call(_ x: Tensor) -> Tensor { x + factor * square(x) }
}
