import COneDNN
import TensorGraph

/// A product or convolution that can still take operations onto its result.
protocol PostFusable: AnyObject {
  var step: Step { get }
  /// The result's channels: what a bias must have.
  var channels: Int { get }
  var bias: View? { get set }
  /// The lower bound of the result, 0, if it is to be cut off there.
  var clampsAtZero: Bool { get set }
  /// Says anew what the step touches.
  func reconnect(_ planner: Planner)
}

extension Planner {
  /// Lets a product or convolution before `instruction` do its work, if nothing else uses what it gives.
  func fusePost(_ instruction: Program.Instruction) throws -> Bool {
    guard let operation = instruction.operation as? Binary, operation == .add || operation == .maximum else {
      return false
    }
    for (index, id) in instruction.inputs.enumerated() {
      guard uses[id] == 1, let target = fusable[id], case .view(let result) = values[id]! else { continue }
      let other = instruction.inputs[1 - index]
      let fused = operation == .add ? takeBias(other, for: target) : takeZero(other, for: target)
      guard fused else { continue }
      let output = instruction.outputs[0]
      guard shape(output).reduce(1, *) == result.count else { continue }
      values[output] = .view(result.reshaped(to: shape(output))!)
      fusable[output] = target
      target.step.lastOrder = position
      return true
    }
    return false
  }

  private func takeBias(_ id: ValueID, for target: any PostFusable) -> Bool {
    guard target.bias == nil, !target.clampsAtZero, case .view(var bias) = values[id]! else { return false }
    // A vector along the last axis, perhaps already broadcast.
    for axis in bias.shape.indices where bias.strides[axis] == 0 && axis != bias.shape.count - 1 {
      bias.shape[axis] = 1
    }
    guard bias.count == target.channels, bias.shape.last == target.channels, bias.isContiguous,
      !anyDepends(buffers[bias.buffer].producers, on: target.step)
    else { return false }
    target.bias = bias
    target.reconnect(self)
    return true
  }

  private func takeZero(_ id: ValueID, for target: any PostFusable) -> Bool {
    guard !target.clampsAtZero, case .constant(let value) = values[id]!, value.double == 0 else { return false }
    target.clampsAtZero = true
    return true
  }
}
