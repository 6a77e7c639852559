/// One batch of training data: inputs, targets and sample weights.
public struct Batch {
  public var x: TensorMap
  public var y: TensorMap
  public var sampleWeight: TensorMap

  public init(x: TensorMap, y: TensorMap = [], sampleWeight: TensorMap = []) {
    self.x = x
    self.y = y
    self.sampleWeight = sampleWeight
  }

  /// How many rows arrays may have, whose numbers have 32 bits where rows are gathered.
  package static let mostRows = Int(Int32.max)

  package var tensors: [Tensor] { x.tensors + y.tensors + sampleWeight.tensors }

  /// The same arrangement holding other tensors, in the order of `tensors`.
  package func replacing(_ tensors: [Tensor]) -> Batch {
    Batch(
      x: x.replacing(tensors[..<x.count]), y: y.replacing(tensors[x.count..<(x.count + y.count)]),
      sampleWeight: sampleWeight.replacing(tensors[(x.count + y.count)...]))
  }
}
