import ArgumentParser
import Formats
import Foundation
import Keras

/// `keras bench`: how fast a model is.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time a model on synthetic data.",
    discussion: """
      Prints milliseconds per step and samples per second, the time of the first step including its compilation, and the \
      memory that was planned for a step and used by the process. Times prediction, or with --train training, with the loss and \
      optimizer that the model was compiled with unless options say otherwise.

      EXAMPLES
        keras bench model.keras --batch-size 1
        keras bench model.keras --train --loss mse --optimizer adam --precision mixed_bfloat16 --json
      """)

  @OptionGroup var model: ModelArgument

  @Option(help: ArgumentHelp("Samples per step.", valueName: "samples"))
  var batchSize = 32

  @Option(help: ArgumentHelp("Timed steps.", valueName: "number"))
  var steps = 50

  @Option(help: ArgumentHelp("Length of axes that the model leaves open, such as time.", valueName: "number"))
  var length = 32

  @Flag(help: "Time steps of training.")
  var train = false

  @OptionGroup var compile: CompileOptions

  @Option(help: "Keras' name of the optimizer. Default: as compiled in the file.")
  var optimizer: String?

  @Option(
    help: "What layers compute in. Default: as in the file.",
    completion: .list(BenchPrecision.allCases.map(\.rawValue)))
  var precision: BenchPrecision?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    for (name, value) in [("--batch-size", batchSize), ("--steps", steps), ("--length", length)] where value < 1 {
      throw ValidationError("\(name) must be at least 1, not \(value)")
    }
    let isTraining = !compile.loss.isEmpty || !compile.metrics.isEmpty || !compile.lossWeights.isEmpty
    if !train, isTraining || optimizer != nil {
      throw ValidationError("--loss, --metrics and --optimizer go with --train")
    }
  }

  func run() throws {
    var model = try model.load(compiles: train)
    if let precision { model = try precision.applied(to: model) }
    if train { try compile.apply(to: model, optimizer: try optimizer.map { try Optimizer.named($0) }, for: "train") }
    let data = SyntheticData(model, batchSize: batchSize, length: length)
    let x = try data.inputs()
    let y = train ? try data.targets() : []
    try evaluate(x + y)
    let step: () throws -> Void = {
      if train { _ = try model.trainOnBatch(x, y) } else { _ = try model.predictAll(x, batchSize: batchSize) }
    }
    let first = try Self.milliseconds(step)
    // The second step still finds memory that was never touched.
    try step()
    let times = try (0..<steps).map { _ in try Self.milliseconds(step) }.sorted()
    try report(
      first: first, times: times, planned: model.programs.plannedByteCount,
      interpreted: Set(model.programs.interpretedOperations).sorted())
  }

  private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
  }

  /// The most memory that the process had at once. What `getrusage` says is that of the process that started this one, if more.
  private static var usedBytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
    return (kilobytes ?? 0) << 10
  }

  private func report(first: Double, times: [Double], planned: Int, interpreted: [String]) throws {
    let median = (times[(times.count - 1) / 2] + times[times.count / 2]) / 2
    let used = Self.usedBytes
    let rate = Double(batchSize) / median * 1000
    if json {
      try Console.print([
        "step": train ? "train" : "predict", "batch_size": .integer(batchSize), "steps": .integer(steps),
        "milliseconds_per_step": .real(median), "fastest_milliseconds": .real(times[0]),
        "samples_per_second": .real(rate), "first_step_milliseconds": .real(first),
        "planned_bytes": .integer(planned), "used_bytes": .integer(used),
        "interpreted": .array(interpreted.map { .string($0) }),
      ])
      return
    }
    var table = Columns((train ? "training" : "prediction", .left), ("batch of \(batchSize)", .right))
    table.add("milliseconds per step", Console.number(median))
    table.add("fastest step", Console.number(times[0]))
    table.add("samples per second", rate < 1000 ? Console.number(rate) : Console.grouped(Int(rate.rounded())))
    table.add("first step, milliseconds", Console.number(first))
    table.add("memory planned for a step", ByteCount.text(planned))
    table.add("memory used by the process", ByteCount.text(used))
    if !interpreted.isEmpty { table.add("operations without a kernel, slow", interpreted.joined(separator: ", ")) }
    try Console.print(table.text)
  }
}

/// What layers compute in while they are timed.
enum BenchPrecision: String, ExpressibleByArgument, CaseIterable {
  case float32
  case mixedBFloat16 = "mixed_bfloat16"

  /// The same model with this policy in each layer.
  func applied(to model: Model) throws -> Model {
    let made = try Model.fromJSON(Self.replaced(try JSONValue(parsing: model.toJSON()), with: rawValue).text())
    for (new, old) in zip(made.weights, model.weights) { new.assign(old.value.cast(to: new.dtype)) }
    return made
  }

  private static func replaced(_ json: JSONValue, with policy: String) -> JSONValue {
    if let items = json.array { return .array(items.map { replaced($0, with: policy) }) }
    guard let object = json.object else { return json }
    if json["class_name"]?.string == "DTypePolicy" {
      var copy = object
      copy["config"] = ["name": .string(policy)]
      return .object(copy)
    }
    return .object(JSONObject(object.members.map { ($0.key, replaced($0.value, with: policy)) }))
  }
}
