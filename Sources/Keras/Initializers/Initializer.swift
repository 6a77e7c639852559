import TensorGraph

/// How a weight gets its first values: `.zeros`, `.glorotUniform`, `.randomNormal(standardDeviation: 0.02)` …
///
/// Random initializers with a seed give the same values on every call; without one, each call takes the next seed of
/// `setRandomSeed`. Source: https://keras.io/api/layers/initializers/
public struct Initializer {
  /// Keras' name, such as `glorot_uniform`; under it a model is saved.
  public let name: String
  /// What a file holds for it; `nil` for a function that has no name in files.
  var recipe: Recipe?
  private let make: (_ shape: Shape, _ dtype: DType) -> Tensor
  /// The same for a weight whose axes are not in the usual order, if the initializer looks at them.
  var adapted: ((_ input: [Int], _ output: [Int]) -> Initializer)?

  /// An initializer from a function of shape and element type.
  public init(_ name: String = "function", _ make: @escaping (_ shape: Shape, _ dtype: DType) -> Tensor) {
    self.name = name
    self.make = make
  }

  /// First values for a weight of `shape`, whose lengths must all be known.
  public func callAsFunction(_ shape: Shape, dtype: DType = .float32) -> Tensor { make(shape, dtype) }

  /// The same for a weight whose inputs and outputs are not its last two axes (Keras' `input_axes` and `output_axes`).
  ///
  /// Initializers whose values don't hang on the number of inputs and outputs stay as they are.
  /// - Parameters:
  ///   - input: the axes that count the inputs of a unit.
  ///   - output: the axes that count its outputs.
  public func forAxes(input: [Int], output: [Int]) -> Initializer { adapted?(input, output) ?? self }
}

extension Initializer {
  /// Zeros.
  public static var zeros: Initializer { Initializer("zeros") { .zeros($0, dtype: $1) }.saved("Zeros") }

  /// Ones.
  public static var ones: Initializer { Initializer("ones") { .ones($0, dtype: $1) }.saved("Ones") }

  /// One value everywhere.
  public static func constant(_ value: Double) -> Initializer {
    Initializer("constant") { .full($0, value, dtype: $1) }.saved("Constant", ("value", .real(value)))
  }

  /// The values of `tensor`, which must have the weight's shape or broadcast to it.
  public static func constant(_ tensor: Tensor) -> Initializer {
    Initializer("constant") { tensor.cast(to: $1).broadcast(to: $0) }
      .saved(Recipe("Constant") { [("value", tensor.nestedList ?? .null)] })
  }

  /// Ones on the diagonal of a matrix, zeros elsewhere.
  public static var identity: Initializer { identity() }

  /// `gain` on the diagonal of a matrix `[rows, columns]`, zeros elsewhere.
  public static func identity(gain: Double = 1) -> Initializer {
    Initializer("identity") { shape, dtype in
      guard shape.rank == 2 else { return .failed(rankError("identity", "2 axes", shape)) }
      let rows = Tensor.iota(shape, axis: 0, dtype: .int32)
      let columns = Tensor.iota(shape, axis: 1, dtype: .int32)
      return (rows .== columns).cast(to: dtype) * gain
    }
    .saved("Identity", ("gain", .real(gain)))
  }

  static func rankError(_ name: String, _ expected: String, _ shape: Shape) -> KerasError {
    let site = CallSite.current
    return KerasError(
      "\(site?.who ?? "A weight") cannot be initialized with '\(name)'.", expected: "a shape with \(expected)",
      received: "\(shape)", fix: "use another initializer, such as .glorotUniform", file: site?.file, line: site?.line)
  }
}
