// What models have under other names in Keras: the compiler says which one it is here. A use of any of these does not compile.

extension Model {
  @available(*, unavailable, renamed: "layer(_:)")
  public func getLayer(_ name: String) -> Layer { self }
  @available(*, unavailable, renamed: "layer(_:)")
  public func getLayer(name: String) -> Layer { self }
  @available(*, unavailable, message: "layers are in model.layers: model.layers[0]")
  public func getLayer(index: Int) -> Layer { self }
  @available(*, unavailable, message: "a model is read by the function loadModel: try loadModel(\"model.keras\")")
  public static func load(_ path: String) throws -> Model { Model() }
  @available(
    *, unavailable, message: "weights are variables: model.weights, and model.weights.map(\\.value) as tensors"
  )
  public func getWeights() -> [Tensor] { [] }
}

@available(*, unavailable, message: "inputs and targets for validation are a tuple: validationData: (x, y)")
extension Array: ValidationData where Element == Tensor {
  public var validationSource: ValidationSource { Batch(x: tensorMap).validationSource }
}

extension Logs {
  @available(*, unavailable, message: "logs are read by name: result[\"loss\"]")
  public var loss: Double? { nil }
  @available(*, unavailable, message: "logs are read by name: result[\"accuracy\"]")
  public var accuracy: Double? { nil }
  @available(*, unavailable, message: "logs are read by name: result[\"loss\"]")
  public subscript(index: Int) -> Double? { nil }
}

extension MetricList {
  @available(*, unavailable, message: "metrics are a list: metrics: [.accuracy]")
  public static var accuracy: MetricList { [] }
  @available(*, unavailable, message: "metrics are a list: metrics: [.mae]")
  public static var mae: MetricList { [] }
  @available(*, unavailable, message: "metrics are a list: metrics: [.auc()]")
  public static func auc() -> MetricList { [] }
}
