import Foundation
import Testing

@testable import Keras

/// Pictures of a model's graph.
@Suite struct PlotModelTests {
  private func plotted(_ model: Model, _ suffix: String, _ draw: (Model, String) throws -> Void) throws -> Data {
    let path = FileManager.default.temporaryDirectory.appending(path: "plot-\(UUID().uuidString).\(suffix)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try draw(model, path)
    return try Data(contentsOf: URL(filePath: path))
  }

  private func text(_ model: Model, _ suffix: String, _ draw: (Model, String) throws -> Void) throws -> String {
    String(decoding: try plotted(model, suffix, draw), as: UTF8.self)
  }

  private func branches() throws -> Model {
    let left = Input(shape: [4], name: "left"), right = Input(shape: [4], name: "right")
    let shared = Dense(3, activation: .relu, name: "shared")
    let joined = Concatenate(name: "joined")([shared(left), shared(right)])
    return try Model(inputs: [left, right], outputs: Dense(1, name: "a<b")(joined), name: "two \"eyes\"")
  }

  /// The names of the models that the pictures were looked at with.
  enum Sample: String, CaseIterable, Sendable { case inception, unet, siamese, heads, residual, chain, crossing }

  static func model(_ sample: Sample) throws -> Model {
    switch sample {
    case .inception:
      let image = Input(shape: [32, 32, 3], name: "image")
      return try Model(inputs: image, outputs: inception(inception(image, filters: 16), filters: 32), name: "inception")
    case .unet: return try unet()
    case .siamese: return try siamese()
    case .heads:
      let text = Input(shape: [200], name: "text")
      var x = Dense(256, activation: .relu, name: "embedding")(text)
      x = Dense(128, activation: .relu, name: "trunk")(x)
      let age = Dense(1, name: "age")(x)
      let income = Dense(10, activation: .softmax, name: "income")(x)
      let gender = Dense(1, activation: .sigmoid, name: "gender")(x)
      return try Model(inputs: text, outputs: [age, income, gender], name: "heads")
    case .residual:
      let image = Input(shape: [16, 16, 8], name: "image")
      var x = image
      for block in 0..<3 {
        let y = Conv2D(8, kernelSize: 3, padding: .same, activation: .relu, name: "conv\(block)a")(x)
        x = Add(name: "add\(block)")([x, Conv2D(8, kernelSize: 3, padding: .same, name: "conv\(block)b")(y)])
      }
      return try Model(inputs: image, outputs: GlobalAveragePooling2D(name: "pool")(x), name: "residual")
    case .chain:
      return Sequential(name: "chain") {
        Input(shape: [28, 28])
        Flatten()
        Dense(128, activation: .relu)
        Dropout(0.2)
        Dense(10, activation: .softmax)
      }
    case .crossing:
      // Every arrow from the first three to the second: K3,3 can't be drawn without a crossing.
      let inputs = (0..<3).map { Input(shape: [4], name: "in\($0)") }
      let outputs = (0..<3).map { Add(name: "sum\($0)")(inputs) }
      return try Model(inputs: inputs, outputs: outputs, name: "crossing")
    }
  }

  private static func inception(_ x: Tensor, filters n: Int) -> Tensor {
    let a = Conv2D(n, kernelSize: 1, padding: .same, activation: .relu)(x)
    let b = Conv2D(n, kernelSize: 3, padding: .same, activation: .relu)(
      Conv2D(n, kernelSize: 1, activation: .relu)(x))
    let c = Conv2D(n, kernelSize: 5, padding: .same, activation: .relu)(
      Conv2D(n, kernelSize: 1, activation: .relu)(x))
    let d = Conv2D(n, kernelSize: 1, activation: .relu)(MaxPooling2D(poolSize: 3, strides: 1, padding: .same)(x))
    return Concatenate()([a, b, c, d])
  }

  private static func unet() throws -> Model {
    let image = Input(shape: [64, 64, 1], name: "image")
    func double(_ x: Tensor, _ filters: Int) -> Tensor {
      let y = Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(x)
      return Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(y)
    }
    var skips: [Tensor] = []
    var x = image
    for filters in [16, 32, 64] {
      x = double(x, filters)
      skips.append(x)
      x = MaxPooling2D(poolSize: 2)(x)
    }
    x = double(x, 128)
    for (filters, skip) in zip([64, 32, 16], skips.reversed()) {
      x = UpSampling2D(size: 2)(x)
      x = double(Concatenate()([skip, x]), filters)
    }
    return try Model(inputs: image, outputs: Conv2D(1, kernelSize: 1, activation: .sigmoid)(x), name: "unet")
  }

  private static func siamese() throws -> Model {
    let image = Input(shape: [28, 28], name: "image")
    var x = Flatten(name: "flatten")(image)
    x = Dense(128, activation: .relu, name: "hidden")(x)
    let base = try Model(inputs: image, outputs: Dense(64, name: "embedding")(x), name: "base")
    let left = Input(shape: [28, 28], name: "left"), right = Input(shape: [28, 28], name: "right")
    let distance = Lambda(
      { (pair: [Tensor]) in abs(pair[0] - pair[1]).sum(axis: 1, keepDims: true) }, name: "distance")
    return try Model(inputs: [left, right], outputs: distance([base(left), base(right)]), name: "siamese")
  }

  /// No arrow crosses another that need not, no box touches another, and no arrow runs through a box.
  @Test(arguments: Sample.allCases, [PlotDirection.topToBottom, .leftToRight])
  func readable(_ sample: Sample, _ direction: PlotDirection) throws {
    let model = try Self.model(sample)
    for expandNested in [false, true] {
      let options = PlotOptions(
        showShapes: true, showLayerNames: true, direction: direction, expandNested: expandNested)
      let scene = PlotScene(ModelPlot(model, options), direction)
      #expect(scene.crossingCount == (sample == .crossing ? 9 : 0))
      for (index, a) in scene.boxes.enumerated() {
        #expect(a.x >= 0 && a.y >= 0 && a.right <= scene.width && a.bottom <= scene.height)
        for b in scene.boxes[(index + 1)...] {
          #expect(a.right < b.x || b.right < a.x || a.bottom < b.y || b.bottom < a.y, "\(a) \(b)")
        }
      }
      for line in scene.lines {
        for point in line.points {
          for box in scene.boxes {
            let isInside =
              point.x > box.x + 0.5 && point.x < box.right - 0.5 && point.y > box.y + 0.5
              && point.y < box.bottom - 0.5
            #expect(!isInside)
          }
        }
      }
    }
    // To be looked at.
    if let folder = ProcessInfo.processInfo.environment["KERAS_PLOTS"] {
      try plotModel(
        model, to: "\(folder)/\(sample)-\(direction.rawValue).png", showShapes: true, showLayerNames: true,
        rankdir: direction, expandNested: true, dpi: 96, showLayerActivations: true, showTrainable: sample == .heads)
    }
  }

  @Test func aSharedLayerIsOneBox() throws {
    let plot = ModelPlot(try branches(), PlotOptions())
    #expect(plot.items.map(\.name) == ["left", "right", "shared", "joined", "a<b"])
    #expect(plot.arrows.map { [$0.from, $0.to] } == [[0, 2], [1, 2], [2, 3], [3, 4]])
  }

  /// A layer on its own output would be a loop: there it has a box for each call.
  @Test func aLayerThatMeetsItself() throws {
    let input = Input(shape: [4], name: "input")
    let again = Dense(4, name: "again"), other = Dense(4, name: "other")
    let twice = ModelPlot(try Model(inputs: input, outputs: again(again(input))), PlotOptions())
    #expect(twice.items.map(\.name) == ["input", "again", "again"])
    let outputs = [again(other(input)), other(again(input))]
    let turns = ModelPlot(try Model(inputs: input, outputs: outputs), PlotOptions())
    #expect(turns.items.count == 5)
  }

  @Test func boxesSayWhatIsAskedFor() throws {
    let model = try branches()
    func words(_ options: PlotOptions) -> [[String]] {
      ModelPlot(model, options).items.map { item in
        guard case .box(let box) = item.content else { return [] }
        return ([[.init(runs: box.title)]] + box.rows).flatMap { $0.map { $0.runs.map(\.text).joined() } }
      }
    }
    #expect(words(PlotOptions()) == [["InputLayer"], ["InputLayer"], ["Dense"], ["Concatenate"], ["Dense"]])
    try model.layer("shared").isTrainable = false
    let all = words(
      PlotOptions(
        showShapes: true, showDType: true, showLayerNames: true, showLayerActivations: true, showTrainable: true))
    #expect(all[0] == ["left (InputLayer)", "Output shape: (None, 4)", "Output dtype: float32"])
    #expect(
      all[2] == [
        "shared (Dense)", "Activation: relu", "Input shape: (None, 4)", "Output shape: (None, 3)",
        "Output dtype: float32", "Non-trainable",
      ])
    #expect(
      all[3] == [
        "joined (Concatenate)", "Input shape: [(None, 3), (None, 3)]", "Output shape: (None, 6)",
        "Output dtype: float32",
      ])
    #expect(all[4].last == "Trainable")
  }

  @Test func graphvizTextNamesBoxesFramesAndArrows() throws {
    let dot = try text(try Self.model(.siamese), "dot") {
      try plotModel($0, to: $1, showLayerNames: true, rankdir: .leftToRight, expandNested: true, dpi: 96)
    }
    #expect(dot.hasPrefix("digraph \"siamese\" {\n  rankdir=LR; concentrate=true; dpi=96; splines=ortho;\n"))
    #expect(dot.contains("  subgraph cluster_n2 {\n    style=dashed; label=\"base\"; labeljust=l;\n"))
    #expect(dot.contains("<b>left</b> (InputLayer)</font></td></tr></table>>];"))
    for arrow in ["n0 -> n2_0;", "n1 -> n2_0;", "n2_3 -> n3;", "    n2_0 -> n2_1;"] { #expect(dot.contains(arrow)) }
    let odd = try text(try branches(), "dot") { try plotModel($0, to: $1, showLayerNames: true) }
    #expect(odd.hasPrefix("digraph \"two \\\"eyes\\\"\" {\n"))
    #expect(odd.contains("<b>a&lt;b</b> (Dense)"))
  }

  @Test func svgIsXMLWithBoxesAndArrows() throws {
    let svg = try text(try branches(), "svg") { try plotModel($0, to: $1, showDType: true, showLayerNames: true) }
    #expect(svg.components(separatedBy: "class=\"box\"").count - 1 == 5)
    #expect(svg.components(separatedBy: "<path ").count - 1 == 4)
    #expect(svg.components(separatedBy: "<polygon ").count - 1 == 4)
    #expect(svg.contains("<tspan font-weight=\"bold\">a&lt;b</tspan> (Dense)</text>"))
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
  }

  @Test func pngHasItsSizeAndResolution() throws {
    let model = try branches()
    let scene = PlotScene(ModelPlot(model, PlotOptions()), .topToBottom)
    let data = Array(try plotted(model, "png") { try plotModel($0, to: $1, dpi: 72) })
    let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    #expect(Array(data.prefix(16)) == start)
    func number(_ place: Int) -> Int { data[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
    #expect(number(16) == Int(scene.width.rounded(.up)) && number(20) == Int(scene.height.rounded(.up)))
    #expect(number(41) == 2835)
    let end: [UInt8] = Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
    #expect(Array(data.suffix(8)) == end)
    let error = #expect(throws: KerasError.self) { try plotModel(model, to: "never.png", dpi: 100_000) }
    #expect(error?.description.hasPrefix("plotModel cannot draw this many pixels.\n") == true)
  }

  @Test func everyLetterHasAShape() {
    for code in 33..<127 {
      let strokes = StrokeFont.strokes(String(Unicode.Scalar(UInt8(code))), size: 100, isBold: false)
      let width = StrokeFont.width(String(Unicode.Scalar(UInt8(code))), size: 100)
      #expect(!strokes.isEmpty)
      #expect(strokes.joined().allSatisfy { $0.x >= 0 && $0.x <= width && $0.y > -90 && $0.y < 30 }, "\(code)")
    }
  }

  @Test func aModelWithoutAGraphSaysSo() {
    let error = #expect(throws: KerasError.self) { try plotModel(Sequential([Dense(1)], name: "open")) }
    #expect(
      error?.description == """
        plotModel cannot draw Sequential 'open'.
          expected  a model that has been built
          received  a model that has not seen an input
          fix       give it an Input, or call it on data first
        """)
  }

  @Test func aPathThatCannotBeWrittenIsNamed() throws {
    let model = try branches()
    let error = #expect(throws: KerasError.self) { try plotModel(model, to: "no-such-folder/model.svg") }
    #expect(error?.description.hasPrefix("plotModel cannot write 'no-such-folder/model.svg'.\n") == true)
    let ending = #expect(throws: KerasError.self) { try plotModel(model, to: "model.pdf") }
    #expect(
      ending?.description == """
        plotModel cannot write 'model.pdf'.
          expected  a name that ends in .png, .svg or .dot
          received  another ending
          fix       use for example "model.svg"
        """)
  }
}
