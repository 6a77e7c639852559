/// Elements, arrays of elements, arrays of arrays…: what `Tensor(_:)` takes.
public protocol TensorNested {
  /// The type of the elements at the bottom.
  associatedtype Leaf: TensorElement
  /// Appends the elements in row order and returns the shape.
  func append(to elements: inout [Leaf], isRagged: inout Bool) -> [Int]
}

extension TensorNested where Leaf == Self {
  public func append(to elements: inout [Self], isRagged: inout Bool) -> [Int] {
    elements.append(self)
    return []
  }
}

extension Bool: TensorNested { public typealias Leaf = Bool }
extension UInt8: TensorNested { public typealias Leaf = UInt8 }
extension Int32: TensorNested { public typealias Leaf = Int32 }
extension Int64: TensorNested { public typealias Leaf = Int64 }
extension Int: TensorNested { public typealias Leaf = Int }
extension Float: TensorNested { public typealias Leaf = Float }
extension Double: TensorNested { public typealias Leaf = Double }

extension Array: TensorNested where Element: TensorNested {
  public func append(to elements: inout [Element.Leaf], isRagged: inout Bool) -> [Int] {
    var shape: [Int]? = nil
    for element in self {
      let inner = element.append(to: &elements, isRagged: &isRagged)
      if let shape, shape != inner { isRagged = true }
      shape = inner
    }
    return [count] + (shape ?? [])
  }
}
