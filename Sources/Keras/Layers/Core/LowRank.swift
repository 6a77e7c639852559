import TensorGraph

/// What adapts a frozen weight: the product of two narrow matrices that is added to it (LoRA, Hu et al. 2021).
final class LowRank {
  private(set) var rank: Int?
  private(set) var alpha: Double?
  private var factors: (a: Variable, b: Variable)?

  /// - Parameters:
  ///   - rank: the narrow length of both; no adaptation if `nil`.
  ///   - alpha: the product counts `alpha / rank`; `rank` if `nil`.
  init(_ rank: Int?, alpha: Double?) {
    self.rank = rank
    self.alpha = alpha ?? rank.map(Double.init)
  }

  var isEnabled: Bool { factors != nil }
  var variables: [Variable] { factors.map { [$0.a, $0.b] } ?? [] }

  fileprivate func enable(rank: Int, alpha: Double?, _ factors: (a: Variable, b: Variable)) {
    (self.rank, self.alpha) = (rank, alpha ?? Double(rank))
    self.factors = factors
  }

  /// A build that failed makes them again.
  fileprivate func forget() { factors = nil }

  /// A weight with what was learned for it; the weight itself if nothing is. Shape: as the weight.
  func adapted(_ weight: Tensor) -> Tensor {
    guard let (a, b) = factors else { return weight }
    let dtype = weight.dtype.promoted(with: .float32)
    let change = matmul(a.value, b.value) * scale
    return (weight.cast(to: dtype) + change.cast(to: dtype)).cast(to: weight.dtype)
  }

  /// What was learned for rows of a table. Shape: `[…, columns]`, or `nil` if nothing is.
  func change(ofRows rows: Tensor) -> Tensor? {
    factors.map { matmul($0.a.value.take(rows, axis: 0), $0.b.value) * scale }
  }

  /// Forgets what was learned: after the weight was read, which has it.
  func reset() { for variable in variables { variable.assign(.zeros(variable.shape, dtype: variable.dtype)) } }

  private var scale: Double { (alpha ?? 1) / Double(rank ?? 1) }
}

/// A layer with a weight that `LowRank` can adapt.
protocol LowRankLayer: Layer {
  var lowRank: LowRank { get }
  var adapted: AdaptedWeight { get }
}

/// The weight that is adapted, and what was said about it.
struct AdaptedWeight {
  var weight: Weight
  var name: String
  var regularizer: Regularizer?
  var constraint: Constraint?
}

extension LowRankLayer {
  /// The adapted weight in the compute type.
  var adaptedValue: Tensor {
    guard lowRank.isEnabled, let variable = adapted.weight.variable else { return adapted.weight.wrappedValue }
    return lowRank.adapted(variable.value).autocast(to: computeDType)
  }

  /// In `build`, behind the weights: what the initializer asked for.
  func buildLowRank() {
    lowRank.forget()
    guard let rank = lowRank.rank, !hasBuildError else { return }
    if let problem = problem(rank) {
      return fail(expected: problem.expected, received: problem.received, fix: problem.fix)
    }
    makeFactors(rank, alpha: lowRank.alpha, .heUniform, .zeros)
  }

  /// Freezes the weight and adds the two factors, later than `build`.
  func enableLowRank(_ rank: Int, alpha: Double?, _ aInitializer: Initializer, _ bInitializer: Initializer) throws {
    var problem = self.problem(rank)
    if !isBuilt {
      problem = (
        "a layer that is built", "one that is not", "call it on an input first, or give loraRank: when it is made"
      )
    } else if lowRank.isEnabled {
      problem = ("a layer without LoRA", "loraRank: \(lowRank.rank ?? 0)", "enable it once")
    }
    if let problem {
      throw KerasError(
        "\(displayName) cannot enable LoRA.", expected: problem.expected, received: problem.received, fix: problem.fix)
    }
    // Paths go on as those of the weight.
    var context = CallContext.current
    context.path = (adapted.weight.variable?.path ?? name).split(separator: "/").dropLast().map(String.init)
    CallContext.$current.withValue(context) { makeFactors(rank, alpha: alpha, aInitializer, bInitializer) }
  }

  private func problem(_ rank: Int) -> (expected: String, received: String, fix: String)? {
    if adapted.constraint != nil {
      return (
        "a layer without a constraint, which LoRA would not keep", "one with a constraint", "leave out the constraint"
      )
    }
    guard (1...(1 << 20)).contains(rank) else {
      return ("loraRank from 1 to \(1 << 20)", "loraRank: \(rank)", "give a small rank, such as 4")
    }
    return nil
  }

  private func makeFactors(_ rank: Int, alpha: Double?, _ aInitializer: Initializer, _ bInitializer: Initializer) {
    let adapted = self.adapted
    guard let variable = adapted.weight.variable, let last = variable.shape.last else { return }
    func factor(_ letter: String, _ shape: Shape, _ initializer: Initializer) -> Variable {
      addWeight(
        "lora_\(adapted.name)_\(letter)", shape: shape, initializer: initializer, dtype: .float32,
        regularizer: adapted.regularizer)
    }
    let a = factor("a", Shape(variable.shape.dimensions.dropLast() + [rank]), aInitializer)
    let b = factor("b", [rank, last], bInitializer)
    variable.isTrainable = false
    adaptedVariables.insert(ObjectIdentifier(variable))
    lowRank.enable(rank: rank, alpha: alpha, (a, b))
  }
}
