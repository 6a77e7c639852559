import Foundation
import Keras
import Testing

/// A program in `runProgram` ends with the error's message alone.
@Suite struct RunProgramTests {
  @Test func anErrorEndsTheProcessWithItsMessage() async throws {
    let outcome = try await #require(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      runProgram {
        let model = Sequential([Dense(1)])
        try model.fit(Tensor.zeros([2, 3]), Tensor.zeros([2, 1]))
      }
    }
    #expect(
      String(decoding: outcome.standardErrorContent, as: UTF8.self) == """
        Sequential 'sequential' cannot fit yet.
          expected  a compiled model
          received  a model without a loss
          fix       call compile(optimizer:loss:) first

        """)
  }

  @Test func anErrorBehindATaskEndsTheProcessToo() async throws {
    let outcome = try await #require(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      await runProgram {
        try await Task.sleep(for: .milliseconds(1))
        throw KerasError("It cannot.", expected: "a", received: "b", fix: "c")
      }
    }
    #expect(
      String(decoding: outcome.standardErrorContent, as: UTF8.self) == """
        It cannot.
          expected  a
          received  b
          fix       c

        """)
  }

  @Test func withoutAnErrorTheProgramGoesOn() async {
    var count = 0
    runProgram { count += 1 }
    await runProgram {
      await Task.yield()
      count += 1
    }
    #expect(count == 2)
  }
}
