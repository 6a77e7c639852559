import Keras

func huber(threshold: Float) -> Loss {
  Loss("huber") { yTrue, yPred in
    let error = yTrue - yPred
    return which(abs(error) .<= threshold, square(error) / 2, threshold * (abs(error) - threshold / 2))
  }
}

final class Huber: Loss {
  let threshold: Float
  init(threshold: Float = 1) {
    self.threshold = threshold
    super.init()
  }
  override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let error = yTrue - yPred
    return which(abs(error) .<= threshold, square(error) / 2, threshold * (abs(error) - threshold / 2))
  }
}
