import Formats

/// Which numbers a file may have for lengths: far more than models have, and few enough that tables made of them stay small.
package enum FileLengths {
  /// Off where a test makes objects of arguments that only Swift code can give.
  @TaskLocal package static var areLimited = true

  static func allow(_ value: Int, upTo most: Int) -> Bool { !areLimited || value.magnitude <= UInt(most) }

  /// The integer that stands for a length.
  static func integer(_ json: JSONValue) -> Int? { areLimited ? json.integer : json.wideInteger }
}
