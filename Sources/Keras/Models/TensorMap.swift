/// Tensors in an order, each with a name or without: inputs, targets and logs of models.
public struct TensorMap: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public struct Entry {
    public var name: String?
    public var tensor: Tensor

    public init(name: String?, tensor: Tensor) { (self.name, self.tensor) = (name, tensor) }
  }
  /// In the order in which they were given.
  public var entries: [Entry]

  /// Nothing.
  public init() { entries = [] }
  public init(_ entries: [Entry]) { self.entries = entries }
  public init(arrayLiteral elements: Tensor...) { entries = elements.map { Entry(name: nil, tensor: $0) } }
  public init(dictionaryLiteral elements: (String, Tensor)...) {
    entries = elements.map { Entry(name: $0, tensor: $1) }
  }

  public var tensors: [Tensor] { entries.map(\.tensor) }
  public var count: Int { entries.count }
  public var isEmpty: Bool { entries.isEmpty }
  /// All names, if every tensor has one.
  public var names: [String]? {
    let names = entries.compactMap(\.name)
    return names.count == entries.count && !names.isEmpty ? names : nil
  }

  /// The tensor with this name, if there is one.
  public subscript(name: String) -> Tensor? { entries.first { $0.name == name }?.tensor }

  /// The tensors in the order of these inputs: as given, or by name.
  func ordered(by inputs: [String], owner: String) throws(KerasError) -> [Tensor] {
    guard let names else { return tensors }
    var result: [Tensor] = []
    for name in inputs {
      guard let tensor = self[name] else {
        let near = NearestName.find(name, in: names, except: inputs)
        throw KerasError(
          "\(owner) has no data for input '\(name)'.", expected: "inputs \(inputs.quotedList())",
          received: names.quotedList(),
          fix: near.map { "'\($0)' may be a misspelling of '\(name)'" }
            ?? (inputs.count == 1
              ? "call it '\(name)', or give the data without a name" : "add '\(name)' to the data"))
      }
      result.append(tensor)
    }
    return result
  }

  /// The same names with other tensors.
  package func replacing(_ tensors: some Sequence<Tensor>) -> TensorMap {
    TensorMap(zip(entries, tensors).map { Entry(name: $0.name, tensor: $1) })
  }
}

/// What data can be given as: a tensor, a list of tensors, or tensors by name.
public protocol TensorStructure {
  var tensorMap: TensorMap { get }
}

extension TensorMap: TensorStructure { public var tensorMap: TensorMap { self } }
extension Tensor: TensorStructure {
  public var tensorMap: TensorMap { TensorMap([TensorMap.Entry(name: nil, tensor: self)]) }
}
extension Array: TensorStructure where Element == Tensor {
  public var tensorMap: TensorMap { TensorMap(map { TensorMap.Entry(name: nil, tensor: $0) }) }
}
extension Dictionary: TensorStructure where Key == String, Value == Tensor {
  /// In the order of the names, since a dictionary has none.
  public var tensorMap: TensorMap {
    TensorMap(keys.sorted().map { TensorMap.Entry(name: $0, tensor: self[$0]!) })
  }
}
