/// One step of a recurrent layer: from an input and states to an output and new states. `RNN` runs it over a sequence.
///
/// A cell of your own is a `Layer` that conforms to this protocol, with weights made in `build`:
/// ```swift
/// final class MinimalCell: Layer, RecurrentCell {
///   @Weight var kernel: Tensor
///   @Weight var recurrentKernel: Tensor
///   var stateSizes: [Int] { [8] }
///   override func build(_ input: Shape) {
///     $kernel.create([input.last, 8])
///     $recurrentKernel.create([8, 8])
///   }
///   func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
///     let h = matmul(x, kernel) + matmul(states[0], recurrentKernel)
///     return (h, [h])
///   }
/// }
/// ```
/// Source: https://keras.io/api/layers/recurrent_layers/rnn/
public protocol RecurrentCell: MultiOutputLayer {
  /// The number of features of each state.
  var stateSizes: [Int] { get }
  /// The number of features of the output; that of the first state unless stated.
  var outputSize: Int { get }

  /// One step.
  ///
  /// - Parameters:
  ///   - x: the step's input, `[batch, …]`.
  ///   - states: `[batch, size]` for each of `stateSizes`.
  /// - Returns: the output `[batch, outputSize]`, and new states of the same shapes.
  func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor])

  /// The states before the first step; zeros unless stated. `batchSize` is `nil` while a model is being built.
  func initialState(batchSize: Int?) -> [Tensor]

  /// A cell with the same arguments and weights of its own, for `Bidirectional`; `nil` unless stated.
  func copy() -> (any RecurrentCell)?
}

extension RecurrentCell {
  public var outputSize: Int { stateSizes[0] }

  public func initialState(batchSize: Int?) -> [Tensor] {
    stateSizes.map { .zeros(Shape([batchSize, $0]), dtype: computeDType) }
  }

  public func copy() -> (any RecurrentCell)? { nil }

  /// The step on a list of the input and the states, which gives the output and the states.
  public func call(_ inputs: [Tensor]) -> [Tensor] {
    guard inputs.count == 1 + stateSizes.count else {
      return [
        failed(
          expected: "an input and \(stateSizes.count.counted("state", "states"))",
          received: "\(inputs.count.counted("tensor", "tensors"))",
          fix: "call it with states:, one [batch, size] for each of \(stateSizes)")
      ]
    }
    let (output, states) = call(inputs[0], states: Array(inputs.dropFirst()))
    return [output] + states
  }

  /// Calls the cell for one step.
  public func callAsFunction(
    _ x: Tensor, states: [Tensor], training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> (output: Tensor, states: [Tensor]) {
    let results = invoke([x] + states, training: training, file: file, line: line)
    guard results.count == 1 + stateSizes.count else { return (results[0], stateSizes.map { _ in results[0] }) }
    return (results[0], Array(results.dropFirst()))
  }
}

/// A cell that has an operation for whole sequences.
protocol SequenceCell: RecurrentCell {
  /// The state after each step and the last states; `nil` if the cell's arguments need it to go step by step.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, features]`.
  ///   - mask: steps that count, `[batch, time]`.
  func run(_ x: Tensor, states: [Tensor], mask: Tensor?, isReversed: Bool) -> (sequence: Tensor, states: [Tensor])?
}
