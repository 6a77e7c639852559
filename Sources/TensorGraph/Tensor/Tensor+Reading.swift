extension Tensor {
  /// All elements in row order, converted to `Element` if the types differ.
  ///
  /// - Throws: the error that the tensor carries, or one that says that a symbolic tensor has no values.
  public func scalars<Element: TensorElement>(as type: Element.Type = Float.self) throws -> [Element] {
    try withScalars(as: type) { Array($0) }
  }

  /// The single element of a tensor that has one.
  ///
  /// - Throws: the error that the tensor carries, or one that names the shape if there are more elements.
  public func scalar() throws -> Double {
    if node.failure == nil, shape.count != 1 {
      throw KerasError(
        "scalar() needs a single element.", expected: "a tensor with one element", received: "\(type)",
        fix: "reduce it first, for example with mean(), or read all with scalars()")
    }
    return try scalars(as: Double.self)[0]
  }

  private func converted(_ storage: Storage, to dtype: DType) throws(KerasError) -> Storage {
    if dtype == self.dtype { return storage }
    return try HostArray(storage: storage, type: type).converted(to: dtype).storage
  }

  /// The buffer of values, computed if pending.
  package func materialized() throws -> Storage {
    if let values = node.storages { return values[index] }
    try Evaluation.evaluate([self])
    return node.storages![index]
  }

  /// Calls `body` with the elements in place, without a copy if `Element` is the tensor's own type.
  public func withScalars<Element: TensorElement, Result>(
    as type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    // Converted here and not by an operation, so that the tensor itself gets its values.
    let storage = try converted(try materialized(), to: Element.dtype)
    let count = shape.staticDimensions.reduce(1, *)
    return try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.pointer.assumingMemoryBound(to: Element.self), count: count))
    }
  }
}
