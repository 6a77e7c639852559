/// What the equation of an `EinsumDense` says about its weights.
///
/// Source: `keras.src.layers.core.einsum_dense._analyze_einsum_string`.
struct KernelEquation {
  let kernelShape: Shape
  let biasShape: Shape?
  /// The kernel's axes that are summed over.
  let inputAxes: [Int]
  /// The kernel's axes that the output has.
  let outputAxes: [Int]

  struct Problem: Error {
    let expected: String
    let received: String
    let fix: String
  }

  private struct Terms {
    var input: [Character]
    var kernel: [Character]
    var output: [Character]
    var isElidedLeft = false
  }

  init(_ equation: String, input: Shape, output: Shape, biasAxes: String?) throws(Problem) {
    guard let terms = Self.terms(of: equation) else {
      throw Problem(
        expected: "an equation such as \"ab,bc->ac\", \"...b,bc->...c\" or \"ab...,bc->ac...\"",
        received: "\"\(equation)\"", fix: "give one letter for each axis; the second term is the kernel")
    }
    let elided = input.rank - terms.input.count
    guard elided >= 0, elided == 0 || equation.contains("...") else {
      throw Problem(
        expected: "an input with \(terms.input.count.counted("axis", "axes")), as \"\(equation)\" says",
        received: input.batchDescription,
        fix: "give one letter for each axis, with the batch, or ... for any axes")
    }
    var full: [Int?] = [input[0]] + output.dimensions
    let hidden = terms.isElidedLeft ? Array(1..<max(elided, 1)) : Array(terms.input.count..<input.rank)
    if terms.isElidedLeft {
      full.insert(contentsOf: hidden.map { input[$0] }, at: 1)
    } else {
      full += hidden.map { input[$0] }
    }
    let offset = terms.isElidedLeft ? elided : 0
    guard full.count == terms.output.count + elided else {
      let count = terms.output.count - (terms.isElidedLeft && elided > 0 ? 0 : 1)
      throw Problem(
        expected: "an outputShape with \(count.counted("length", "lengths")) for \"\(equation)\"",
        received: "outputShape: \(output)", fix: "leave out the batch, and what ... stands for")
    }
    var inputLengths: [Character: Int?] = [:]
    for (place, letter) in terms.input.enumerated() { inputLengths[letter] = input.dimensions[place + offset] }
    var outputLengths: [Character: Int?] = [:]
    for (place, letter) in terms.output.enumerated() { outputLengths[letter] = full[place + offset] }
    for letter in terms.input {
      guard let given = outputLengths[letter] ?? nil, let known = inputLengths[letter] ?? nil, given != known else {
        continue
      }
      throw Problem(
        expected: "length \(known) for '\(letter)', as the input \(input.batchDescription) has",
        received: "\(given) in outputShape: \(output)", fix: "give nil for lengths that the input has")
    }
    for letter in terms.output where inputLengths[letter] == nil && !terms.kernel.contains(letter) {
      throw Problem(
        expected: "letters in the output that the input or the kernel has", received: "'\(letter)' in \"\(equation)\"",
        fix: "add it to the kernel")
    }
    var shape: [Int?] = []
    var (inputAxes, outputAxes): ([Int], [Int]) = ([], [])
    for (place, letter) in terms.kernel.enumerated() {
      if let length = outputLengths[letter] {
        shape.append(length ?? (inputLengths[letter] ?? nil))
        outputAxes.append(place)
      } else if let length = inputLengths[letter] {
        shape.append(length)
        inputAxes.append(place)
      } else {
        throw Problem(
          expected: "letters in the kernel that the input or the output has",
          received: "'\(letter)' in \"\(equation)\"",
          fix: "add it to the output, or leave it out of the kernel")
      }
    }
    kernelShape = Shape(shape)
    self.inputAxes = inputAxes
    self.outputAxes = outputAxes
    biasShape = try Self.biasShape(biasAxes, terms, outputLengths, trailing: terms.isElidedLeft ? 0 : elided)
  }

  private static func biasShape(
    _ axes: String?, _ terms: Terms, _ lengths: [Character: Int?], trailing: Int
  ) throws(Problem) -> Shape? {
    guard let axes else { return nil }
    if let stranger = axes.first(where: { !terms.output.contains($0) }) {
      throw Problem(
        expected: "biasAxes among the output's letters \"\(String(terms.output))\"", received: "'\(stranger)'",
        fix: "name axes of the output")
    }
    guard let first = terms.output.firstIndex(where: { axes.contains($0) }) else {
      throw Problem(expected: "at least one letter in biasAxes", received: "\"\"", fix: "leave it out for no bias")
    }
    let known = terms.output[first...].map { axes.contains($0) ? lengths[$0] ?? nil : 1 }
    return Shape(known + Array(repeating: 1, count: trailing))
  }

  private static func terms(of equation: String) -> Terms? {
    let sides = equation.replacing("...", with: "0").replacing("->", with: ">").split(
      separator: ">", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let factors = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard factors.count == 2 else { return nil }
    var terms = Terms(input: Array(factors[0]), kernel: Array(factors[1]), output: Array(sides[1]))
    if terms.input.first == "0", terms.output.first == "0" {
      terms.isElidedLeft = true
      terms.input.removeFirst()
      terms.output.removeFirst()
    } else if terms.input.last == "0", terms.output.last == "0", terms.input.count > 2 {
      terms.input.removeLast()
      terms.output.removeLast()
    }
    let letters = terms.input + terms.kernel + terms.output
    let isComplete = !terms.input.isEmpty && !terms.kernel.isEmpty && !terms.output.isEmpty
    return isComplete && letters.allSatisfy { $0.isASCII && $0.isLetter } ? terms : nil
  }
}
