// Operators that give one `Bool` elsewhere, or are spelled so in Python: the compiler says which one works elementwise.
// A use of any of these does not compile.

extension Tensor {
  @available(*, unavailable, renamed: ".==", message: ".== compares elementwise")
  public static func == (a: Tensor, b: Tensor) -> Bool { false }
  @available(*, unavailable, renamed: ".==", message: ".== compares elementwise")
  public static func == (a: Tensor, b: some ScalarConvertible) -> Bool { false }
  @available(*, unavailable, renamed: ".==", message: ".== compares elementwise")
  public static func == (a: some ScalarConvertible, b: Tensor) -> Bool { false }
  @available(*, unavailable, renamed: ".!=", message: ".!= compares elementwise")
  public static func != (a: Tensor, b: Tensor) -> Bool { false }
  @available(*, unavailable, renamed: ".!=", message: ".!= compares elementwise")
  public static func != (a: Tensor, b: some ScalarConvertible) -> Bool { false }
  @available(*, unavailable, renamed: ".!=", message: ".!= compares elementwise")
  public static func != (a: some ScalarConvertible, b: Tensor) -> Bool { false }
  @available(*, unavailable, renamed: ".<", message: ".< compares elementwise")
  public static func < (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, renamed: ".<", message: ".< compares elementwise")
  public static func < (a: Tensor, b: some ScalarConvertible) -> Tensor { a }
  @available(*, unavailable, renamed: ".<", message: ".< compares elementwise")
  public static func < (a: some ScalarConvertible, b: Tensor) -> Tensor { b }
  @available(*, unavailable, renamed: ".<=", message: ".<= compares elementwise")
  public static func <= (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, renamed: ".<=", message: ".<= compares elementwise")
  public static func <= (a: Tensor, b: some ScalarConvertible) -> Tensor { a }
  @available(*, unavailable, renamed: ".<=", message: ".<= compares elementwise")
  public static func <= (a: some ScalarConvertible, b: Tensor) -> Tensor { b }
  @available(*, unavailable, renamed: ".>", message: ".> compares elementwise")
  public static func > (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, renamed: ".>", message: ".> compares elementwise")
  public static func > (a: Tensor, b: some ScalarConvertible) -> Tensor { a }
  @available(*, unavailable, renamed: ".>", message: ".> compares elementwise")
  public static func > (a: some ScalarConvertible, b: Tensor) -> Tensor { b }
  @available(*, unavailable, renamed: ".>=", message: ".>= compares elementwise")
  public static func >= (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, renamed: ".>=", message: ".>= compares elementwise")
  public static func >= (a: Tensor, b: some ScalarConvertible) -> Tensor { a }
  @available(*, unavailable, renamed: ".>=", message: ".>= compares elementwise")
  public static func >= (a: some ScalarConvertible, b: Tensor) -> Tensor { b }
  @available(*, unavailable, message: "use logicalAnd(a, b)")
  public static func && (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, message: "use logicalOr(a, b)")
  public static func || (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, message: "use logicalAnd(a, b)")
  public static func & (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, message: "use logicalOr(a, b)")
  public static func | (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, message: "use logicalXor(a, b)")
  public static func ^ (a: Tensor, b: Tensor) -> Tensor { a }
  @available(*, unavailable, renamed: "logicalNot(_:)")
  public static prefix func ! (x: Tensor) -> Tensor { x }
  @available(*, unavailable, renamed: "logicalNot(_:)")
  public static prefix func ~ (x: Tensor) -> Tensor { x }
}
