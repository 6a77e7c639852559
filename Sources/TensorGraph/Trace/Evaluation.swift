import Synchronization

/// Lazy evaluation: computes pending tensors together, with plans kept for graphs of the same form.
package enum Evaluation {
  /// A chain of this many unread operations is evaluated without being asked.
  static let longestPending = 4096

  private struct Cache {
    // Held, so that no other engine takes its place in memory.
    let engine: any Engine
    var programs = Programs<Program, any Executable>()
  }
  private static let caches = Mutex<[ObjectIdentifier: Cache]>([:])

  /// Computes the tensors' values. Throws the error that one of them carries.
  package static func evaluate(_ tensors: [Tensor]) throws {
    for tensor in tensors { if let error = tensor.node.failure { throw error } }
    let pending = tensors.filter { $0.node.storages == nil }
    guard !pending.isEmpty else { return }
    var reader = GraphReader(.evaluation, parameters: [])
    // All outputs of a node are kept, since it lets go of its inputs.
    var nodes: [Node] = []
    for tensor in pending where !nodes.contains(where: { $0 === tensor.node }) { nodes.append(tensor.node) }
    func outputs(_ nodes: some Sequence<Node>) -> [Tensor] {
      nodes.flatMap { node in node.types.indices.map { Tensor(node: node, index: $0) } }
    }
    try reader.read(outputs(nodes))
    // What variables hold is computed once and kept, or every step of a loop would repeat all steps before it.
    let asked = Set(nodes.map(ObjectIdentifier.init))
    let kept = reader.kept.filter { !asked.contains(ObjectIdentifier($0)) }
    try reader.read(outputs(kept))
    nodes += kept
    let outputs = outputs(nodes)
    let executable = try executable(for: reader.program)
    let results = try outputs.map { try Storage($0.type) }
    let inputs = reader.captured.map { $0.node.storages![$0.index] }
    try executable.run(inputs: inputs, outputs: results)
    for node in reader.computed { node.noteComputed() }
    var position = 0
    for node in nodes {
      let storages = Array(results[position..<position + node.types.count])
      position += node.types.count
      node.resolve(storages)
    }
  }

  private static func executable(for program: Program) throws -> any Executable {
    let engine = Engines.current
    let key = ObjectIdentifier(engine)
    let (found, memory) = caches.withLock { caches in
      let found = caches[key, default: Cache(engine: engine)].programs.find(program)
      return (found, caches[key]!.programs.memory)
    }
    if let found { return found }
    let made = try engine.compile(program.optimized(), in: memory)
    caches.withLock { $0[key]!.programs.insert(made, for: program, byteCount: made.keptByteCount) }
    return made
  }
}

/// Computes several pending tensors in one program. Throws the error that one of them carries.
public func evaluate(_ tensors: [Tensor]) throws { try Evaluation.evaluate(tensors) }
