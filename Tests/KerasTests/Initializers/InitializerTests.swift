import Keras
import TensorGraph
import Testing

/// Seeds, spellings and errors of initializers.
@Suite struct InitializerTests {
  static var spellings: [(Initializer, String)] {
    [
      (.zeros, "zeros"), (.ones, "ones"), (.constant(2), "constant"), (.identity, "identity"),
      (.randomNormal, "random_normal"), (.randomNormal(), "random_normal"), (.randomUniform, "random_uniform"),
      (.truncatedNormal, "truncated_normal"), (.glorotUniform, "glorot_uniform"),
      (.glorotUniform(seed: 3), "glorot_uniform"), (.glorotNormal, "glorot_normal"), (.heNormal, "he_normal"),
      (.heUniform, "he_uniform"), (.lecunNormal, "lecun_normal"), (.lecunUniform, "lecun_uniform"),
      (.varianceScaling(), "variance_scaling"), (.orthogonal, "orthogonal"),
    ]
  }

  @Test func names() throws {
    for (initializer, name) in Self.spellings {
      #expect(initializer.name == name)
      let value = initializer([3, 3], dtype: .float64)
      #expect(value.dtype == .float64, "\(name)")
      #expect(try value.scalars(as: Double.self).allSatisfy { $0.isFinite }, "\(name)")
    }
  }

  @Test func oneSeedGivesOneValue() throws {
    let seeded: [Initializer] = [
      .glorotUniform(seed: 3), .randomNormal(seed: 3), .truncatedNormal(seed: 3), .orthogonal(seed: 3),
    ]
    for initializer in seeded {
      let (first, second) = (try initializer([4, 5]).scalars(), try initializer([4, 5]).scalars())
      #expect(first == second, "\(initializer.name)")
    }
  }

  @Test func withoutASeedEveryWeightIsItsOwn() throws {
    let initializer: Initializer = .glorotUniform
    #expect(try initializer([4, 5]).scalars() != initializer([4, 5]).scalars(as: Float.self))
  }

  @Test func ownFunctionAndOwnValues() throws {
    let diagonal = Initializer("diagonal") { shape, dtype in Initializer.identity(gain: 3)(shape, dtype: dtype) }
    #expect(try diagonal([2, 2]).scalars() == [3, 0, 0, 3])
    #expect(try Initializer.constant(Tensor([1, 2] as [Float]))([2, 2]).scalars() == [1, 2, 1, 2])
  }

  @Test func identityOfAVector() {
    #expect(
      Initializer.identity([3]).error?.description == """
        A weight cannot be initialized with 'identity'.
          expected  a shape with 2 axes
          received  [3]
          fix       use another initializer, such as .glorotUniform
        """)
    #expect(
      Initializer.orthogonal([3]).error?.description == """
        A weight cannot be initialized with 'orthogonal'.
          expected  a shape with 2 axes or more
          received  [3]
          fix       use another initializer, such as .glorotUniform
        """)
  }

  @Test func scaleThatIsNotPositive() {
    #expect(
      Initializer.varianceScaling(scale: 0)([3, 3]).error?.description == """
        Initializer 'variance_scaling' cannot scale by 0.0.
          expected  a positive scale
          received  0.0
          fix       use scale: 1 for linear and 2 for rectified units
        """)
  }

  @Test func regularizerOfAVector() {
    #expect(
      Regularizer.orthogonal()(.zeros([3])).error?.description == """
        Regularizer 'orthogonal' cannot use this weight.
          expected  a matrix [rows, columns]
          received  [3] float32
          fix       use .l2 here, or reshape the weight in a regularizer of your own
        """)
  }
}
