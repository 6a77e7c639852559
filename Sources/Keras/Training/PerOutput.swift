/// One value for each output of a model: in the order of the outputs, or by output name.
public enum PerOutput<Value>: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  case list([Value?])
  case named([(name: String, value: Value)])

  public init(arrayLiteral elements: Value?...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .named(elements.map { (name: $0, value: $1) })
  }

  /// The values in the order of the outputs.
  ///
  /// - Throws: if a name does not exist, or a list has another length than there are outputs.
  func resolved(for outputs: [String], argument: String, model: String) throws(KerasError) -> [Value?] {
    let list = outputs.quotedList()
    switch self {
    case .list(let values):
      guard values.count == outputs.count else {
        throw KerasError(
          "\(model) cannot use '\(argument)'.",
          expected: "\(outputs.count.counted("value", "values")), one for each of the outputs \(list)",
          received: "\(values.count.counted("value", "values"))",
          fix: "give one for each output, or name the outputs they are for")
      }
      return values
    case .named(let pairs):
      for (name, _) in pairs where !outputs.contains(name) {
        throw KerasError(
          "\(model) has no output '\(name)', which '\(argument)' names.", expected: "one of the outputs \(list)",
          received: "'\(name)'",
          fix: NearestName.find(name, in: outputs, except: pairs.map(\.name)).map { "did you mean '\($0)'?" }
            ?? "use an output's name")
      }
      return outputs.map { output in pairs.first { $0.name == output }?.value }
    }
  }
}

/// Metrics of a model: a list for a single output or for all, or lists by output name.
public enum MetricList: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  case all([Metric])
  case perOutput([[Metric]])
  case named([(name: String, value: [Metric])])

  public init(arrayLiteral elements: Metric...) { self = .all(elements) }
  public init(dictionaryLiteral elements: (String, [Metric])...) {
    self = .named(elements.map { (name: $0, value: $1) })
  }

  func resolved(for outputs: [String], argument: String, model: String) throws(KerasError) -> [[Metric]] {
    switch self {
    case .all(let metrics):
      guard !metrics.isEmpty else { return outputs.map { _ in [] } }
      if outputs.count == 1 { return [metrics] }
      // As in Keras, a flat list goes one to each output.
      return try PerOutput<Metric>.list(metrics).resolved(for: outputs, argument: argument, model: model)
        .map { $0.map { [$0] } ?? [] }
    case .perOutput(let lists):
      return try PerOutput<[Metric]>.list(lists).resolved(for: outputs, argument: argument, model: model).map {
        $0 ?? []
      }
    case .named(let pairs):
      return try PerOutput<[Metric]>.named(pairs).resolved(for: outputs, argument: argument, model: model).map {
        $0 ?? []
      }
    }
  }
}
