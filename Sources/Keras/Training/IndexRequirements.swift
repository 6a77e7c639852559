import TensorGraph

/// What layers and losses demand of the indices among a step's arguments, noted while the step is traced and checked on the
/// data before it runs.
// Used by the one task that traces the step.
final class IndexRequirements: @unchecked Sendable {
  /// The range that an argument's values must lie in.
  struct Requirement {
    let argument: Int
    let count: Int
    /// A number outside the range that is taken too.
    let exception: Int?
    let who: String
    /// What the user can do about an index, given the index.
    let fix: @Sendable (Int) -> String
  }

  @TaskLocal static var current: IndexRequirements?

  private let arguments: [ObjectIdentifier: Int]
  private(set) var requirements: [Requirement] = []

  /// - Parameter arguments: the placeholders of the step's arguments.
  init(arguments: [Tensor]) {
    self.arguments = Dictionary(
      arguments.enumerated().map { (ObjectIdentifier($1.node), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Traces a step, and notes what it demands of its arguments.
  static func noted(
    argumentTypes: [TensorType], in memory: WorkingMemory, _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> (traced: TracedProgram, requirements: [Requirement]) {
    var requirements: [Requirement] = []
    let traced = try TracedProgram(argumentTypes: argumentTypes, in: memory) { placeholders in
      let noted = IndexRequirements(arguments: placeholders)
      defer { requirements = noted.requirements }
      return try IndexRequirements.$current.withValue(noted) { try body(placeholders) }
    }
    return (traced, requirements)
  }

  /// Notes that a tensor's values must be in `0..<count`, if the tensor is an argument of the step that is being traced,
  /// but for its type and shape.
  ///
  /// - Parameter unlessNoted: whether this is left out where something else demands a range of the same argument.
  static func note(
    _ indices: Tensor, below count: Int, except exception: Int? = nil, who: String, unlessNoted: Bool = false,
    fix: @escaping @Sendable (Int) -> String
  ) {
    guard let current else { return }
    let source = indices.beforeConversions(andReshapes: true)
    guard let argument = current.arguments[ObjectIdentifier(source.node)] else { return }
    if unlessNoted, current.requirements.contains(where: { $0.argument == argument }) { return }
    current.requirements.append(
      Requirement(argument: argument, count: count, exception: exception, who: who, fix: fix))
  }
}

extension IndexRequirements.Requirement {
  /// Throws if a row of the data has an index outside the range.
  ///
  /// - Parameters:
  ///   - data: the whole argument: `[samples, …]`.
  ///   - rows: which rows are looked at.
  ///   - name: of the argument, for the message.
  func check(_ data: Tensor, rows: Range<Int>, name: String) throws {
    guard let place = try firstOutside(data, rows: rows), let length = data.shape[0], length > 0 else { return }
    let value = try data.withScalars(as: Double.self) { $0[place] }
    var position: [String] = []
    var rest = place
    for length in data.shape.staticDimensions.reversed() {
      position.insert("\(rest % length)", at: 0)
      rest /= length
    }
    let index = Int(exactly: value)
    let isFraction = value.isFinite && value.rounded() != value
    throw KerasError(
      "\(who) cannot use an index in \(name).",
      expected: "\(isFraction ? "whole " : "")numbers in 0..<\(count)\(exception.map { ", or \($0)" } ?? "")",
      received: "\(index.map { "\($0)" } ?? "\(value)") at [\(position.joined(separator: ", "))] of \(data.type)",
      fix: index.map { $0 < 0 ? "check the data; indices count from 0" : fix($0) }
        ?? (isFraction ? "give indices, which count things, and no measurements" : "check the data"))
  }

  private func firstOutside(_ data: Tensor, rows: Range<Int>) throws -> Int? {
    switch data.dtype {
    case .bool, .uint8: try firstOutside(data, UInt8.self, rows)
    case .int8: try firstOutside(data, Int8.self, rows)
    case .int16: try firstOutside(data, Int16.self, rows)
    case .uint16: try firstOutside(data, UInt16.self, rows)
    case .int32: try firstOutside(data, Int32.self, rows)
    case .uint32: try firstOutside(data, UInt32.self, rows)
    case .int64: try firstOutside(data, Int64.self, rows)
    case .uint64: try firstOutside(data, UInt64.self, rows)
    case .float32: try firstOutside(data, Float.self, rows)
    case .float64: try firstOutside(data, Double.self, rows)
    case .float16, .bfloat16: try firstOutside(data.cast(to: .float32), Float.self, rows)
    }
  }

  // Integers are compared as they are; whatever wraps around becomes too large or negative, which is outside too.
  private func firstOutside<Element: TensorElement & BinaryInteger>(
    _ data: Tensor, _ type: Element.Type, _ rows: Range<Int>
  ) throws -> Int? {
    let exception = exception.flatMap { Element(exactly: $0) }
    guard let limit = Element(exactly: count) else {
      // Every number of the type is below the limit.
      return try first(data, type, rows) { $0 < 0 && $0 != exception }
    }
    return try first(data, type, rows) { ($0 < 0 || $0 >= limit) && $0 != exception }
  }

  // A fraction is no index: a conversion to integers would cut it without a word.
  private func firstOutside<Element: TensorElement & BinaryFloatingPoint>(
    _ data: Tensor, _ type: Element.Type, _ rows: Range<Int>
  ) throws -> Int? {
    let (limit, exception) = (Element(count), exception.map { Element($0) })
    return try first(data, type, rows) { !($0 >= 0 && $0 < limit && $0.rounded(.towardZero) == $0) && $0 != exception }
  }

  @inline(__always)
  private func first<Element: TensorElement>(
    _ data: Tensor, _ type: Element.Type, _ rows: Range<Int>, where isOutside: (Element) -> Bool
  ) throws -> Int? {
    try data.withScalars(as: type) { values in
      let rowLength = values.count / max(data.shape[0] ?? 1, 1)
      for place in rows.lowerBound * rowLength..<rows.upperBound * rowLength where isOutside(values[place]) {
        return place
      }
      return nil
    }
  }
}

extension [IndexRequirements.Requirement] {
  /// Checks rows of data against all that a step demands.
  func check(_ data: Batch, rows: Range<Int>) throws {
    guard !isEmpty else { return }
    let tensors = data.tensors
    for requirement in self {
      try requirement.check(tensors[requirement.argument], rows: rows, name: data.name(ofTensor: requirement.argument))
    }
  }
}

extension Batch {
  /// As in messages: `x`, `x[1]` or `y 'label'`.
  func name(ofTensor index: Int) -> String {
    var index = index
    for (part, map) in [("x", x), ("y", y), ("sampleWeight", sampleWeight)] {
      if index < map.count { return map.displayName(part, index) }
      index -= map.count
    }
    return "the data"
  }
}

extension TensorMap {
  /// As in messages: the part, with the entry's name or number if there are several.
  func displayName(_ part: String, _ index: Int) -> String {
    entries[index].name.map { "\(part) '\($0)'" } ?? (count > 1 ? "\(part)[\(index)]" : part)
  }
}
