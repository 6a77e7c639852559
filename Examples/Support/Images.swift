import Keras

/// Pixels from 0 to 1 with an axis for their one channel: float32 `[count, height, width, 1]`.
public func images(_ split: Datasets.Split) -> Tensor { (split.x.cast(to: .float32) / 255).expandedDimensions(-1) }
