extension Layer {
  /// Makes an argument that must be positive the layer's error if it is not, or if it is more than memory holds.
  package func requirePositive(_ value: Int, _ argument: String) {
    guard value <= Shape.mostElements else {
      return fail(
        expected: "\(argument) of at most \(Shape.mostElements)", received: "\(argument): \(value)",
        fix: "give a smaller \(argument)")
    }
    guard value <= 0 else { return }
    fail(expected: "\(argument) of at least 1", received: "\(argument): \(value)", fix: "give a positive \(argument)")
  }

  /// Makes a number of pixels that images can't have the layer's error: each of them has a list of those it is made of.
  package func requirePixels(_ value: Int, _ argument: String) {
    guard value > 1 << 20 else { return requirePositive(value, argument) }
    fail(
      expected: "\(argument) of at most \(1 << 20)", received: "\(argument): \(value)", fix: "give a number of pixels")
  }

  /// Makes an argument that must be 0 or more the layer's error if it is not.
  package func requireNotNegative(_ value: Double, _ argument: String) {
    guard !(value >= 0) else { return }
    fail(expected: "\(argument) of at least 0", received: "\(argument): \(value)", fix: "give 0 or more")
  }

  /// Makes a share of elements that is not one the layer's error.
  package func requireShare(_ rate: Double) {
    guard !(0...1).contains(rate) else { return }
    fail(
      expected: "a rate in 0...1", received: "rate: \(rate)", fix: "give the share of elements to drop, such as 0.5")
  }

  /// Makes an error of `build` the layer's error, which its calls then carry. The first one stays.
  package func fail(expected: String, received: String, fix: String) {
    buildError =
      buildError
      ?? KerasError(
        "\(displayName) cannot be built.", expected: expected, received: received, fix: fix,
        file: CallSite.current?.file, line: CallSite.current?.line)
  }

  /// Whether `build` found something wrong.
  package var hasBuildError: Bool { buildError != nil }

  /// What is wrong with the inputs of a call.
  package func callError(expected: String, received: String, fix: String) -> KerasError {
    KerasError(
      "\(displayName) cannot accept \(self is any UnaryLayer ? "this input" : "these inputs").", expected: expected,
      received: received, fix: fix, file: CallSite.current?.file, line: CallSite.current?.line)
  }

  /// A tensor that carries an error of a call.
  package func failed(expected: String, received: String, fix: String) -> Tensor {
    .failed(callError(expected: expected, received: received, fix: fix))
  }

  /// A penalty on the layer's output, per sample of the batch, as Keras' activity regularizers are.
  package func addActivityLoss(_ regularizer: Regularizer, of output: Tensor) {
    let batch = output.shape[0] ?? 1
    addLoss(regularizer(output) * (1 / Double(max(batch, 1))))
  }
}
