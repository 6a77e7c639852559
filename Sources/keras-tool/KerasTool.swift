import ArgumentParser
import Foundation
import Keras

/// The command-line tool `keras`.
@main
struct KerasTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keras",
    abstract: "Look into, run, train and convert Keras models, without Python.",
    discussion: """
      Reads files of Keras 1, 2 and 3: .keras archives and unzipped folders, .h5, .json architectures, .weights.h5 (sharded \
      too), .safetensors and .npz. No file can run code.

      EXIT STATUS
        0   done; diff: the files are equal
        1   a file or the data are at fault, or the results can't be written: standard error says what was expected, what was \
      received and how to fix it; diff: the files differ
        2   diff only: a file is at fault, or the results can't be written
        64  the command line is at fault

      EXAMPLES
        keras info model.keras
        keras predict model.keras pictures.npz -o classes.npz
        keras fit model.keras digits.npz --x images --y labels --epochs 5 -o better.keras
        keras convert old.h5 new.keras

      Shell completions: keras --generate-completion-script bash (or zsh, or fish).
      """,
    version: "keras-swift, files of Keras \(ModelFile.kerasVersion)",
    subcommands: [
      Info.self, Summary.self, Plot.self, Predict.self, Evaluate.self, Fit.self, Convert.self, Diff.self, Bench.self,
    ])

  // The process ends when nothing is held any more: leak checkers look at what is left.
  static func main() {
    StandardStream.openMissing()
    let status = exitStatus()
    if status != 0 { Foundation.exit(status) }
  }

  private static func exitStatus() -> Int32 {
    do {
      var command = try parseAsRoot()
      try command.run()
      return 0
    } catch let error as Failure {
      Console.note(error.text)
      return error.status
    } catch {
      if let text = Failure.text(of: error) {
        Console.note(text)
        return 1
      }
      return status(of: error)
    }
  }

  /// What the command line asks for by itself, such as help, or what is wrong with it.
  private static func status(of error: any Error) -> Int32 {
    let status = exitCode(for: error).rawValue
    let text = fullMessage(for: error)
    if text.isEmpty { return status }
    guard status == 0 else {
      Console.note(text)
      return status
    }
    do { try Console.print(text) } catch {
      Console.note((error as? Failure)?.text ?? "\(error)")
      return 1
    }
    return 0
  }
}
