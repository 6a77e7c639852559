import TensorGraph

extension EngineConformance {
  private struct Form {
    let name: String
    let input: [Int]
    let window: [Int]
    let geometry: WindowGeometry

    init(
      _ name: String, _ input: [Int], _ window: [Int], strides: [Int]? = nil, low: [Int]? = nil, high: [Int]? = nil,
      dilation: [Int]? = nil
    ) {
      self.name = name
      self.input = input
      self.window = window
      let ones = window.map { _ in 1 }
      let zeros = window.map { _ in 0 }
      geometry = WindowGeometry(
        strides: strides ?? ones, padLow: low ?? zeros, padHigh: high ?? zeros, dilation: dilation ?? ones)
    }

    func output(_ last: Int) -> [Int] {
      let spatial = window.indices.map { geometry.outputLength(input[$0 + 1], window: window[$0], axis: $0)! }
      return [input[0]] + spatial + [last]
    }
  }

  private static let forms: [Form] = [
    Form("pointwise", [2, 5, 4, 6], [1, 1]),
    Form("valid", [2, 7, 6, 3], [3, 3]),
    Form("same", [1, 7, 6, 16], [3, 3], low: [1, 1], high: [1, 1]),
    Form("strided", [2, 8, 9, 4], [3, 2], strides: [2, 3], low: [0, 1], high: [1, 1]),
    Form("dilated", [1, 9, 9, 2], [3, 3], low: [2, 2], high: [2, 2], dilation: [2, 2]),
    Form("wholly covered", [2, 4, 4, 5], [4, 4]),
    Form("one row of pixels", [3, 1, 8, 2], [1, 3], low: [0, 1], high: [0, 1]),
    Form("one spatial axis", [2, 11, 4], [3], strides: [2], low: [1], high: [1]),
    Form("three spatial axes", [1, 5, 4, 6, 2], [2, 3, 2], strides: [1, 1, 2], low: [1, 1, 0], high: [0, 1, 1]),
  ]

  static let convolutions: [ConformanceCase] = forms.flatMap { form in
    ([.float32, .bfloat16, .float64] as [DType]).flatMap { dtype -> [ConformanceCase] in
      let channels = form.input.last!
      // Without groups, two groups, and one per channel.
      return [(1, 5), (channels % 2 == 0 ? 2 : 1, 4), (channels, 2 * channels)].flatMap {
        (groups: Int, filters: Int) -> [ConformanceCase] in
        let kernel = form.window + [channels / groups, filters]
        let output = form.output(filters)
        let window = form.window.reduce(1, *)
        let name = "\(form.name) \(form.input) \(kernel) groups \(groups)"
        let (geometry, input) = (form.geometry, form.input)
        return [
          ConformanceCase(
            "convolution \(name)", of: Convolution.self, [.real(input), .real(kernel)], dtype,
            .sums(terms: 2 * window * channels / groups)
          ) { [apply(Convolution(geometry: geometry, groups: groups), $0)] },
          ConformanceCase(
            "convolution input gradient \(name)", of: ConvolutionInputGradient.self, [.real(output), .real(kernel)],
            dtype, .sums(terms: 2 * window * filters / groups)
          ) { [apply(ConvolutionInputGradient(geometry: geometry, groups: groups, inputShape: Shape(input)), $0)] },
          ConformanceCase(
            "convolution kernel gradient \(name)", of: ConvolutionKernelGradient.self, [.real(input), .real(output)],
            dtype, .sums(terms: 2 * output.dropLast().reduce(1, *))
          ) { [apply(ConvolutionKernelGradient(geometry: geometry, groups: groups, kernelShape: Shape(kernel)), $0)] },
        ]
      }
    }
  }

  static let poolings: [ConformanceCase] = forms.flatMap { form in
    ([.float32, .bfloat16, .float64] as [DType]).flatMap { dtype -> [ConformanceCase] in
      let (input, output) = (form.input, form.output(form.input.last!))
      let (window, geometry) = (form.window, form.geometry)
      let terms = 2 * window.reduce(1, *)
      let name = "\(form.name) \(input) \(window)"
      return [
        ConformanceCase("max pooling \(name)", of: Pool.self, [.distinct(input)], dtype, .exact) {
          [apply(Pool(kind: .max, window: window, geometry: geometry), $0)]
        },
        ConformanceCase("average pooling \(name)", of: Pool.self, [.real(input)], dtype, .sums(terms: terms)) {
          [apply(Pool(kind: .average, window: window, geometry: geometry), $0)]
        },
        // Windows share elements, and few different values make equals: the first one gets all.
        ConformanceCase(
          "max-pooling gradient \(name)", of: MaxPoolGradient.self, [.integers(input, 0..<4), .real(output)], dtype,
          .sums(terms: terms)
        ) { [apply(MaxPoolGradient(window: window, geometry: geometry), [$0[0].cast(to: dtype), $0[1]])] },
        ConformanceCase(
          "max-pooling selection \(name)", of: MaxPoolSelect.self, [.integers(input, 0..<4), .real(input)], dtype,
          .exact
        ) { [apply(MaxPoolSelect(window: window, geometry: geometry), [$0[0].cast(to: dtype), $0[1]])] },
        ConformanceCase(
          "average-pooling gradient \(name)", of: AveragePoolGradient.self, [.real(output)], dtype, .sums(terms: terms)
        ) { [apply(AveragePoolGradient(window: window, geometry: geometry, inputShape: Shape(input)), $0)] },
      ]
    }
  }
}
