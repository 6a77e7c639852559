import Foundation

/// Runs a program. An error that it throws ends the process with status 1 and the error's message on standard error; without
/// it, an uncaught error is a crash with a register dump behind the message.
///
/// ```swift
/// import Keras
///
/// runProgram {
///   let (train, _) = try Datasets.mnist()
///   let model = Sequential { Flatten(); Dense(10, activation: .softmax) }
///   func accuracy() throws -> Double? { try model.evaluate(train.x, train.y)["accuracy"] }
///   …
/// }
/// ```
/// Functions inside may use the variables around them. At the top level of a `main.swift` Swift 6 refuses that, since the
/// variables there belong to the main actor.
public func runProgram(_ body: () throws -> Void) {
  do { try body() } catch { end(with: error) }
}

/// Runs a program that waits for tasks, as `await runProgram { … }`.
///
/// An error that it throws ends the process with status 1 and the error's message on standard error.
public func runProgram(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void) async {
  do { try await body() } catch { end(with: error) }
}

private func end(with error: any Error) -> Never {
  _ = StandardStream.error.write("\(error)\n")
  exit(1)
}
