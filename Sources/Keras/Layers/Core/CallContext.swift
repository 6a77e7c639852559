/// What a layer's call can ask about the run that it is part of.
package struct CallContext: Sendable {
  package var isTraining: Bool?
  package var losses: LossCollector?
  /// What the call of the layer says besides its tensors.
  package var options = CallOptions()
  /// Names of the layers around this one.
  package var path: [String] = []
  /// Deeper than any model, and well within a thread's stack: a layer that calls itself gets here.
  static let mostLayersAround = 200

  @TaskLocal package static var current = CallContext()
}

/// Losses that layers add during one forward pass.
package final class LossCollector: @unchecked Sendable {
  package private(set) var losses: [Tensor] = []
  package init() {}
  package func add(_ loss: Tensor) { losses.append(loss) }
}
