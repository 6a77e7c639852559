/// Says once when a loss stops being a number.
struct NaNWatch {
  let model: String
  private var isSaid = false

  init(model: String) { self.model = model }

  mutating func check(_ step: StepPrograms.Step, epoch: Int, step index: Int) {
    guard !isSaid, let first = step.logNames.firstIndex(of: "loss"), step.log(first).isNaN else { return }
    isSaid = true
    Diagnostics.warn(Self.message(model: model, epoch: epoch, step: index))
  }

  static func message(model: String, epoch: Int, step: Int) -> String {
    """
    \(model): the loss is not a number (NaN) at epoch \(epoch + 1), step \(step + 1).
      fix       lower the learning rate, clip gradients with .clipping(norm: 1), or look for NaN in the data
    """
  }
}
