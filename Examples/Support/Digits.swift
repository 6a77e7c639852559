import Keras

/// The data set as it is, or its first rows with `--tiny`: 512 to train on, 256 to test on.
public func shortened(
  _ data: (train: Datasets.Split, test: Datasets.Split)
) -> (train: Datasets.Split, test: Datasets.Split) {
  guard isTiny else { return data }
  return (data.train.first(512), data.test.first(256))
}

extension Datasets.Split {
  fileprivate func first(_ count: Int) -> Datasets.Split {
    Datasets.Split(x: x[0..<count], y: y[0..<count])
  }
}
