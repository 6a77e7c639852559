import Testing

/// What the compiler says to lines that don't compile, and that others do.
@Suite struct WrongLineTests {
  /// One compilation for all: each line is a function of its own, and its diagnostics carry the number of its row.
  private static func diagnostics(of lines: [String]) throws -> [Int: [String]] {
    var source = "import Keras\n"
    for (index, line) in lines.enumerated() {
      source += """
        func row\(index)() throws {
        var x = Tensor.zeros([2, 3]); let model = Sequential([]); x = x + 0; _ = model
        #sourceLocation(file: "row", line: \(index + 1))
        \(line)
        #sourceLocation()
        }

        """
    }
    let errors = try SwiftCompiler.diagnostics(of: source).filter { $0.file == "row" && $0.kind == "error" }
    return Dictionary(grouping: errors, by: { $0.line - 1 }).mapValues { $0.map(\.message) }
  }

  @Test func theCompilerNamesTheRightOne() throws {
    let said = try Self.diagnostics(of: WrongLines.rows.map(\.line))
    for (index, row) in WrongLines.rows.enumerated() {
      let messages = said[index] ?? []
      #expect(messages.contains { $0.contains(row.hint) }, "\(row.line): \(messages)")
    }
  }

  /// Lines of Python's that need no other spelling.
  @Test func othersCompile() throws {
    let lines = [
      "x += 1; x -= x; x *= 2; x /= x", "let y = Add()(x, x)", "let y = Concatenate()(x, x, x, training: true)",
      "let y = Add()([x, x])", "let b = 0.5 .< x; let c = 1 .== x", "let y = x + 1; let z = Dense(4)(x)",
      "model.compile(loss: .bce)", "model.compile(loss: .kld, metrics: [.accuracy])",
      "model.compile(loss: [.mse, nil])",
      "model.compile(loss: [\"a\": .mse])", "model.compile(optimizer: .adam, loss: .mse)",
      "model.compile(optimizer: .adam(), loss: Loss { abs($0 - $1).mean() })", "model.compile()",
      "let y = MultiHeadAttention(heads: 2, keyDim: 4)(x, x)", "let y = Lambda { (a: [Tensor]) in a[0] }([x, x])",
      "try model.fit(x, x, verbose: 0)", "let t = Tensor([1, 2, 3]); let u = Tensor([[1.5, 2], [3, 4]])",
      "let l = Dense(8).trainable(false)", "let y = max(1, 2) + min(3, 4)", "let y = abs(x).max(axis: -1)",
    ]
    let said = try Self.diagnostics(of: lines)
    #expect(said.isEmpty, "\(said.map { "\(lines[$0]): \($1)" })")
  }

  /// A class that is a model of several tensors is called with them in either way.
  @Test func modelsOfSeveralTensorsAreCalledInEitherWay() throws {
    let source = """
      import Keras
      final class Pair: Model, MergeLayer { func call(_ inputs: [Tensor]) -> Tensor { inputs[0] + inputs[1] } }
      func calls(_ pair: Pair, _ x: Tensor) { _ = [pair(x, x), pair([x, x]), pair(["a": x, "b": x])] }
      extension Tensor { func distance() -> Tensor { abs(self - mean()).sum() } }

      """
    #expect(try SwiftCompiler.diagnostics(of: source).map(\.description) == [])
  }
}
