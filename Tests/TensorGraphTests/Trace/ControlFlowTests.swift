import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct ControlFlowTests {
  @Test(arguments: [(2.0, 20.0, 10.0), (-2.0, 2.0, -1.0)])
  func `a branch and its gradient`(x: Double, value: Double, slope: Double) throws {
    let scale = Tensor(10.0)
    let result = valueAndGradient(at: Tensor(x)) { x in cond(x .> 0, { x * scale }, { -x }) }
    #expect(try result.value.scalar() == value)
    #expect(try result.gradient.scalar() == slope)
  }

  @Test func `branches read variables, and gradients reach them`() throws {
    let w = Variable(Tensor(3.0))
    for (flag, expected) in [(true, 5.0), (false, 0.0)] {
      let (_, gradients) = valueAndGradient(of: [w]) {
        cond(Tensor(flag), { w.value * 5 }, { Tensor(1.0) })
      }
      #expect(try gradients[0].scalar() == expected)
      let f = compiled { (x: Tensor) -> Tensor in
        valueAndGradient(of: [w]) { cond(x, { w.value * 5 }, { Tensor(1.0) }) }.gradients[0]
      }
      #expect(try f(Tensor(flag)).scalar() == expected)
    }
  }

  @Test func `branches of different types are an error`() {
    let result = cond(Tensor(true), { Tensor(1.0) }, { Tensor([1, 2] as [Float]) })
    #expect(
      result.error?.description == """
        'cond' cannot use these tensors.
          expected  branches with results of equal types
          received  [[] float32] and [[2] float32]
          fix       make both branches return the same
        """)
  }

  @Test func `a loop until its condition fails`() throws {
    let limit = Tensor(100.0)
    let result = whileLoop([Tensor(1.0), Tensor(0)], while: { $0[0] .< limit }) { state in
      [state[0] * 2, state[1] + 1]
    }
    #expect(try result[0].scalar() == 128)
    #expect(try result[1].scalar() == 7)
  }

  @Test func `a loop without known turns has no gradient`() throws {
    let slope = valueAndGradient(at: Tensor(1.0)) { x in
      whileLoop([x], while: { $0[0] .< 10 }) { [$0[0] * 2] }[0]
    }.gradient
    #expect(slope.error?.summary == "'whileLoop' has no gradient.")
    let stopped = valueAndGradient(at: Tensor(1.0)) { x in
      x * whileLoop([stopGradient(x)], while: { $0[0] .< 10 }) { [$0[0] * 2] }[0]
    }.gradient
    #expect(try stopped.scalar() == 16)
  }

  @Test func `a scan carries a state and stacks outputs`() throws {
    let xs = Tensor([1, 2, 3] as [Float])
    let forward = scan([Tensor(0.0)], over: [xs]) { state, step in
      let sum = state[0] + step[0]
      return ([sum], [sum * 10])
    }
    #expect(try forward.state[0].scalar() == 6)
    #expect(try forward.outputs[0].scalars() == [10, 30, 60])
    let backward = scan([Tensor(0.0)], over: [xs], isReversed: true) { state, step in
      let sum = state[0] + step[0]
      return ([sum], [sum * 10])
    }
    #expect(try backward.outputs[0].scalars() == [60, 50, 30])
  }

  @Test(arguments: [false, true], [false, true])
  func `gradients of a scan`(isReversed: Bool, isCompiled: Bool) throws {
    let w = Variable(Tensor([0.5, -0.3], dtype: .float64))
    let xs = Tensor([[0.1, 0.2], [0.3, -0.4], [-0.5, 0.6]], dtype: .float64)
    let outside = Tensor([0.7, 1.1], dtype: .float64)
    func loss(_ xs: Tensor, _ outside: Tensor) -> Tensor {
      let (state, outputs) = scan([Tensor([0.2, 0.1], dtype: .float64)], over: [xs], isReversed: isReversed) {
        state, step in
        let next = tanh(state[0] * w.value + step[0] * outside)
        return ([next], [next * next])
      }
      return state[0].sum() + (outputs[0] * xs).sum()
    }
    let unrolled = { (xs: Tensor, outside: Tensor) -> Tensor in
      var state = Tensor([0.2, 0.1], dtype: .float64)
      var total = Tensor(0.0, dtype: .float64)
      for index in isReversed ? [2, 1, 0] : [0, 1, 2] {
        let x = xs.slice(axis: 0, from: index, count: 1).reshaped([2])
        state = tanh(state * w.value + x * outside)
        total = total + (state * state * x).sum()
      }
      return state.sum() + total
    }
    func all(_ f: @escaping (Tensor, Tensor) -> Tensor) -> [Tensor] {
      let body = { (xs: Tensor, outside: Tensor) -> [Tensor] in
        let (value, gradients, others) = valueAndGradients(of: [w]) { () -> (Tensor, [Tensor]) in
          let (a, b) = (valueAndGradient(at: xs) { f($0, outside) }, valueAndGradient(at: outside) { f(xs, $0) })
          return (f(xs, outside), [a.gradient, b.gradient])
        }
        return [value, gradients[0]] + others
      }
      return isCompiled ? compiled(body)(xs, outside) : body(xs, outside)
    }
    for (actual, expected) in zip(all(loss), all(unrolled)) {
      expectClose(actual, expected, absolute: 1e-14, relative: 1e-12)
    }
  }

  @Test func `second derivatives through a scan`() throws {
    let f = { (x: Tensor) in
      scan([x], over: [], length: 3) { state, _ in ([state[0] * state[0]], []) }.state[0]
    }
    // x⁸: 8 x⁷ and 56 x⁶.
    let x = Tensor(1.5, dtype: .float64)
    expectClose(gradient(f)(x), [8 * 17.0859375], relative: 1e-14)
    expectClose(gradient(gradient(f))(x), [56 * 11.390625], relative: 1e-14)
  }

  @Test func `failures come in the number that the caller counts on`() {
    let bad = Tensor([1] as [Float]) + Tensor([1, 2, 3] as [Float]).reshaped([5])
    let result = scan([bad, bad], over: [bad]) { state, step in (state, [step[0], step[0]]) }
    #expect(result.state.count == 2 && result.outputs.count == 2)
    #expect(result.outputs[1].error != nil)
    #expect(whileLoop([bad, bad], while: { $0[0] .< 1 }) { $0 }.count == 2)
    #expect(cond(Tensor(true), { [bad, bad] }, { [bad, bad] }).count == 2)
  }

  @Test func `an assignment inside a body is an error`() {
    let w = Variable(Tensor(1.0))
    let result = cond(
      Tensor(true),
      {
        w.assign(Tensor(2.0))
        return Tensor(1.0)
      }, { Tensor(2.0) })
    #expect(result.error?.summary == "'cond' cannot use this body.")
  }

  @Test func `a body that loses its state is an error`() {
    let result = scan([Tensor(1.0)], over: [], length: 2) { _, _ in ([], []) }
    #expect(result.state[0].error != nil)
  }

  @Test func `a scan over an unknown number of steps has types`() {
    Trace(.abstract).record {
      let xs = Trace.current!.placeholder(TensorType([nil, 4, 8], .float32))
      let result = scan([Tensor.zeros([4, 8])], over: [xs]) { state, step in ([state[0] + step[0]], [state[0]]) }
      #expect(result.outputs[0].type == TensorType([nil, 4, 8], .float32))
    }
  }
}
