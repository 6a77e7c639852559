import CKernels
import Foundation

/// Memory on 64 bytes that goes away with its owner, with guard bytes behind it that must stay untouched.
final class KernelMemory {
  let address: UnsafeMutableRawPointer
  let byteCount: Int
  private static let guardBytes = 64

  init(byteCount: Int) {
    self.byteCount = byteCount
    address = .allocate(byteCount: byteCount + Self.guardBytes, alignment: 64)
    address.initializeMemory(as: UInt8.self, repeating: 0xA5, count: byteCount + Self.guardBytes)
  }

  convenience init<Element>(_ elements: [Element]) {
    self.init(byteCount: elements.count * MemoryLayout<Element>.stride)
    elements.withUnsafeBytes {
      address.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(address), byteCount: $0.count)
    }
  }

  deinit { address.deallocate() }

  func elements<Element>(as type: Element.Type = Element.self) -> [Element] {
    let count = byteCount / MemoryLayout<Element>.stride
    return Array(UnsafeBufferPointer(start: address.assumingMemoryBound(to: type), count: count))
  }

  var guardIsIntact: Bool {
    (0..<Self.guardBytes).allSatisfy { address.load(fromByteOffset: byteCount + $0, as: UInt8.self) == 0xA5 }
  }
}

/// Finishes and runs a program on `memory` (inputs, then outputs; per segment).
func run(_ program: OpaquePointer?, on memory: [KernelMemory], threads: Int32 = 1) {
  let status = ck_program_finish(program)
  precondition(status == CK_OK, "status \(status.rawValue)")
  let scratch = KernelMemory(byteCount: ck_program_scratch_bytes(program, threads))
  let pointers: [UnsafeMutableRawPointer?] = memory.map(\.address)
  ck_program_run(program, pointers, scratch.address, threads)
  withExtendedLifetime(memory) {}
  precondition(scratch.guardIsIntact, "the run wrote behind its scratch memory")
}

/// The distance of `actual` from the true value in units in the last place of f32.
func unitsInLastPlace(_ actual: Float, from expected: Double) -> Double {
  let rounded = Float(expected)
  if actual == rounded || (actual.isNaN && rounded.isNaN) { return 0 }
  guard actual.isFinite, rounded.isFinite else { return .infinity }
  return abs(Double(actual) - expected) / Double(max(rounded.magnitude, Float.leastNormalMagnitude).ulp)
}

/// A small generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
