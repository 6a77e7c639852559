import Testing

/// Every block of Swift in README.md and in Documentation compiles as it stands.
@Suite struct PageTests {
  @Test(arguments: Page.all.flatMap(\.programs))
  func compiles(_ program: Page.Program) throws {
    let said = try SwiftCompiler.diagnostics(of: program.source)
    #expect(said.isEmpty, "\(said.map(\.description).joined(separator: "\n"))")
  }

  @Test func pagesWithSwiftAreFound() {
    let pages = Set(Page.all.flatMap(\.programs).map(\.page))
    #expect(pages.isSuperset(of: ["README.md", "Documentation/KerasInPythonAndHere.md"]))
  }

  /// The check itself fails where it should: a wrong line is found, at its place in the page.
  @Test func aWrongBlockIsFound() throws {
    let source = """
      import Keras
      #sourceLocation(file: "Page.md", line: 7)
      let x = Tensor.nothing
      #sourceLocation()

      """
    let said = try SwiftCompiler.diagnostics(of: source)
    #expect(said.map(\.description) == ["Page.md:7: error: type 'Tensor' has no member 'nothing'"])
  }
}
