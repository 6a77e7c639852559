/// Letters made of strokes, for pictures that no font file is needed for.
///
/// Widths are those of Helvetica, so that text takes the same room here as where a viewer of SVG has a font of its own.
enum StrokeFont {
  struct Point {
    var x: Double
    var y: Double
  }

  /// Heights in parts of the size of the text.
  static let capHeight = 0.72

  /// The room that text takes.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size * (isBold ? 1.06 : 1)
  }

  static func width(_ runs: [ModelPlot.Run], size: Double) -> Double {
    runs.reduce(0) { $0 + width($1.text, size: size, isBold: $1.isBold) }
  }

  /// The strokes of text whose baseline begins at the origin; y grows downwards.
  static func strokes(_ text: String, size: Double, isBold: Bool) -> [[Point]] {
    var x = 0.0
    var result: [[Point]] = []
    let stretch = isBold ? 1.06 : 1
    for scalar in text.unicodeScalars {
      let glyph = glyphs[scalar] ?? fallback
      let room = advance(scalar)
      let bearing = min(0.085, room / 4)
      for stroke in glyph.strokes {
        result.append(
          stroke.map { point in
            let share = glyph.width == 0 ? 0.5 : point.x / glyph.width
            let own = bearing + share * (room - 2 * bearing)
            return Point(x: x + own * size * stretch, y: -point.y / 7 * capHeight * size)
          })
      }
      x += room * size * stretch
    }
    return result
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    let index = Int(scalar.value) - 32
    return Double(advances.indices.contains(index) ? advances[index] : 600) / 1000
  }

  /// The advances of Helvetica from the space on, in thousandths.
  private static let advances = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722,
    778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,
    556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  private struct Glyph {
    var width: Double
    var strokes: [[Point]]
  }

  private static let fallback = glyph("5:00 50 57 07 00")
  private static let glyphs: [Unicode.Scalar: Glyph] = {
    var result: [Unicode.Scalar: Glyph] = [" ": Glyph(width: 0, strokes: [])]
    for line in shapes { result[line.unicodeScalars.first!] = glyph(String(line.dropFirst(2))) }
    return result
  }()

  /// `WIDTH:x y…|…`: strokes of points, y from the baseline (`a`, `b`: below it); `~` begins a stroke that is rounded.
  private static func glyph(_ text: String) -> Glyph {
    let parts = text.split(separator: ":")
    let strokes = parts[1].split(separator: "|").map { stroke -> [Point] in
      let isRound = stroke.first == "~"
      let points = stroke.drop { $0 == "~" }.split(separator: " ").map { pair -> Point in
        let y = pair.last!
        return Point(x: Double(String(pair.first!))!, y: y == "a" ? -1 : y == "b" ? -2 : Double(String(y))!)
      }
      return isRound ? rounded(points) : points
    }
    return Glyph(width: Double(parts[0])!, strokes: strokes)
  }

  /// Cuts corners three times, which nears a quadratic spline (Chaikin).
  private static func rounded(_ points: [Point]) -> [Point] {
    let isClosed = points.first!.x == points.last!.x && points.first!.y == points.last!.y
    var points = points
    for _ in 0..<3 {
      var next = isClosed ? [] : [points[0]]
      for (a, b) in zip(points, points.dropFirst()) {
        next.append(Point(x: 0.75 * a.x + 0.25 * b.x, y: 0.75 * a.y + 0.25 * b.y))
        next.append(Point(x: 0.25 * a.x + 0.75 * b.x, y: 0.25 * a.y + 0.75 * b.y))
      }
      next.append(isClosed ? next[0] : points.last!)
      points = next
    }
    return points
  }

  private static let shapes = [
    "! 0:07 02|00 00", "\" 2:07 05|27 25", "# 6:27 10|57 40|15 65|02 52", "$ 5:~55 57 07 04 53 50 00 02|38 3a",
    "% 6:~05 07 27 25 05|~40 42 62 60 40|67 00", "& 6:~60 15 17 37 35 02 00 40 63", "' 0:07 05", "( 2:~28 05 02 2b",
    ") 2:~08 25 22 0b", "* 4:27 23|06 44|46 04", "+ 6:35 30|03 63", ", 1:10 0b", "- 3:03 33", ". 0:00 00", "/ 2:27 00",
    "0 5:~00 50 57 07 00", "1 5:15 37 30", "2 5:~05 07 57 54 00|00 50", "3 5:~06 07 57 54 24|~24 54 50 00 01",
    "4 5:40 47 02 52", "5 5:57 07 04|~04 05 55 50 00 01", "6 5:~56 47 07 00 50 54 04 02", "7 5:07 57 20",
    "8 5:~04 54 57 07 04|~00 50 54 04 00", "9 5:~01 10 50 57 07 03 53 55", ": 0:05 05|00 00", "; 1:15 15|10 0b",
    "< 5:54 02 50", "= 5:04 54|02 52", "> 5:04 52 00", "? 4:~05 07 47 44 24 22|20 20",
    "@ 8:~71 60 00 07 87 82 62 65|~65 35 32 62", "A 6:00 37 60|12 52",
    "B 5:00 07 37|~37 57 54 34|34 04|~34 54 50 30|30 00",
    "C 5:~55 57 07 00 50 52", "D 5:00 07 27|~27 57 50 20|20 00", "E 4:47 07 00 40|04 34", "F 4:47 07 00|04 34",
    "G 5:~55 57 07 00 50 53|33 53", "H 5:07 00|57 50|04 54", "I 0:07 00", "J 4:47 42|~42 40 00 02",
    "K 5:07 00|57 03|24 50", "L 4:07 00 40", "M 6:00 07 32 67 60", "N 5:00 07 50 57", "O 6:~00 60 67 07 00",
    "P 5:00 07 37|~37 57 53 33|33 03", "Q 6:~00 60 67 07 00|42 60", "R 5:00 07 37|~37 57 53 33|33 03|33 50",
    "S 5:~55 57 07 04 53 50 00 02", "T 6:07 67|37 30", "U 5:07 02|~02 00 50 52|52 57", "V 6:07 30 67",
    "W 8:07 20 47 60 87",
    "X 5:07 50|57 00", "Y 6:07 34 67|34 30", "Z 5:07 57 00 50", "[ 2:28 08 0b 2b", "\\ 2:07 20", "] 2:08 28 2b 0b",
    "^ 4:04 27 44", "_ 5:0a 5a", "` 1:07 16", "a 4:~43 45 05 00 40 42|45 40", "b 4:07 00|~02 00 40 45 05 03",
    "c 4:~44 45 05 00 40 41", "d 4:47 40|~43 45 05 00 40 42", "e 4:03 43|~43 45 05 00 40 41",
    "f 3:~37 17 15|15 10|05 35",
    "g 4:45 40|~40 4b 0b 0a|~43 45 05 00 40 42", "h 4:07 00|~03 05 45 42|42 40", "i 0:05 00|07 07",
    "j 1:15 10|~10 1b 0b|17 17",
    "k 4:07 00|45 02|13 40", "l 0:07 00", "m 6:05 00|~03 05 35 33|33 30|~33 35 65 63|63 60",
    "n 4:05 00|~03 05 45 42|42 40",
    "o 4:~00 40 45 05 00", "p 4:05 0b|~02 00 40 45 05 03", "q 4:45 4b|~43 45 05 00 40 42", "r 3:05 00|~03 05 35",
    "s 4:~44 45 05 03 42 40 00 01", "t 3:17 12|~12 10 30|05 35", "u 4:05 02|~02 00 40 42|45 40", "v 4:05 20 45",
    "w 8:05 20 45 60 85", "x 4:05 40|45 00", "y 4:05 20|45 1b", "z 4:05 45 00 40", "{ 3:~38 18 14 03 12 1b 3b",
    "| 0:08 0b", "} 3:~08 28 24 33 22 2b 0b", "~ 5:~02 25 30 53",
  ]
}
