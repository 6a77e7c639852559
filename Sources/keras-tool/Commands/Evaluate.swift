import ArgumentParser
import Formats
import Keras

/// `keras evaluate`: loss and metrics on data.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model's loss and metrics on data.",
    discussion: """
      Measures the loss and metrics that the model was compiled with in its file, unless --loss and --metrics say otherwise. The \
      values are means over all samples. Data are read as by predict; a folder of pictures has a subfolder for each class.

      EXAMPLES
        keras evaluate model.keras test.npz --x images --y labels
        keras evaluate model.keras test.npz --loss mse --metrics mae --json
        keras evaluate prices.keras houses.csv --y price
        keras evaluate pets.keras pictures/test
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var data: TrainingData
  @OptionGroup var compile: CompileOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let model = try model.loadTrained()
    try compile.apply(to: model, for: "evaluate")
    let logs: Logs
    if let folder = data.folder {
      logs = try model.evaluate(
        try data.dataset(for: model, in: folder), verbose: .silent, callbacks: Console.progress)
    } else {
      let (x, y) = try data.load(for: model)
      logs = try model.evaluate(x, y, batchSize: data.batchSize, verbose: .silent, callbacks: Console.progress)
    }
    if json {
      try Console.print(.object(JSONObject(logs.map { ($0.name, .real($0.value)) })))
    } else {
      var table = Columns(("measure", .left), ("value", .right))
      for (name, value) in logs { table.add(name, Console.number(value)) }
      try Console.print(table.text)
    }
  }
}
