@_exported import TensorGraph
