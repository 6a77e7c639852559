import Foundation
import Testing

@testable import Keras

/// Tables of text: names, numbers, texts, and what is wrong with which line.
@Suite struct CSVTableTests {
  private static func table(_ text: String, separator: Character = ",", header: Bool? = nil) throws -> CSVTable {
    try table(Array(text.utf8), separator: separator, header: header)
  }

  private static func table(_ bytes: [UInt8], separator: Character = ",", header: Bool? = nil) throws -> CSVTable {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(bytes).write(to: path)
    return try CSVTable(contentsOf: path.path, separator: separator, header: header)
  }

  /// What was expected, received, and how to fix it.
  private static func parts(_ body: () throws -> Any) -> [String] {
    do {
      _ = try body()
      return []
    } catch {
      let error = error as? KerasError
      return [error?.expected ?? "", error?.received ?? "", error?.fix ?? ""]
    }
  }

  @Test func columnsAreNumbersOrTexts() throws {
    let table = try Self.table(
      "\u{FEFF}rooms,\"town, state\",price,id\r\n3,\"Ulm\",1.5e5, 9007199254740993\r\n\r\n2,\"a \"\"b\"\"\nc\",-.5,2\r\n"
    )
    #expect(table.columnNames == ["rooms", "town, state", "price", "id"])
    #expect(table.rowCount == 2)
    #expect(try table.tensor("rooms").type == Tensor([3, 2] as [Float]).type)
    #expect(try table.tensor(["price", "rooms"]).scalars() == [150000, 3, -0.5, 2])
    #expect(try table.texts("town, state") == ["Ulm", "a \"b\"\nc"])
    #expect(try table.tensor("id", dtype: .int64).scalars(as: Int64.self) == [9_007_199_254_740_993, 2])
    #expect(try table.tensor("rooms", dtype: .uint8).dtype == .uint8)
    #expect(
      Self.parts { try table.tensor() } == [
        "a number in each field", "'Ulm' in line 2 of column 'town, state'",
        "correct the line; numbers have a point and no separators of thousands",
      ])
    #expect(Self.parts { try table.tensor("romms") }.last == "did you mean 'rooms'?")
    #expect(Self.parts { try table.tensor("price", dtype: .int32) }[1] == "'-.5' in line 4 of column 'price'")
    #expect(
      Self.parts { try table.tensor("id", dtype: .int8) } == [
        "numbers from -128 to 127", "9007199254740993", "ask for a wider dtype",
      ])
  }

  @Test func namesAreNotGuessedFromBrokenNumbers() throws {
    #expect(try Self.table("1,2\n3,4\n").columnNames == ["0", "1"])
    #expect(try Self.table("1,2\n3,4\n").tensor().scalars() == [1, 2, 3, 4])
    #expect(try Self.table(",a\n3,4\n").columnNames == ["", "a"])
    for first in ["1,2x", "1.2.3,4", "1,", "5,Ulm", "-3a,b", "+.5.,b"] {
      let parts = Self.parts { try Self.table(first + "\n3,4\n") }
      #expect(parts.first == "names in the first line, or numbers", "\(first)")
      #expect(parts.last == "correct the line, or say whether it has the names: header: true or false")
    }
    #expect(try Self.table("2019,2020\n3,4\n", header: true).columnNames == ["2019", "2020"])
    #expect(try Self.table("5,Ulm\n6,Bonn\n", header: false).texts("1") == ["Ulm", "Bonn"])
    #expect(try Self.table("a,b\n", header: false).rowCount == 1)
  }

  @Test func missingNumbersAreSaid() throws {
    let table = try Self.table("a,b\n1,\n,4\n")
    #expect(Self.parts { try table.tensor("b") }[1] == "an empty field in line 2 of column 'b'")
    #expect(try table.tensor(missing: -1).scalars() == [1, -1, -1, 4])
    #expect(try table.tensor("a", missing: .nan).scalars().map(\.isNaN) == [false, true])
  }

  @Test func damagedTablesSayTheLine() throws {
    #expect(
      Self.parts { try Self.table("a,b\n1,2\n\n3\n") } == [
        "2 fields in each line, as in the first", "1 in line 4",
        "correct the line; fields that contain the separator stand in quotes",
      ])
    #expect(Self.parts { try Self.table("a,b\n1,\"2\n3,4\n") }[1] == "the end of the file, behind a quote in line 2")
    #expect(Self.parts { try Self.table("a,b\n\"1\"x,2\n") }[1] == "'x,2\\x0a' in line 2")
    #expect(Self.parts { try Self.table("") }[1] == "none")
    #expect(Self.parts { try Self.table("a,b\n") }[1] == "a line of names alone")
    #expect(Self.parts { try Self.table([0xFF, 0xFE, 0x61, 0x00]) }[1] == "text in UTF-16")
    #expect(Self.parts { try Self.table([0x61, 0x0A, 0xE4, 0x0A]).texts("a") }[0] == "text in UTF-8")
    #expect(Self.parts { try Self.table("a,a\n1,2\n").tensor("a") }.last == "give the columns different names")
    #expect(Self.parts { try Self.table("a;b\n", separator: "é") }[1] == "'é'")
    let long = String(repeating: "9", count: 3_000_000) + ",x"
    #expect(Self.parts { try Self.table("a,b\n\(long)\n").tensor("b") }[1] == "'x' in line 2 of column 'b'")
  }

  @Test func writesWhatItReads() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let matrix = Tensor([0.1, 2, -3, 1e20] as [Float], shape: [2, 2])
    try CSVTable.write(["x": matrix, "a,\"b\"": Tensor([7, 8] as [Int64])], to: path)
    let table = try CSVTable(contentsOf: path)
    #expect(table.columnNames == ["x_0", "x_1", "a,\"b\""])
    #expect(try table.tensor(["x_0", "x_1"]).scalars() == matrix.scalars())
    #expect(try table.tensor("a,\"b\"", dtype: .int64).scalars() == [7, 8])
    let semicolons = try Self.table("a;b\n1;2\n", separator: ";")
    #expect(try semicolons.tensor().scalars() == [1, 2])
    #expect(throws: KerasError.self) { try CSVTable.write(["x": matrix, "y": Tensor([1] as [Float])], to: path) }
    #expect(throws: KerasError.self) { try CSVTable.write([], to: path) }
  }
}
