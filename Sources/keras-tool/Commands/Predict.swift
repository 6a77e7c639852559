import ArgumentParser
import Formats
import Keras

/// `keras predict`: a model's outputs for inputs in files.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compute a model's outputs for arrays, tables or pictures.",
    discussion: """
      Inputs are the arrays of one .npz, by the names of the model's inputs or in their order; an .npy or .csv for each input; \
      or pictures and folders of them, each picture a sample, resized to the model's size (bilinear, stretched) and converted \
      to its channels. Outputs are written under the names of the model's outputs; without -o, as rows of numbers to standard \
      output.

      EXAMPLES
        keras predict model.keras inputs.npz -o outputs.npz
        keras predict model.keras measurements.csv > classes.csv
        keras predict model.keras cat.jpg dog.png --pixel-scale 0.00392157
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var inputs: DataFiles

  @Option(
    name: .shortAndLong, help: "Where to write the outputs: .npz; or .npy or .csv of a single output.",
    completion: .file(extensions: ["npz", "npy", "csv"]))
  var output: String?

  @Option(help: ArgumentHelp("Samples per step.", valueName: "samples"))
  var batchSize = 32

  @Flag(help: "Print JSON: the outputs, or with -o their shapes.")
  var json = false

  func validate() throws {
    if batchSize < 1 { throw ValidationError("--batch-size must be at least 1, not \(batchSize)") }
    guard let output else { return }
    guard (try? ArrayFile.kind(output)) != nil else {
      throw ValidationError("'\(output)' does not end in .npz, .npy or .csv")
    }
    try OutputFormat.requireFolder(of: output)
  }

  func run() throws {
    let model = try model.loadTrained(compiles: false)
    let x = try inputs.inputs(for: model)
    let tensors = try model.predictAll(x, batchSize: batchSize, callbacks: Console.progress)
    let names = model.outputNames.count == tensors.count ? model.outputNames : tensors.indices.map { "output_\($0)" }
    let outputs = Array(zip(names, tensors)).map { (name: $0, tensor: $1) }
    if let output {
      try ArrayFile.write(outputs, to: output)
      if json { try printShapes(outputs) }
    } else if json {
      try Console.print(.object(JSONObject(try outputs.map { ($0.name, try Self.nested($0.tensor)) })))
    } else {
      try printRows(outputs)
    }
  }

  private func printShapes(_ outputs: [(name: String, tensor: Tensor)]) throws {
    try Console.print(
      .object(
        JSONObject(
          outputs.map { name, tensor in
            (name, ["shape": .lengths(tensor.shape.dimensions), "dtype": .string(tensor.dtype.rawValue)])
          })))
  }

  private func printRows(_ outputs: [(name: String, tensor: Tensor)]) throws {
    let tables = try outputs.map { try CSVTable.part($0.name.onOneLine, $0.tensor) }
    try Console.print(tables.flatMap(\.names).joined(separator: ","))
    for row in 0..<(tables.map(\.rows.count).min() ?? 0) {
      try Console.print(tables.flatMap { $0.rows[row] }.joined(separator: ","))
    }
  }

  /// A tensor as lists in lists.
  private static func nested(_ tensor: Tensor) throws -> JSONValue {
    let values = try tensor.scalars(as: Double.self)
    let isInteger = !tensor.dtype.isFloating
    var items = values.map { isInteger ? JSONValue.integer(Int($0)) : .real($0) }
    for length in tensor.shape.staticDimensions.dropFirst().reversed() where length > 0 {
      items = stride(from: 0, to: items.count, by: length).map { .array(Array(items[$0..<($0 + length)])) }
    }
    return .array(items)
  }
}
