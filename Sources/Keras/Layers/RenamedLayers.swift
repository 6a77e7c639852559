// Other spellings of layers' names and arguments: the compiler says the right one. A use of any of these does not compile.

@available(*, unavailable, renamed: "MaxPooling1D")
public typealias MaxPool1D = MaxPooling1D
@available(*, unavailable, renamed: "MaxPooling2D")
public typealias MaxPool2D = MaxPooling2D
@available(*, unavailable, renamed: "MaxPooling3D")
public typealias MaxPool3D = MaxPooling3D
@available(*, unavailable, renamed: "AveragePooling1D")
public typealias AvgPool1D = AveragePooling1D
@available(*, unavailable, renamed: "AveragePooling2D")
public typealias AvgPool2D = AveragePooling2D
@available(*, unavailable, renamed: "AveragePooling3D")
public typealias AvgPool3D = AveragePooling3D
@available(*, unavailable, renamed: "GlobalMaxPooling1D")
public typealias GlobalMaxPool1D = GlobalMaxPooling1D
@available(*, unavailable, renamed: "GlobalMaxPooling2D")
public typealias GlobalMaxPool2D = GlobalMaxPooling2D
@available(*, unavailable, renamed: "GlobalMaxPooling3D")
public typealias GlobalMaxPool3D = GlobalMaxPooling3D
@available(*, unavailable, renamed: "GlobalAveragePooling1D")
public typealias GlobalAvgPool1D = GlobalAveragePooling1D
@available(*, unavailable, renamed: "GlobalAveragePooling2D")
public typealias GlobalAvgPool2D = GlobalAveragePooling2D
@available(*, unavailable, renamed: "GlobalAveragePooling3D")
public typealias GlobalAvgPool3D = GlobalAveragePooling3D
@available(*, unavailable, renamed: "Conv1D")
public typealias Convolution1D = Conv1D
@available(*, unavailable, renamed: "Conv2D")
public typealias Convolution2D = Conv2D
@available(*, unavailable, renamed: "Conv3D")
public typealias Convolution3D = Conv3D
@available(*, unavailable, renamed: "Conv2D")
public typealias Conv2d = Conv2D
@available(*, unavailable, renamed: "Dense")
public typealias Linear = Dense
@available(*, unavailable, renamed: "BatchNormalization")
public typealias BatchNorm = BatchNormalization
@available(*, unavailable, renamed: "LayerNormalization")
public typealias LayerNorm = LayerNormalization
@available(*, unavailable, renamed: "IdentityLayer")
public typealias Identity = IdentityLayer
@available(*, unavailable, renamed: "GroupQueryAttention")
public typealias GroupedQueryAttention = GroupQueryAttention

extension MultiHeadAttention {
  @available(*, unavailable, renamed: "init(heads:keyDim:)")
  public convenience init(numHeads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Double = 0) {
    self.init(heads: numHeads, keyDim: keyDim)
  }
  @available(*, unavailable, renamed: "init(heads:keyDim:)")
  public convenience init(num_heads: Int, key_dim: Int) { self.init(heads: num_heads, keyDim: key_dim) }
}

extension Activation {
  @available(*, unavailable, message: "as a layer it is ActivationLayer(.relu)")
  public init(_ activation: Activation) { self = activation }
  @available(
    *, unavailable,
    message: "as a layer it is ActivationLayer(.relu)"
  )
  public init(_ name: String) { self = .linear }
}

@available(*, unavailable, message: "a shape is a list, without the batch: Input(shape: [4])")
public func Input(shape: Int, batchSize: Int? = nil, dtype: DType = .float32, name: String? = nil) -> Tensor {
  Input(shape: [shape], batchSize: batchSize, dtype: dtype, name: name)
}
@available(*, unavailable, message: "types are members: Input(shape: [4], dtype: .int32)")
public func Input(shape: Shape, dtype: String) -> Tensor { Input(shape: shape) }

extension UnaryLayer {
  @available(*, unavailable, message: "this layer takes one tensor; join several first, as in Concatenate()([a, b])")
  public func callAsFunction(_ inputs: [Tensor], training: Bool? = nil) -> Tensor { inputs[0] }
  @available(*, unavailable, message: "this layer takes one tensor; join several first, as in Concatenate()([a, b])")
  public func callAsFunction(_ first: Tensor, _ second: Tensor, _ more: Tensor..., training: Bool? = nil) -> Tensor {
    first
  }
}

extension ElementwiseMerge {
  @available(*, unavailable, message: "the layer is made first, then called: Add()([a, b])")
  public convenience init(_ inputs: [Tensor]) { self.init() }
}
extension Concatenate {
  @available(*, unavailable, message: "the layer is made first, then called: Concatenate()([a, b])")
  public convenience init(_ inputs: [Tensor], axis: Int = -1) { self.init(axis: axis) }
}
extension Layer {
  @available(*, unavailable, renamed: "isTrainable")
  public var trainable: Bool {
    get { isTrainable }
    set { isTrainable = newValue }
  }
}

extension SequentialBuilder {
  @available(*, unavailable, message: "a layer is made by parentheses behind its name: Flatten()")
  public static func buildExpression(_ type: Layer.Type) -> [SequentialItem] { [] }
  @available(*, unavailable, message: "as a layer it is ActivationLayer(.relu)")
  public static func buildExpression(_ activation: Activation) -> [SequentialItem] { [] }
}
extension Sequential {
  @available(*, unavailable, message: "layers are given as a list, Sequential([Flatten(), Dense(10)]), or in a block")
  public convenience init(_ first: Layer, _ more: Layer..., name: String? = nil) {
    self.init([first] + more, name: name)
  }
}
@available(*, unavailable, message: "layers that merge are made first: Add()([a, b])")
public func add(_ inputs: [Tensor]) -> Tensor { Add()(inputs) }
@available(*, unavailable, message: "layers that merge are made first: Subtract()([a, b])")
public func subtract(_ inputs: [Tensor]) -> Tensor { Subtract()(inputs) }
@available(*, unavailable, message: "layers that merge are made first: Multiply()([a, b])")
public func multiply(_ inputs: [Tensor]) -> Tensor { Multiply()(inputs) }
@available(*, unavailable, message: "layers that merge are made first: Average()([a, b])")
public func average(_ inputs: [Tensor]) -> Tensor { Average()(inputs) }
@available(*, unavailable, message: "layers that merge are made first: Maximum()([a, b])")
public func maximum(_ inputs: [Tensor]) -> Tensor { Maximum()(inputs) }
@available(*, unavailable, message: "layers that merge are made first: Minimum()([a, b])")
public func minimum(_ inputs: [Tensor]) -> Tensor { Minimum()(inputs) }

@available(*, unavailable, renamed: "Activation.gelu")
public func gelu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.silu")
public func silu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.swish")
public func swish(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.elu")
public func elu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.selu")
public func selu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.celu")
public func celu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.relu6")
public func relu6(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.leakyRelu")
public func leakyRelu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.softplus")
public func softplus(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.softsign")
public func softsign(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.hardSigmoid")
public func hardSigmoid(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.hardSilu")
public func hardSilu(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.logSigmoid")
public func logSigmoid(_ x: Tensor) -> Tensor { x }
@available(*, unavailable, renamed: "Activation.mish")
public func mish(_ x: Tensor) -> Tensor { x }
