import Formats

/// An operation of a file's graph, such as `Multiply` of two tensors or `GetItem`: a layer without weights, named as in the file.
final class GraphOperation: Layer, MultiOutputLayer {
  /// Keras' class of the operation.
  let className: String
  private let module: String
  private let config: JSONObject
  /// The call as the file has it, tensors replaced by their numbers.
  let call: GraphCall

  init(className: String, module: String, config: JSONObject, call: GraphCall, name: String) {
    self.className = className
    self.module = module
    self.config = config
    self.call = call
    super.init(name: name)
  }

  // Integers and 64-bit numbers stay what they are.
  override var castsInputs: Bool { false }

  func call(_ inputs: [Tensor]) -> [Tensor] {
    guard let operation = GraphOperations.byName[className] else {
      return [failed(expected: "a known operation", received: className, fix: "see GraphOperations")]
    }
    let arguments = OperationArguments(call: call, config: config, inputs: inputs)
    do {
      return try operation(arguments)
    } catch {
      return [
        failed(
          expected: "arguments of \(className)", received: call.description, fix: "the file is damaged: write it again")
      ]
    }
  }

  /// The record without the calls.
  var record: JSONValue {
    .record(module: module, className, config, registered: className)
  }
}

/// The arguments of one call in a graph: a tree of lists, constants and tensors.
struct GraphCall {
  /// Says that `training` was given to the call: Keras also writes defaults.
  static let trainingKey = "keras_swift_training"

  indirect enum Argument {
    /// The number of a tensor among the call's inputs.
    case tensor(Int)
    case list([Argument])
    case object([(key: String, value: Argument)])
    case constant(JSONValue)
  }

  var positional: [Argument]
  var named: [(key: String, value: Argument)]
  /// `training:` as the call said it; `nil` where a file leaves open whether it did.
  var training: Bool?

  var description: String {
    "\(positional.count.counted("argument", "arguments"))" + named.map { ", \($0.key)" }.joined()
  }

  subscript(name: String) -> Argument? { named.first { $0.key == name }?.value }
}

extension GraphCall.Argument {
  /// Numbers of all tensors in order.
  var tensors: [Int] {
    switch self {
    case .tensor(let number): [number]
    case .list(let items): items.flatMap(\.tensors)
    case .object(let members): members.flatMap(\.value.tensors)
    case .constant: []
    }
  }

  var isNull: Bool { if case .constant(let json) = self { json.isNull } else { false } }

  var constant: JSONValue? { if case .constant(let json) = self { json } else { nil } }
}

/// What an operation of a graph is called with: by position, by name, or in its configuration.
struct OperationArguments {
  let call: GraphCall
  let config: JSONObject
  let inputs: [Tensor]

  struct Missing: Error {}

  private func argument(_ index: Int, _ name: String) -> GraphCall.Argument? {
    if let named = call[name] { return named }
    if call.positional.indices.contains(index) { return call.positional[index] }
    return nil
  }

  /// A tensor, or a number that stands in its place.
  func tensor(_ index: Int, _ name: String) throws -> Tensor {
    guard let argument = argument(index, name) else { throw Missing() }
    return try tensor(argument)
  }

  private func tensor(_ argument: GraphCall.Argument) throws -> Tensor {
    switch argument {
    case .tensor(let number):
      guard inputs.indices.contains(number) else { throw Missing() }
      return inputs[number]
    case .constant(let json): return try Self.constant(json)
    case .list(let items): return stacked(try items.map { try tensor($0) })
    case .object: throw Missing()
    }
  }

  private static func constant(_ json: JSONValue) throws -> Tensor {
    if let flag = json.boolean { return .constant(.bool(flag), .bool) }
    if let value = json.wideInteger, json.kind == JSONValue.integer(0).kind {
      return .constant(.integer(value), Int32(exactly: value) == nil ? .int64 : .int32)
    }
    if let number = json.number { return .constant(.real(number), .float32) }
    let session = SavingSession()
    let owner = Configuration(JSONObject(), of: "constant", at: "", session)
    guard let tensor = Tensor(ConfigurationData(json, of: owner, key: "value")) else { throw Missing() }
    return tensor
  }

  /// Two operands; a plain number takes the type of the tensor that it meets.
  func pair(_ first: String = "x1", _ second: String = "x2") throws -> (Tensor, Tensor) {
    let (a, b) = (try tensor(0, first), try tensor(1, second))
    guard a.error == nil, b.error == nil else { return (a, b) }
    if isNumber(1, second) { return (a, number(b, beside: a)) }
    if isNumber(0, first) { return (number(a, beside: b), b) }
    return (a, b)
  }

  private func isNumber(_ index: Int, _ name: String) -> Bool {
    if case .constant(let json)? = argument(index, name) { return json.number != nil }
    return false
  }

  private func number(_ scalar: Tensor, beside other: Tensor) -> Tensor {
    let isReal = scalar.dtype.isFloating
    let dtype = other.dtype == .bool ? scalar.dtype : isReal ? other.dtype.floating : other.dtype
    return scalar.cast(to: dtype)
  }

  /// A list of tensors.
  func tensors(_ index: Int, _ name: String) throws -> [Tensor] {
    guard case .list(let items)? = argument(index, name) else { return [try tensor(index, name)] }
    return try items.map { try tensor($0) }
  }

  /// A constant, `nil` if it is neither in the call nor in the configuration, or null.
  func json(_ index: Int, _ name: String) -> JSONValue? {
    if let constant = argument(index, name).flatMap(Self.json), !constant.isNull { return constant }
    guard let value = config[name], !value.isNull else { return nil }
    return value
  }

  private static func json(_ argument: GraphCall.Argument) -> JSONValue? {
    switch argument {
    case .constant(let json): return json
    case .list(let items):
      let parts = items.compactMap(json)
      return parts.count == items.count ? .array(parts) : nil
    case .tensor, .object: return nil
    }
  }

  func integer(_ index: Int, _ name: String) -> Int? {
    json(index, name)?.integer.flatMap { FileLengths.allow($0, upTo: 1 << 20) ? $0 : nil }
  }
  func number(_ index: Int, _ name: String) -> Double? { json(index, name)?.number }
  func flag(_ index: Int, _ name: String) -> Bool { json(index, name)?.boolean ?? false }
  func text(_ index: Int, _ name: String) -> String? { json(index, name)?.string }

  /// Axes given as one number or a list; `nil` for all.
  func axes(_ index: Int, _ name: String = "axis") -> [Int]? {
    guard let json = json(index, name) else { return nil }
    let axes = json.integer.map { [$0] } ?? json.array?.compactMap(\.integer) ?? []
    // Repetitions are read so too; their lengths are multiplied.
    let isPossible = Shape(axes.map { Int(clamping: $0.magnitude) }).isPossible
    return isPossible && axes.allSatisfy { FileLengths.allow($0, upTo: 1 << 20) } ? axes : nil
  }

  func shape(_ index: Int, _ name: String) throws -> Shape {
    guard let json = json(index, name) else { throw Missing() }
    if let length = json.integer { return Shape([length == -1 ? nil : length]) }
    guard let items = json.array else { throw Missing() }
    let shape = Shape(items.map { item in item.integer.flatMap { $0 == -1 ? nil : $0 } })
    guard shape.isPossible, shape.dimensions.allSatisfy({ ($0 ?? 0) >= 0 }), shape.rank <= 32 else { throw Missing() }
    return shape
  }

  func dtype(_ index: Int, _ name: String = "dtype") -> DType? {
    text(index, name).flatMap(DType.init(rawValue:))
  }
}
