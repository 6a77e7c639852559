import Foundation

/// Writes the logs of each epoch as a line of a table.
///
/// Columns: `epoch`, then the names of the first epoch's logs in order; those of a first epoch without validation are
/// followed by the same with `val_`. What an epoch has no number for is `NA`.
/// Source: `keras.callbacks.CSVLogger`.
public final class CSVLogger: Callback {
  /// Where the table is written.
  public let filename: String
  /// What stands between the columns.
  public let separator: String
  /// Whether a table that is there goes on, instead of starting anew.
  public let append: Bool
  private var handle: FileHandle?
  private var columns: [String]?
  private var needsHeader = true
  /// Where this run's lines begin in the file, and what they are: what an interrupted run wrote last may be no part of its backup.
  private var start: UInt64 = 0
  private var written = ""

  /// - Parameters:
  ///   - filename: where to write.
  ///   - separator: what stands between the columns.
  ///   - append: whether a table that is there goes on, for training that goes on.
  public init(_ filename: String, separator: String = ",", append: Bool = false) {
    self.filename = filename
    self.separator = separator
    self.append = append
  }

  public override var usesBatches: Bool { false }

  public override func onTrainBegin() {
    columns = nil
    var status = stat()
    if append, stat(filename, &status) == 0 { needsHeader = status.st_size == 0 }
    let descriptor = open(filename, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0o666)
    guard descriptor >= 0 else {
      fail(unwritable(String(cString: strerror(errno))))
      return
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    start = append ? UInt64(max(status.st_size, 0)) : 0
    written = ""
  }

  public override func save(to state: inout TrainingState) {
    state["start"] = Int(start)
    state["written"] = written
    state["columns"] = columns
    state["needsHeader"] = needsHeader
  }

  public override func restore(from state: TrainingState) {
    columns = state["columns"]
    needsHeader = state["needsHeader"] ?? true
    written = state["written"] ?? ""
    start = min(start, UInt64(max(state["start"] ?? 0, 0)))
    do {
      try handle?.truncate(atOffset: start)
      try handle?.write(contentsOf: Data(written.utf8))
    } catch {
      fail(unwritable(error.localizedDescription))
    }
  }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    var text = ""
    let columns = self.columns ?? Self.columns(logs.names)
    if self.columns == nil {
      self.columns = columns
      if needsHeader { text += line(["epoch"] + columns) }
    }
    text += line(["\(epoch)"] + columns.map { logs[$0].map(Self.number) ?? "NA" })
    do {
      try handle?.write(contentsOf: Data(text.utf8))
      written += text
    } catch {
      fail(unwritable(error.localizedDescription))
    }
  }

  public override func onTrainEnd(_ logs: Logs) { handle = nil }

  private static func columns(_ names: [String]) -> [String] {
    let sorted = names.sorted(by: Logs.precedes)
    return sorted.contains { $0.hasPrefix("val_") } ? sorted : sorted + sorted.map { "val_" + $0 }
  }

  /// As Python writes a float: the fewest digits that name it, without an exponent up to 10¹⁶.
  private static func number(_ value: Double) -> String {
    abs(value) >= 1e15 && abs(value) < 1e16 ? String(format: "%.1f", value) : "\(value)"
  }

  /// A line as Python's module csv writes it for Excel.
  private func line(_ fields: [String]) -> String {
    let quoted = fields.map { field in
      let isPlain = !field.contains(separator) && !field.contains { "\"\r\n".contains($0) }
      return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
    return quoted.joined(separator: separator) + "\r\n"
  }

  private func unwritable(_ reason: String) -> KerasError {
    KerasError(
      "CSVLogger cannot write '\(filename)'.", expected: "a file in a folder that exists and may be written to",
      received: reason, fix: "create the folder, or give another path")
  }
}
