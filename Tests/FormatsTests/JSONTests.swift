import Foundation
import Testing

@testable import Formats

@Suite struct JSONTests {
  static let values: [(String, JSONValue)] = [
    ("null", .null), (" true ", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)), ("-12", .integer(-12)),
    ("1.5", .real(1.5)), ("-0.0", .real(-0.0)), ("1e3", .real(1000)), ("2.5E-3", .real(0.0025)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .largeInteger("9223372036854775808")), ("Infinity", .real(.infinity)),
    ("-Infinity", .real(-.infinity)), ("1e999", .real(.infinity)), (#""""#, .string("")),
    (#""a\"\\\/\b\f\n\r\t\u00e4ä""#, .string("a\"\\/\u{8}\u{C}\n\r\tää")),
    (#""\ud83d\ude00 \ud83d \ude00x""#, .string("😀 \u{FFFD} \u{FFFD}x")), (#""\ud83d\u0041""#, .string("\u{FFFD}A")),
    ("[]", .array([])), ("[ 1 , [ ] , {} ]", .array([.integer(1), .array([]), .object(JSONObject())])),
    (#"{"b": 1, "a": {"c": [2]}}"#, ["b": 1, "a": ["c": [2]]]), ("\u{FEFF}1", .integer(1)),
  ]

  @Test(arguments: values) func reads(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
    for layout in [JSONValue.Layout.python, .compact, .indented(2)] {
      #expect(try JSONValue(parsing: value.text(layout)) == value)
    }
  }

  @Test func notANumber() throws {
    let value = try JSONValue(parsing: "[NaN]")
    #expect(value.array?.first?.number?.isNaN == true)
    #expect(value.text() == "[NaN]")
  }

  /// As Python's `json.dumps` writes the same values.
  @Test func writes() throws {
    let value: JSONValue = [
      "name": "größe 😀", "list": [1, 2.5, nil, true], "empty": [], "object": [:], "rate": 0.0010000000474974513,
      "control": "a\u{1}\n", "infinite": .real(-.infinity), "id": .largeInteger("140000000000000000000"),
    ]
    #expect(
      value.text() == #"{"name": "gr\u00f6\u00dfe \ud83d\ude00", "list": [1, 2.5, null, true], "empty": [], "#
        + #""object": {}, "rate": 0.0010000000474974513, "control": "a\u0001\n", "infinite": -Infinity, "#
        + #""id": 140000000000000000000}"#)
    #expect(JSONValue.array([1, ["a": 2]]).text(.compact) == #"[1,{"a":2}]"#)
    #expect(
      JSONValue(dictionaryLiteral: ("a", [1, 2]), ("b", .object(JSONObject()))).text(.indented(2)) == """
        {
          "a": [
            1,
            2
          ],
          "b": {}
        }
        """)
  }

  @Test func membersKeepTheirOrder() throws {
    var object = try #require(try JSONValue(parsing: #"{"z": 1, "a": 2, "m": 3}"#).object)
    #expect(object.keys == ["z", "a", "m"])
    object["a"] = nil
    object["b"] = 4
    object["z"] = 5
    #expect(JSONValue.object(object).text(.compact) == #"{"z":5,"m":3,"b":4}"#)
    let value: JSONValue = ["a": ["b": 3.0], "t": true, "n": nil]
    #expect(value["a"]?["b"]?.integer == 3)
    #expect(
      value["t"]?.boolean == true && value["n"]?.isNull == true && value["x"] == nil && value["t"]?.integer == nil)
  }

  @Test(arguments: [
    ("", "a value", "the end of the text, at line 1, column 1"),
    ("[1,", "a value", "the end of the text, at line 1, column 4"),
    ("[1 2]", "',' or ']'", "'2]', at line 1, column 4"),
    ("[1,]", "a value", "']', at line 1, column 4"),
    ("{\n  'a': 1}", "a name in double quotes", "''a': 1}', at line 2, column 3"),
    (#"{"a" 1}"#, "':'", "'1}', at line 1, column 6"),
    (#"{"a": 1, "a": 2}"#, "a name of its own for each member", #"'"a": 2}', at line 1, column 10"#),
    ("01", "a number", "'01', at line 1, column 1"), ("-", "a number", "'-', at line 1, column 1"),
    ("1.", "a digit", "the end of the text, at line 1, column 3"), ("nul", "a value", "'nul', at line 1, column 1"),
    (#""a"#, "the closing quote of a text", "the end of the text, at line 1, column 3"),
    ("\"\n\"", "text without control characters", #"'\x0a"', at line 1, column 2"#),
    (#""\x""#, "an escape sequence", #"'x"', at line 1, column 3"#),
    (#""\u12g4""#, "a hexadecimal digit", #"'g4"', at line 1, column 6"#),
    ("1 1", "the end of the text", "'1', at line 1, column 3"),
  ]) func damaged(text: String, expected: String, received: String) {
    #expect(
      formatErrorText { _ = try JSONValue(parsing: text) } == """
        JSON of text cannot be read.
          expected  \(expected)
          received  \(received)
          fix       the file is cut short, damaged or not JSON: write it again from its origin
        """)
  }

  @Test func depthIsBounded() throws {
    for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
      let nested = { (depth: Int) in
        String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
      }
      _ = try JSONValue(parsing: nested(512))
      #expect(
        formatErrorText { _ = try JSONValue(parsing: nested(1_000_000)) }.contains(
          "expected  at most 512 lists and objects in each other"))
    }
  }

  /// Large lists take time in proportion to their length.
  @Test func longLists() throws {
    let count = 300_000
    let text = "[" + Array(repeating: #"{"a": 1}"#, count: count).joined(separator: ",") + "]"
    #expect(try JSONValue(parsing: text).array?.count == count)
    let members = (0..<count).map { "\"\($0)\": \($0)" }.joined(separator: ",")
    #expect(try JSONValue(parsing: "{\(members)}")["299999"]?.integer == 299_999)
  }

  @Test func configurationOfKeras() throws {
    let archive = try ZipReader(path: hdf5File("keras3.keras"))
    let bytes = try archive.read(#require(archive.entry("config.json")))
    let config = try JSONValue(parsing: bytes, label: "config.json")
    #expect(config["class_name"]?.string == "Sequential")
    #expect(config["config"]?["layers"]?.array?.count == 4)
    // Written again it is the same, byte for byte.
    #expect(config.utf8() == bytes.array)
  }
}
