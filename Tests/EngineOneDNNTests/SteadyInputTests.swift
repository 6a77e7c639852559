import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// What depends on weights alone is computed once, and again as soon as they change.
@Suite struct SteadyInputTests {
  static let geometry = WindowGeometry(strides: [1, 1], padLow: [1, 1], padHigh: [1, 1], dilation: [1, 1])
  static let image = sample([2, 8, 8, 16], seed: 1)
  static let kernel = sample([3, 3, 16, 16], seed: 2)

  static func convolution(_ tensors: [Tensor]) -> [Tensor] {
    [apply(Convolution(geometry: geometry, groups: 1), tensors)]
  }

  /// The engine is told of new values by the stamp alone: memory that changes behind its back shows what it kept.
  @Test func keepsWhatItPackedUntilTheStampChanges() throws {
    var program = try traced([Self.image, Self.kernel], Self.convolution)
    program.steadyInputs = [1]
    let plan = try Way.usual.engine.plan(program)
    #expect(plan.steadyLevelCount == 1)
    #expect(plan.steadyInputs == [1])
    let kernel = try Self.kernel.storage.copy()
    let result = try Storage(byteCount: program.outputTypes[0].byteCount)
    func run(_ kernel: Storage) throws -> Float {
      try plan.run(inputs: [Self.image.storage, kernel], outputs: [result])
      return result.pointer.load(as: Float.self)
    }
    let first = try run(kernel)
    #expect(first != 0)
    for index in 0..<Self.kernel.count { kernel.pointer.storeBytes(of: 0, toByteOffset: 4 * index, as: Float.self) }
    #expect(try run(kernel) == first)
    kernel.forgetStamp()
    #expect(try run(kernel) == 0)
    #expect(try run(Self.kernel.storage) == first)
  }

  @Test func withoutSteadyInputsNothingIsKept() throws {
    let program = try traced([Self.image, Self.kernel], Self.convolution)
    #expect(try Way.usual.engine.plan(program).steadyLevelCount == 0)
  }

  /// One traced program reads a variable that another one updates in place, and that is assigned in between.
  @Test func updatesOfAVariableAreSeen() throws {
    let values = Tensor(storage: try Self.kernel.storage.copy(), shape: [3, 3, 16, 16], dtype: .float32)
    let variable = Variable(values)
    let type = TensorType(Shape(Self.image.shape), .float32)
    try Engines.$override.withValue(Way.usual.engine) {
      let predict = try TracedProgram(argumentTypes: [type]) { Self.convolution([$0[0], variable.value]) }
      let double = try TracedProgram(argumentTypes: []) { _ in
        variable.assign(variable.value * 2)
        return []
      }
      #expect(predict.program.steadyInputs == [1])
      #expect(double.program.steadyInputs.isEmpty)
      func predicted() throws -> Double {
        let results = try predict.run([Self.image.storage])
        return HostArray(storage: results[0], type: predict.resultTypes[0]).double(0)
      }
      let first = try predicted()
      #expect(try predicted() == first)
      _ = try double.run([])
      #expect(try predicted() == 2 * first)
      _ = try double.run([])
      #expect(try predicted() == 4 * first)
      variable.assign(values)
      #expect(try predicted() == first)
    }
  }
}
