import Keras

extension Case {
  /// Public functions with an argument that is a size, a place or a count.
  static func functions() -> [Case] {
    functionTable.flatMap { name, call in
      (Extremes.integers + [7, 1 << 20]).map { value in
        Case(name: "\(name) = \(value)") { for tensor in try call(value) { try read(tensor) } }
      }
    }
  }

  private static var functionTable: [(String, (Int) throws -> [Tensor])] {
    let x = Tensor.ones([2, 3])
    let indices = Tensor([0, 1] as [Int32])
    return [
      ("zeros", { [.zeros([$0])] }), ("zeros of two lengths", { [.zeros([$0, $0])] }), ("ones", { [.ones([3, $0])] }),
      ("full", { [.full([$0], 2)] }), ("broadcast", { [x.broadcast(to: [$0, 2, 3])] }), ("arange", { [.arange($0)] }),
      ("arange from", { [.arange($0, 10)] }), ("arange step", { [.arange(0, 10, step: $0)] }), ("eye", { [.eye($0)] }),
      ("eye columns", { [.eye(3, $0)] }), ("eye offset", { [.eye(3, offset: $0)] }),
      ("oneHot", { [oneHot(indices, $0)] }), ("oneHot axis", { [oneHot(indices, 3, axis: $0)] }),
      ("multiHot", { [multiHot(indices, $0)] }), ("reshaped", { [x.reshaped([$0, 3])] }),
      ("transposed", { [x.transposed([$0, 0])] }), ("expandedDimensions", { [x.expandedDimensions($0)] }),
      ("squeezed", { [x.squeezed(axis: $0)] }), ("reversed", { [x.reversed(axes: [$0])] }),
      ("repeated", { [x.repeated($0)] }), ("repeated axis", { [x.repeated(2, axis: $0)] }),
      ("repeated counts", { [x.repeated([$0, 1], axis: 0)] }), ("tiled", { [x.tiled([$0, $0])] }),
      ("rolled", { [x.rolled(by: $0, axis: 0)] }), ("rolled axis", { [x.rolled(by: 1, axis: $0)] }),
      ("padded", { [x.padded([($0, $0), (0, 0)])] }), ("split into", { x.split(into: $0) }),
      ("split axis", { x.split(into: 1, axis: $0) }), ("split at", { x.split(at: [$0]) }),
      ("take", { [x.take([$0], axis: 0)] }), ("take axis", { [x.take([0], axis: $0)] }),
      ("unstacked", { x.unstacked(axis: $0) }), ("sum", { [x.sum(axis: $0)] }), ("mean", { [x.mean(axis: $0)] }),
      ("max", { [x.max(axis: $0)] }), ("product", { [x.product(axis: $0)] }), ("argmax", { [x.argmax(axis: $0)] }),
      ("variance", { [x.variance(axis: $0)] }), ("softmax", { [softmax(x, axis: $0)] }),
      ("logSumExp", { [logSumExp(x, axis: $0)] }), ("norm", { [norm(x, axis: $0)] }),
      ("normalize", { [normalize(x, axis: $0)] }), ("lowerTriangle", { [x.lowerTriangle(offset: $0)] }),
      ("upperTriangle", { [x.upperTriangle(offset: $0)] }), ("diagonal", { [x.diagonal(offset: $0)] }),
      ("diagonal axis", { [x.diagonal(axis1: $0)] }), ("trace", { [x.trace(offset: $0)] }),
      ("differences", { [x.differences(order: $0)] }), ("differences axis", { [x.differences(axis: $0)] }),
      ("round", { [round(x, decimals: $0)] }), ("round integers", { [round(indices, decimals: $0)] }),
      ("tensordot", { [tensordot(x, x, axes: $0)] }), ("concatenated", { [concatenated([x, x], axis: $0)] }),
      ("stacked", { [stacked([x, x], axis: $0)] }), ("swappingAxes", { [x.swappingAxes($0, 0)] }),
      ("movingAxis", { [x.movingAxis($0, to: 0)] }), ("subscript", { [x[$0]] }),
      ("toCategorical", { [try toCategorical([0, 1], classCount: $0)] }),
      ("toCategorical of label", { [try toCategorical([0, $0])] }),
      ("padSequences", { [try padSequences([[1], [2, 3]], maxlen: $0)] }),
      ("padSequences of number", { [try padSequences([[1], [2, $0]])] }), ("uniform", { [Random.uniform([$0])] }),
      ("normal", { [Random.normal([$0, 2])] }), ("Input", { [Dense(2)(Input(shape: [$0]))] }),
      ("Input batchSize", { [Dense(2)(Input(shape: [3], batchSize: $0))] }),
      ("predict", { [try model().predict(Tensor.ones([4, 3]), batchSize: $0)] }),
      ("predict steps", { [try model().predict(Tensor.ones([4, 3]), steps: $0)] }),
      (
        "evaluate",
        {
          _ = try model().evaluate(Tensor.ones([4, 3]), Tensor.ones([4, 1]), batchSize: $0, verbose: 0); return []
        }
      ),
      (
        "fit",
        {
          _ = try model().fit(Tensor.ones([4, 3]), Tensor.ones([4, 1]), batchSize: $0, verbose: 0); return []
        }
      ),
    ] + datasetTable
  }

