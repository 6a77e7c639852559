/// Warnings of outputs that can have one value only.
enum OneUnit {
  /// Says that a softmax is always 1, where a layer with it is described.
  static func warn(_ x: Tensor, axes: [Int]) {
    guard Trace.isAbstract, x.error == nil, axes.allSatisfy({ x.shape[$0] == 1 }) else { return }
    let layer = CallContext.current.path.last.map { "Layer '\($0)'" } ?? "A layer"
    Diagnostics.warn(
      """
      \(layer) takes a softmax over 1 number, of \(x.shape): the result is always 1.
        fix       use .sigmoid for one unit, or give the layer a unit for each class
      """)
  }

  /// Says that a crossentropy of classes is always 0, as there is one class.
  static func warn(_ loss: Loss, of output: String, _ shape: Shape, model: String) {
    let axis: Int
    switch loss {
    case let loss as CategoricalCrossentropy: axis = loss.axis
    case let loss as CategoricalFocalCrossentropy: axis = loss.axis
    case is SparseCategoricalCrossentropy: axis = -1
    default: return
    }
    guard shape[axis] == 1 else { return }
    Diagnostics.warn(
      """
      \(model): the loss '\(loss.name)' of output '\(output)' is always 0, since the output has one class: \(shape).
        fix       use .binaryCrossentropy for two classes, or give the output a unit for each class
      """)
  }
}
