/// The compression of h5py's filter lzf: runs of literal bytes, and copies of what came before.
enum LZF {
  static func decompress(_ bytes: ByteStorage, limit: Int, who: String) throws -> ByteStorage {
    func damaged(_ received: String) -> FormatError {
      FormatError(
        who, expected: "an lzf chunk of at most \(limit.counted("byte", "bytes"))", received: received,
        fix: HDF5Reader.damageFix)
    }
    // A copy of three bytes gives at most 264.
    guard limit / 100 <= bytes.count else {
      throw damaged("\(bytes.count.counted("byte", "bytes")), which cannot become as many")
    }
    let result = try ByteStorage(count: limit, who: who)
    let source = bytes.buffer.bindMemory(to: UInt8.self)
    let target = result.mutableBuffer.bindMemory(to: UInt8.self)
    var from = 0
    var to = 0
    while from < source.count {
      let control = Int(source[from])
      from += 1
      if control < 32 {
        let count = control + 1
        guard count <= source.count - from, count <= limit - to else { throw damaged("literal bytes beyond its end") }
        for index in 0..<count { target[to + index] = source[from + index] }
        from += count
        to += count
        continue
      }
      var count = control >> 5
      if count == 7 {
        guard from < source.count else { throw damaged("a copy without its length") }
        count += Int(source[from])
        from += 1
      }
      count += 2
      guard from < source.count else { throw damaged("a copy without its place") }
      let distance = (control & 31) << 8 + Int(source[from]) + 1
      from += 1
      guard distance <= to, count <= limit - to else { throw damaged("a copy from beyond its ends") }
      // One byte after the other: a copy may reach into what it makes.
      for index in 0..<count { target[to + index] = target[to + index - distance] }
      to += count
    }
    return ByteStorage(adopting: result.baseAddress, count: to, owner: result)
  }
}
