import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct AutodiffTests {
  @Test func `gradients with respect to variables`() throws {
    let w = Variable(Tensor([1, 2, 3] as [Float]), name: "w")
    let unused = Variable(Tensor([1] as [Float]))
    let (value, gradients) = valueAndGradient(of: [w, unused]) { (w.value * w.value).sum() }
    #expect(try value.scalar() == 14)
    #expect(try gradients[0].scalars() == [2, 4, 6])
    #expect(try gradients[1].scalars() == [0])
  }

  @Test(arguments: [false, true])
  func `what was computed before, and assigned, is constant`(isCompiled: Bool) throws {
    let v = Variable(Tensor(3 as Float)), w = Variable(Tensor(2 as Float))
    // v becomes 5w, as after a step of one model that saw what the other one made; then d(v²w)/dw is v², not 3v².
    let step = { (x: Tensor) -> [Tensor] in
      let made = 5 * w.value
      v.assign(made)
      let gradients = valueAndGradient(of: [w]) { (square(v.value) * w.value + made) * x }.gradients
      w.assign(w.value - 0.01 * gradients[0])
      return gradients
    }
    let gradients = isCompiled ? compiled(step)(Tensor(1 as Float)) : step(Tensor(1 as Float))
    #expect(try gradients.map { try $0.scalar() } == [100])
    #expect(try v.value.scalar() == 10)
    #expect(try w.value.scalar() == 1)
  }

  @Test func `second and third derivatives`() throws {
    let cube = { (x: Tensor) in x * x * x }
    let x = Tensor(2.0, dtype: .float64)
    #expect(try gradient(cube)(x).scalar() == 12)
    #expect(try gradient(gradient(cube))(x).scalar() == 12)
    #expect(try gradient(gradient(gradient(cube)))(x).scalar() == 6)
  }

  @Test func `a gradient penalty: the gradient of a gradient with respect to weights`() throws {
    let w = Variable(Tensor([2] as [Float]))
    let x = Tensor([3] as [Float])
    // d/dx (w x²) = 2 w x; its square is 4 w² x², whose slope in w is 8 w x².
    let (value, gradients) = valueAndGradient(of: [w]) {
      let inner = valueAndGradient(at: x) { ($0 * $0 * w.value).sum() }.gradient
      return (inner * inner).sum()
    }
    #expect(try value.scalar() == 144)
    #expect(try gradients[0].scalar() == 144)
  }

  @Test func `stopGradient holds values constant`() throws {
    let slope = valueAndGradient(at: Tensor(3.0)) { $0 * stopGradient($0) }.gradient
    #expect(try slope.scalar() == 3)
  }

  @Test func `a stated gradient replaces the true one`() throws {
    let clipped = { (x: Tensor) in
      customGradient([x]) {
        [$0[0] * 5]
      } gradient: { _, _, cotangents in
        [clip(cotangents[0], -1.0, 1.0)]
      }[0]
    }
    let (value, slope) = valueAndGradient(at: Tensor([1, 2] as [Float])) { (clipped($0) * 7).sum() }
    #expect(try value.scalar() == 105)
    #expect(try slope.scalars() == [1, 1])
  }

  @Test func `a stated gradient holds inside compiled functions, branches and loops`() throws {
    let twisted = { (x: Tensor) in
      customGradient([x]) {
        [$0[0] * 2]
      } gradient: { _, _, cotangents in
        [cotangents[0] * 100]
      }[0]
    }
    let f = compiled { (x: Tensor) -> (Tensor, Tensor) in
      let (value, gradient) = valueAndGradient(at: x) { x in
        cond(x .> 0, { twisted(x) }, { x })
      }
      return (value, gradient)
    }
    let (value, slope) = f(Tensor(3.0))
    #expect(try value.scalar() == 6)
    #expect(try slope.scalar() == 100)
    let looped = valueAndGradient(at: Tensor(1.0)) { x in
      scan([x], over: [], length: 2) { state, _ in ([twisted(state[0])], []) }.state[0]
    }
    #expect(try looped.value.scalar() == 4)
    #expect(try looped.gradient.scalar() == 10_000)
  }

  @Test(arguments: [0, 2])
  func `a stated gradient of a wrong count is an error`(count: Int) throws {
    let slope = valueAndGradient(at: Tensor([1] as [Float])) { x in
      customGradient([x]) {
        $0
      } gradient: { _, _, cotangents in
        Array(repeating: cotangents[0], count: count)
      }[0]
    }.gradient
    #expect(
      slope.error?.description == """
        'customGradient' cannot use what its gradient returned.
          expected  1 cotangent, one for each input
          received  \(count)
          fix       return nil for inputs without a gradient
        """)
  }

  @Test func `a stated gradient of a wrong shape is an error`() throws {
    let slope = valueAndGradient(at: Tensor([1, 2] as [Float])) { x in
      customGradient([x]) {
        $0
      } gradient: { _, _, _ in
        [Tensor([1, 2, 3] as [Float])]
      }[0]
    }.gradient
    #expect(
      slope.error?.description == """
        'customGradient' cannot use what its gradient returned.
          expected  a cotangent [2] float32 for input 0
          received  [3] float32
          fix       sum what was broadcast, and reshape to the input's shape
        """)
  }

  @Test func `relu's slope at zero is zero`() throws {
    let slope = valueAndGradient(at: Tensor([-1, 0, 1] as [Float])) { relu($0).sum() }.gradient
    #expect(try slope.scalars() == [0, 0, 1])
  }

  @Test func `values read inside the body do not cut the graph`() throws {
    let (_, slope) = try {
      var read: [Float] = []
      var failure: (any Error)?
      let result = valueAndGradient(at: Tensor([1, 2] as [Float])) { x in
        let y = x * x
        do { read = try y.scalars() } catch { failure = error }
        return (y * y).sum()
      }
      if let failure { throw failure }
      #expect(read == [1, 4])
      return result
    }()
    #expect(try slope.scalars() == [4, 32])
  }

  @Test func `a graph cut by reading is an error, not zeros`() throws {
    let x = Tensor([1, 2] as [Float])
    let y = x * x
    #expect(try gradients(of: y, withRespectTo: [x])[0].scalars() == [2, 4])
    _ = try y.scalars()
    #expect(gradients(of: y + 1, withRespectTo: [x])[0].error != nil)
  }

  @Test func `integers carry no gradient`() throws {
    let slope = valueAndGradient(at: Tensor([1.7] as [Float])) { ($0.cast(to: .int32).cast(to: .float32)).sum() }
      .gradient
    #expect(try slope.scalars() == [0])
  }

  @Test func `an error inside reaches the gradient`() {
    let w = Variable(Tensor([1, 2] as [Float]))
    let (value, gradients) = valueAndGradient(of: [w]) { matmul(w.value, Tensor([1, 2, 3] as [Float])) }
    #expect(value.error != nil)
    #expect(gradients[0].error == value.error)
  }
}
