extension Layer {
  /// Makes a weight whose number or name is known only at run time; call it in `build`.
  ///
  /// - Parameters:
  ///   - shape: all lengths known; an unknown one becomes the layer's error.
  ///   - dtype: the policy's variable type unless given.
  /// - Returns: the variable, which the layer tracks; read it with `.value`.
  @discardableResult
  public func addWeight(
    _ name: String, shape: Shape, initializer: Initializer = .glorotUniform, isTrainable: Bool = true,
    dtype: DType? = nil, regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) -> Variable {
    guard shape.isKnown else {
      buildError =
        buildError
        ?? KerasError(
          "\(displayName) cannot make its weight '\(name)'.", expected: "known lengths for every axis of a weight",
          received: "\(shape), from inputs of \(builtShapes.map(\.batchDescription).joined(separator: ", "))",
          fix: "give the Input a length for that axis", file: CallSite.current?.file, line: CallSite.current?.line)
      return Variable(.zeros([]), name: name)
    }
    guard shape.isPossible, shape.dimensions.allSatisfy({ ($0 ?? 0) >= 0 }) else {
      fail(
        expected: "a weight of at most \(Shape.mostElements) numbers", received: "\(shape) for '\(name)'",
        fix: "check the layer's arguments, such as its units")
      return Variable(.zeros([]), name: name)
    }
    let dtype = dtype ?? variableDType
    guard dtype.isFloating || !isTrainable else {
      fail(
        expected: "a floating-point type for '\(name)'", received: "\(dtype.rawValue)",
        fix: "give the layer a dtype such as float32")
      return Variable(.zeros([]), name: name)
    }
    return Trace.suspended {
      // Values from a file take the place of the first ones, which then need not be made.
      let isLoaded = WeightLoading.isUnderWay
      let value = (isLoaded ? .zeros : initializer)(shape, dtype: dtype)
      let variable = Variable(value, name: name, isTrainable: isTrainable)
      variable.path = (CallContext.current.path + [name]).joined(separator: "/")
      if let constraint { variable.constraint = { constraint($0) } }
      ownVariables.append(variable)
      if let regularizer { regularizers.append((variable, regularizer)) }
      return variable
    }
  }

  /// All weights: this layer's own, trainable first, then in the same way those of each sublayer. Each is listed once.
  public var weights: [Variable] {
    var seen: Set<ObjectIdentifier> = []
    return flattened.flatMap(\.sortedVariables).filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The layer's own variables, trainable ones first.
  var sortedVariables: [Variable] {
    func isFirst(_ variable: Variable) -> Bool {
      variable.isTrainable || adaptedVariables.contains(ObjectIdentifier(variable))
    }
    return ownVariables.filter(isFirst) + ownVariables.filter { !isFirst($0) }
  }

  /// Every variable, with those that are no weights: the states of seed generators and of stateful layers.
  public var variables: [Variable] {
    var seen: Set<ObjectIdentifier> = []
    let all = weights + seedStates + flattened.flatMap(\.untrackedStates)
    return all.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The weights that training updates: none if the layer is frozen.
  public var trainableVariables: [Variable] {
    var result: [Variable] = []
    var visited: Set<ObjectIdentifier> = []
    appendTrainable(to: &result, &visited)
    var seen: Set<ObjectIdentifier> = []
    return result.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The weights that training leaves alone.
  public var nonTrainableVariables: [Variable] {
    let trainable = Set(trainableVariables.map(ObjectIdentifier.init))
    return weights.filter { !trainable.contains(ObjectIdentifier($0)) }
  }

  /// The number of numbers in all weights.
  public var parameterCount: Int { weights.reduce(0) { $0 + ($1.shape.count ?? 0) } }

  private func appendTrainable(to result: inout [Variable], _ visited: inout Set<ObjectIdentifier>) {
    guard isTrainable, visited.insert(ObjectIdentifier(self)).inserted else { return }
    result += ownVariables.filter(\.isTrainable)
    for layer in sublayers { layer.appendTrainable(to: &result, &visited) }
  }

  private var seedStates: [Variable] {
    flattened.flatMap { Tracking.seedGenerators(of: $0) }.map(\.state)
  }

  /// This layer and all below it, each once.
  package var flattened: [Layer] {
    var seen: Set<ObjectIdentifier> = []
    var result: [Layer] = []
    func visit(_ layer: Layer) {
      guard seen.insert(ObjectIdentifier(layer)).inserted else { return }
      result.append(layer)
      for sublayer in layer.sublayers { visit(sublayer) }
    }
    visit(self)
    return result
  }

  /// Penalties of the weights' regularizers, one scalar each.
  package var regularizationLosses: [Tensor] {
    flattened.flatMap { layer in layer.regularizers.map { $0.regularizer($0.variable.value) } }
  }

  /// The weights' values, in the order of `weights`.
  public var weightValues: [Tensor] { weights.map(\.value) }

  /// Sets all weights, in the order of `weights`.
  ///
  /// - Throws: if the number or a shape differs.
  public func setWeights(_ values: [Tensor]) throws {
    let weights = self.weights
    guard values.count == weights.count else {
      throw KerasError(
        "\(displayName) cannot take these weights.", expected: "\(weights.count.counted("tensor", "tensors"))",
        received: "\(values.count)",
        fix: weights.isEmpty ? "build the layer first by calling it on a tensor" : "give one tensor for each weight")
    }
    for (weight, value) in zip(weights, values) {
      let value = try value.checked()
      guard value.shape == weight.shape else {
        throw KerasError(
          "Weight '\(weight.path)' cannot take this value.", expected: "\(weight.type)", received: "\(value.type)",
          fix: "give the weights in the order of 'weights'")
      }
    }
    for (weight, value) in zip(weights, values) { weight.assign(value) }
  }
}
