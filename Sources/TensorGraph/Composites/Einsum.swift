/// Einstein's summation over labelled axes (`keras.ops.einsum`): `einsum("bij,bjk->bik", a, b)` is a batched product.
///
/// One letter stands for one axis. Labels that the result lacks are summed over; without `->` the result has those that
/// occur once, in alphabetical order. `...` stands for any further axes, which broadcast; a letter twice in one operand
/// is its diagonal.
public func einsum(
  _ subscripts: String, _ operands: Tensor..., file: String = #fileID, line: Int = #line
) -> Tensor {
  einsum(subscripts, operands).located(file, line)
}

/// Einstein's summation over the labelled axes of an array of operands.
public func einsum(
  _ subscripts: String, _ operands: [Tensor], file: String = #fileID, line: Int = #line
) -> Tensor {
  if let failed = operands.first(where: { $0.node.failure != nil }) { return failed }
  do {
    let equation = try EinsumEquation(subscripts, ranks: operands.map(\.rank))
    let dtype = operands.dropFirst().reduce(operands[0].dtype) { $0.promoted(with: $1.dtype) }
    return deferrable("einsum", operands.map { $0.cast(to: dtype) }) { operands in
      do throws(ShapeError) { return [try equation.evaluate(operands)] } catch {
        return [operands[0].failing(error, in: "einsum")]
      }
    }[0].located(file, line)
  } catch {
    return (operands.first ?? Tensor(0)).failing(error, in: "einsum").located(file, line)
  }
}

/// The labels of an equation: letters as their code points, axes under `...` as -1, -2 … from the last.
private struct EinsumEquation {
  private let inputs: [[Int]]
  private let output: [Int]

  init(_ text: String, ranks: [Int]) throws(ShapeError) {
    let compact = String(text.filter { $0 != " " }).replacing("->", with: ">").replacing("...", with: ".")
    func refuse(_ why: String) -> ShapeError {
      ShapeError(
        expected: "an equation such as \"ij,jk->ik\"", received: "\"\(text)\": \(why)",
        fix: "give one letter for each axis, and commas between operands")
    }
    let sides = compact.split(separator: ">", omittingEmptySubsequences: false)
    guard (1...2).contains(sides.count) else { throw refuse("more than one arrow") }
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == ranks.count else {
      throw refuse("\(terms.count.counted("operand", "operands")), but \(ranks.count.counted("tensor", "tensors"))")
    }
    var inputs: [[Int]] = []
    var widest = 0
    for (term, rank) in zip(terms, ranks) {
      let letters = term.filter { $0 != "." }
      let dots = term.count - letters.count
      guard letters.allSatisfy({ $0.isASCII && $0.isLetter }), dots < 2 else {
        throw refuse("labels that are no letters")
      }
      let extra = rank - letters.count
      guard extra == 0 || (dots == 1 && extra >= 0) else {
        throw refuse("\(letters.count.counted("label", "labels")) for a tensor with \(rank.counted("axis", "axes"))")
      }
      widest = max(widest, extra)
      inputs.append(Self.labels(term, ellipsis: extra))
    }
    self.inputs = inputs
    let used = Set(inputs.joined())
    if sides.count == 2 {
      guard sides[1].allSatisfy({ $0 == "." || $0.isLetter }) else { throw refuse("labels that are no letters") }
      output = Self.labels(sides[1], ellipsis: widest)
      guard Set(output).count == output.count else { throw refuse("a label twice in the result") }
      guard output.allSatisfy(used.contains) else { throw refuse("a label in the result that no operand has") }
    } else {
      let all = inputs.joined()
      let once = used.filter { label in label > 0 && all.lazy.filter { $0 == label }.count == 1 }
      output = Array((0..<widest).map { $0 - widest }) + once.sorted()
    }
  }

  private static func labels(_ term: Substring, ellipsis: Int) -> [Int] {
    term.flatMap { letter -> [Int] in
      letter == "." ? (0..<ellipsis).map { $0 - ellipsis } : [Int(letter.unicodeScalars.first!.value)]
    }
  }