  /// What the first elements of datasets hold.
  private static var datasetTable: [(String, (Int) throws -> [Tensor])] {
    func first(_ dataset: Dataset<Tensor>) -> [Tensor] { Array(dataset.prefix(7)) }
    let series = Tensor.arange(10)
    let (rows, stream) = (Dataset(series), Dataset((0..<10).map { Tensor($0) }))
    let changes: [(String, (Dataset<Tensor>, Int) -> Dataset<Tensor>)] = [
      ("batched", { $0.batched($1) }), ("batched whole", { $0.batched($1, dropRemainder: true) }),
      ("batched shuffled", { $0.shuffled(bufferSize: 3).batched($1) }),
      ("shuffled", { $0.shuffled(bufferSize: $1) }), ("shuffled seed", { $0.shuffled(bufferSize: 3, seed: $1) }),
      ("taking", { $0.taking($1) }), ("skipping", { $0.skipping($1) }), ("repeated", { $0.repeated($1) }),
      ("repeated batched", { $0.repeated($1).batched(3) }), ("prefetched", { $0.prefetched($1) }),
    ]
    return changes.flatMap { name, change in
      [
        ("\(name) rows", { first(change(rows, $0)) }), ("\(name) stream", { first(change(stream, $0)) }),
      ]
    } + [
      ("timeseries length", { first(try timeseriesDataset(series, sequenceLength: $0)) }),
      ("timeseries stride", { first(try timeseriesDataset(series, sequenceLength: 2, sequenceStride: $0)) }),
      ("timeseries rate", { first(try timeseriesDataset(series, sequenceLength: 2, samplingRate: $0)) }),
      ("timeseries batch", { first(try timeseriesDataset(series, sequenceLength: 2, batchSize: $0)) }),
      ("timeseries seed", { first(try timeseriesDataset(series, sequenceLength: 2, shuffle: true, seed: $0)) }),
      ("timeseries start", { first(try timeseriesDataset(series, sequenceLength: 2, startIndex: $0)) }),
      ("timeseries end", { first(try timeseriesDataset(series, sequenceLength: 2, endIndex: $0)) }),
      (
        "predict of Dataset steps",
        { [try model().predict(Dataset(Tensor.ones([4, 3])).batched(2), steps: $0)] }
      ),
      (
        "fit of Dataset",
        {
          let data = Dataset(Tensor.ones([4, 3]), Tensor.ones([4, 1])).batched(2)
          _ = try model().fit(data, verbose: 0, stepsPerEpoch: $0, validationSteps: $0, validationFrequency: $0)
          return []
        }
      ),
    ]
  }

  private static func model() -> Model {
    let model = Sequential {
      Input(shape: [3])
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }
}
