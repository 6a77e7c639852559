import ArgumentParser
import Formats
import Keras

/// `keras fit`: trains a model on data.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model on data, continuing from the state in its file.",
    discussion: """
      Losses, metrics and the optimizer with its state are those of the file, unless options say otherwise; a .json architecture \
      starts with new weights. The result is written when training is over, completely or not at all. Progress is shown on \
      terminals only.

      EXAMPLES
        keras fit model.keras digits.npz --x images --y labels --epochs 5 -o better.keras
        keras fit net.json data.npz --loss sparse_categorical_crossentropy --optimizer adam --metrics accuracy \
      --validation-split 0.1 --history history.json -o trained.keras
        keras fit heads.keras data.npz --loss age=mse income=categorical_crossentropy --loss-weights age=0.25 income=1 \
      -o trained.keras
        keras fit prices.keras houses.csv --y price --epochs 20 -o better.keras
        keras fit pets.keras pictures/train --validation-split 0.2 -o better.keras
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var data: TrainingData
  @OptionGroup var compile: CompileOptions

  @Option(help: "Keras' name of the optimizer, such as adam. Default: as compiled in the file, with its state.")
  var optimizer: String?

  @Option(help: ArgumentHelp("Size of the optimizer's steps. Default: as in the file.", valueName: "rate"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("How many times to go through the data.", valueName: "number"))
  var epochs = 1

  @Option(
    help: ArgumentHelp(
      "Share of the samples that is kept for validation: the last ones; of a folder of pictures, drawn ones.",
      valueName: "share"))
  var validationSplit = 0.0

  @Flag(inversion: .prefixedNo, help: "Draw the samples in a new order each epoch.")
  var shuffle = true

  @Option(help: "Makes shuffling, dropout and new weights repeatable.")
  var seed: Int?

  @Option(help: "Where to write the loss and metrics of each epoch, as JSON.", completion: .file(extensions: ["json"]))
  var history: String?

  @Option(
    name: .shortAndLong, help: "Where to write the trained model: .keras or .h5; or its weights alone.",
    completion: .file())
  var output: String

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if epochs < 1 { throw ValidationError("--epochs must be at least 1, not \(epochs)") }
    if !(0..<1).contains(validationSplit) {
      throw ValidationError("--validation-split must be at least 0 and below 1, not \(validationSplit)")
    }
    if let learningRate, !(learningRate.isFinite && learningRate >= 0) {
      throw ValidationError("--learning-rate must be a number of at least 0, not \(learningRate)")
    }
    guard try OutputFormat(output) != .architecture else {
      throw ValidationError("'\(output)' would not hold what was learnt; choose .keras")
    }
    try OutputFormat.requireFolder(of: output)
    if let history {
      try OutputFormat.requireFolder(of: history)
      if OutputFormat.isSameFile(history, output) {
        throw ValidationError("--history and --output are one file, '\(output)'")
      }
    }
  }

  /// Files of a folder stand class by class: the share for validation is drawn, with a seed that both parts have.
  private func fit(_ model: Model, _ folder: String) throws -> History {
    let seed = self.seed ?? Int.random(in: 0..<1_000_000)
    let split = validationSplit > 0 ? validationSplit : nil
    let part = { (subset: DatasetSubset?) in
      try data.dataset(
        for: model, in: folder, shuffle: shuffle || subset != nil, seed: seed, validationSplit: split, subset: subset)
    }
    return try model.fit(
      part(split.map { _ in .training }), epochs: epochs, verbose: .silent,
      validationData: split.map { _ in try part(.validation) }, callbacks: Console.progress)
  }

  func run() throws {
    if let seed { setRandomSeed(seed) }
    let model = try model.load()
    try compile.apply(to: model, optimizer: try optimizer.map { try Optimizer.named($0) }, for: "fit")
    if let learningRate { model.optimizer?.learningRate = learningRate }
    let record: History
    if let folder = data.folder {
      record = try fit(model, folder)
    } else {
      let (x, y) = try data.load(for: model)
      record = try model.fit(
        x, y, batchSize: data.batchSize, epochs: epochs, verbose: .silent, validationSplit: validationSplit,
        callbacks: Console.progress, shuffle: shuffle)
    }
    try OutputFormat(output).write(model, to: output)
    let lists = JSONValue.object(
      JSONObject(record.names.map { name in (name, .array(record[name].map { .real($0) })) }))
    if let history { try TextFile.write(lists.text(.indented(2)) + "\n", to: history) }
    if json {
      try Console.print(["epochs": .integer(record.epochs.count), "history": lists, "output": .string(output)])
    } else {
      let last = record.names.map { "\($0) \(Console.number(record[$0].last ?? .nan))" }.joined(separator: ", ")
      try Console.print("trained \(record.epochs.count.counted("epoch", "epochs")): \(last)\nwrote \(output)")
    }
  }
}