  /// Two operands at a time from the left, each label summed over as soon as nothing else needs it.
  func evaluate(_ tensors: [Tensor]) throws(ShapeError) -> Tensor {
    var operands = zip(tensors, inputs).map { Labelled(tensor: $0, labels: $1).withoutRepeats() }
    try squeezeBroadcast(&operands)
    var result = operands.removeFirst()
    while !operands.isEmpty {
      let next = operands.removeFirst()
      let later = Set(output).union(operands.flatMap(\.labels))
      result = result.multiplied(by: next, keeping: later)
    }
    result = result.summed(keeping: Set(output))
    let missing = output.filter { !result.labels.contains($0) }
    precondition(missing.isEmpty, "every label of the result is one of an operand")
    return result.tensor.transposed(output.map { result.labels.firstIndex(of: $0)! })
  }

  /// Takes axes of length 1 out where another operand has more, and checks that all others agree.
  private func squeezeBroadcast(_ operands: inout [Labelled]) throws(ShapeError) {
    var lengths: [Int: Int] = [:]
    for operand in operands {
      for (label, length) in zip(operand.labels, operand.tensor.shape.dimensions) {
        guard let length, length != 1 else { continue }
        guard lengths[label] ?? length == length else {
          throw ShapeError(
            expected: "one length for each label",
            received: operands.map(\.tensor.type.description).joined(separator: " and "),
            fix: "check the equation against the shapes")
        }
        lengths[label] = length
      }
    }
    for index in operands.indices {
      for label in operands[index].labels where lengths[label] != nil { operands[index].squeeze(label) }
    }
  }
}

private struct Labelled {
  var tensor: Tensor
  var labels: [Int]

  mutating func squeeze(_ label: Int) {
    guard let axis = labels.firstIndex(of: label), tensor.shape.dimensions[axis] == 1 else { return }
    tensor = tensor.squeezed(axis: axis)
    labels.remove(at: axis)
  }

  /// The diagonal where a label stands twice.
  func withoutRepeats() -> Labelled {
    var result = self
    while let label = result.labels.first(where: { label in result.labels.filter { $0 == label }.count > 1 }) {
      let axis = result.labels.firstIndex(of: label)!
      let other = result.labels.lastIndex(of: label)!
      let shape = result.tensor.shape
      let isDiagonal =
        Tensor.iota(Shape([shape.dimensions[axis], 1]), axis: 0, dtype: .int32)
        .== Tensor.iota(Shape([1, shape.dimensions[other]]), axis: 1, dtype: .int32)
      var mask = [Int?](repeating: 1, count: shape.rank)
      mask[axis] = shape.dimensions[axis]
      mask[other] = shape.dimensions[other]
      let kept = which(isDiagonal.reshaped(Shape(mask)), result.tensor, 0)
      result.tensor = apply(Reduce(kind: .sum, axes: [other], keepDims: false), [kept])
      result.labels.remove(at: other)
    }
    return result
  }

  func summed(keeping kept: Set<Int>) -> Labelled {
    let axes = labels.indices.filter { !kept.contains(labels[$0]) }
    guard !axes.isEmpty else { return self }
    return Labelled(
      tensor: apply(Reduce(kind: .sum, axes: axes, keepDims: false), [tensor]), labels: labels.filter(kept.contains))
  }

  func multiplied(by other: Labelled, keeping later: Set<Int>) -> Labelled {
    // What only one side has and nobody needs is summed before the product, not after.
    let a = summed(keeping: later.union(other.labels))
    let b = other.summed(keeping: later.union(labels))
    let shared = a.labels.filter(b.labels.contains)
    let batch = shared.filter(later.contains)
    let summed = shared.filter { !later.contains($0) }
    let freeA = a.labels.filter { !shared.contains($0) }
    let freeB = b.labels.filter { !shared.contains($0) }
    func axes(_ labels: [Int], of operand: Labelled) -> [Int] { labels.map { operand.labels.firstIndex(of: $0)! } }
    if summed.isEmpty {
      let left = a.tensor.transposed(axes(batch + freeA, of: a))
      let right = b.tensor.transposed(axes(batch + freeB, of: b))
      let front = Array(repeating: 1, count: freeB.count)
      let wide = Shape(left.shape.dimensions + front)
      var middle = right.shape.dimensions
      middle.insert(contentsOf: freeA.map { _ in 1 }, at: batch.count)
      return Labelled(tensor: left.reshaped(wide) * right.reshaped(Shape(middle)), labels: batch + freeA + freeB)
    }
    let product = apply(
      DotGeneral(
        leftBatch: axes(batch, of: a), rightBatch: axes(batch, of: b), leftContracting: axes(summed, of: a),
        rightContracting: axes(summed, of: b)), [a.tensor, b.tensor])
    return Labelled(tensor: product, labels: batch + freeA + freeB)
  }
}
