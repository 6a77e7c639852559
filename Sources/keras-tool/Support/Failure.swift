import Formats
import Keras

/// An error with an exit status of its own.
struct Failure: Error {
  let text: String
  let status: Int32

  /// What standard error says about an error of the library; `nil` for those of the command line.
  static func text(of error: any Error) -> String? {
    switch error {
    case var error as KerasError:
      // The line is one of this tool, which is no help to its user.
      error.file = nil
      return error.description
    case let error as FormatError: return error.description
    default: return nil
    }
  }

  /// Runs `body`; what is wrong with files then ends in this exit status.
  static func with<Result>(status: Int32, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as Failure {
      throw Failure(text: error.text, status: status)
    } catch {
      guard let text = text(of: error) else { throw error }
      throw Failure(text: text, status: status)
    }
  }
}
