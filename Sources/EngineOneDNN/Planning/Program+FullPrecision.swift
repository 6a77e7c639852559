import TensorGraph

extension Program {
  /// The program with what lies between its inputs and outputs in `float32` where it is `bfloat16`, for processors that have no
  /// arithmetic in `bfloat16`: a mixed-precision step would only add conversions to the `float32` step there. Numbers that
  /// are rounded on purpose, by a conversion to `bfloat16` and straight back, are rounded; programs without products stay as they are.
  func inFullPrecision() -> Program {
    guard instructions.contains(where: isNarrowProduct) else { return self }
    var pass = FullPrecision(self)
    for instruction in instructions { pass.append(instruction) }
    return pass.finished()
  }

  private func isNarrowProduct(_ instruction: Instruction) -> Bool {
    switch instruction.operation {
    case is DotGeneral, is Convolution, is ConvolutionInputGradient, is ConvolutionKernelGradient:
      types[instruction.outputs[0]].dtype == .bfloat16
    default: false
    }
  }
}

private struct FullPrecision {
  private let source: Program
  private var program: Program
  /// Values that another one takes the place of, in the same type.
  private var renamed: [Program.ValueID: Program.ValueID] = [:]
  /// Values of `bfloat16` in `float32`.
  private var wide: [Program.ValueID: Program.ValueID] = [:]
  /// Values of `bfloat16` that are there in `bfloat16`.
  private var narrow: Set<Program.ValueID>
  /// Values that conversions to `bfloat16` give.
  private var converted: Set<Program.ValueID> = []

  init(_ source: Program) {
    self.source = source
    program = source
    program.instructions = []
    narrow = Set(source.inputs + source.constants.map(\.id))
  }

  private func isBFloat16(_ id: Program.ValueID) -> Bool { source.types[id].dtype == .bfloat16 }

  /// A value in `float32` if it is of `bfloat16`, else as it is.
  private mutating func widened(_ id: Program.ValueID) -> Program.ValueID {
    guard isBFloat16(id) else { return renamed[id] ?? id }
    if let known = wide[id] { return known }
    let result = program.append(Convert(dtype: .float32), [id])
    wide[id] = result
    return result
  }

  /// A value in its own type.
  private mutating func kept(_ id: Program.ValueID) -> Program.ValueID {
    guard isBFloat16(id) else { return renamed[id] ?? id }
    if narrow.insert(id).inserted { program.append(Convert(dtype: .bfloat16), [wide[id]!], to: id) }
    return id
  }

  mutating func append(_ instruction: Program.Instruction) {
    var instruction = instruction
    guard (instruction.inputs + instruction.outputs).contains(where: isBFloat16) else {
      instruction.inputs = instruction.inputs.map { renamed[$0] ?? $0 }
      program.instructions.append(instruction)
      return
    }
    switch instruction.operation {
    case let convert as Convert:
      append(convert, instruction)
    case let constant as Constant:
      let rounded = Double(BFloat16.float(BFloat16.bits(Float(constant.value.double))))
      wide[instruction.outputs[0]] = program.append(Constant(value: .real(rounded), dtype: .float32), [])
    case is Composite, is Conditional, is WhileLoop, is Scan:
      // Their own programs go by the types that they are given.
      instruction.inputs = instruction.inputs.map { kept($0) }
      narrow.formUnion(instruction.outputs)
      program.instructions.append(instruction)
    default:
      let inputs = instruction.inputs.map { widened($0) }
      let types = try? instruction.operation.infer(inputs.map { program.types[$0] })
      guard !inputs.isEmpty, let types,
        zip(types, instruction.outputs).allSatisfy({ !isBFloat16($1) || $0.dtype == .float32 })
      else {
        // The operation has a type of its own.
        instruction.inputs = instruction.inputs.map { kept($0) }
        narrow.formUnion(instruction.outputs)
        program.instructions.append(instruction)
        return
      }
      instruction.inputs = inputs
      instruction.outputs = zip(types, instruction.outputs).map { type, id in
        guard isBFloat16(id) else { return id }
        let result = program.addValue(type)
        wide[id] = result
        return result
      }
      program.instructions.append(instruction)
    }
  }

  private mutating func append(_ convert: Convert, _ instruction: Program.Instruction) {
    let (input, output) = (instruction.inputs[0], instruction.outputs[0])
    if !isBFloat16(input) {
      converted.insert(output)
      wide[output] = program.append(conversionOf: renamed[input] ?? input, to: .float32)
    } else if convert.dtype == .bfloat16 {
      wide[output] = widened(input)
    } else if converted.contains(input) {
      program.append(convert, [kept(input)], to: output)
    } else if convert.dtype == .float32 {
      renamed[output] = widened(input)
    } else {
      program.append(convert, [widened(input)], to: output)
    }
  }

  mutating func finished() -> Program {
    program.outputs = source.outputs.map { kept($0) }
    program.mergeCommonSubexpressions()
    program.eliminateDeadCode()
    return program
  }
}
