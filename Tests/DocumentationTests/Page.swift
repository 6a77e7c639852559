import Foundation
import Testing

/// A page of the documentation and the Swift programs in it.
///
/// Each block of Swift is a program of its own. What it takes for granted, such as data, is said where readers don't see it:
/// ```
/// <!-- swift
/// let x = Tensor.zeros([8, 4])
/// -->
/// ```
/// stands in front of every block behind it, up to the next comment of this kind.
struct Page {
  struct Program: CustomTestStringConvertible, Sendable {
    let page: String
    /// The number of the first line of the block.
    let line: Int
    let source: String
    var testDescription: String { "\(page):\(line)" }
  }

  let programs: [Program]

  init(_ path: String) throws {
    let text = try String(contentsOf: SwiftCompiler.repository.appending(path: path), encoding: .utf8)
    var programs: [Program] = []
    var given: [String] = []
    var block: [String]?
    var blockLine = 0
    var isGiven = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated() {
      if let lines = block, line.hasPrefix("```") {
        programs.append(Program(page: path, line: blockLine, source: Self.source(path, blockLine, given, lines)))
        block = nil
      } else if block != nil {
        block?.append(line)
      } else if isGiven, line == "-->" {
        isGiven = false
      } else if isGiven {
        given.append(line)
      } else if line == "<!-- swift" {
        (isGiven, given) = (true, [])
      } else if line == "```swift" {
        (block, blockLine) = ([], index + 2)
      }
    }
    self.programs = programs
  }

  private static func source(_ path: String, _ line: Int, _ given: [String], _ block: [String]) -> String {
    let place = "#sourceLocation(file: \"\(path)\", line: \(line))"
    let isManifest = block.contains("import PackageDescription")
    // The line that names the tools must be the first one.
    let head = isManifest ? [] : ["import Keras"] + given
    return (head + [place] + block + ["#sourceLocation()"]).joined(separator: "\n") + "\n"
  }

  /// All pages with Swift in them.
  static let all: [Page] = {
    let folder = SwiftCompiler.repository.appending(path: "Documentation").path
    let pages = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".md") }
    return (["README.md"] + pages.sorted().map { "Documentation/\($0)" }).compactMap { try? Page($0) }
  }()
}
