import ArgumentParser
import Formats
import Keras

/// `keras evaluate`: loss and metrics on data.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model's loss and metrics on data.",
    discussion: """
      What the model was compiled with in its file is measured, unless --loss and --metrics say otherwise. The values are means \
      over all samples.

      EXAMPLES
        keras evaluate model.keras test.npz --x images --y labels
        keras evaluate model.keras test.npz --loss mse --metrics mae --json
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var data: TrainingData
  @OptionGroup var compile: CompileOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let model = try model.loadTrained()
    try compile.apply(to: model, for: "evaluate")
    let (x, y) = try data.load(for: model)
    let logs = try model.evaluate(x, y, batchSize: data.batchSize, verbose: .silent, callbacks: Console.progress)
    if json {
      Console.print(.object(JSONObject(logs.map { ($0.name, .real($0.value)) })))
    } else {
      var table = Columns(("measure", .left), ("value", .right))
      for (name, value) in logs { table.add(name, Console.number(value)) }
      print(table.text)
    }
  }
}
