import Keras

extension Model {
  /// The loss of an output, if the model is compiled.
  func loss(ofOutput index: Int) -> Loss? {
    guard let configuration else { return nil }
    switch configuration.losses {
    case .list(let list)?: return list.indices.contains(index) ? list[index] : nil
    case .named(let pairs)?: return pairs.first { $0.name == outputNames[index] }?.value
    case nil: return configuration.loss
    }
  }
}
