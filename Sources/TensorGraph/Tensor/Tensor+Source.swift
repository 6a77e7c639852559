extension Tensor {
  /// The tensor that this one is a conversion of, over any number of them.
  ///
  /// - Parameters:
  ///   - reshapes: whether other shapes of it count too.
  ///   - isPassed: whether a tensor on the way is left behind; all are unless given.
  package func beforeConversions(
    andReshapes reshapes: Bool = false, while isPassed: (Tensor) -> Bool = { _ in true }
  ) -> Tensor {
    var tensor = self
    while isPassed(tensor), case .operation(let operation) = tensor.node.kind,
      operation is Convert || reshapes && operation is Reshape
    {
      tensor = tensor.node.inputs[0]
    }
    return tensor
  }
}
