import Keras

/// The text of the `KerasError` that `body` throws.
package func kerasErrorText<Result>(_ body: () throws -> Result) -> String {
  do {
    _ = try body()
    return "no error"
  } catch let error as KerasError {
    return error.description
  } catch {
    return "another error: \(error)"
  }
}
