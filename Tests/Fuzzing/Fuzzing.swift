// What libFuzzer calls. Scripts/fuzz.sh compiles this file and the sources of Formats into one program; FUZZ_READER tells which
// of the readers gets the bytes. Whatever they are, a reader ends in a value or a FormatError: any trap, read beyond an end,
// endless loop or giant allocation is a finding.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

private let name = getenv("FUZZ_READER").map { String(cString: $0) } ?? "missing"

private func read(_ bytes: ByteStorage) throws {
  switch name {
  case "hdf5": try readHDF5(bytes)
  case "zip": try readZip(bytes)
  case "npz": _ = try NPZ.read(bytes: bytes)
  case "npy": _ = try NPY.read(from: MemorySource(bytes))
  case "json": try readJSON(bytes)
  case "safetensors": try readSafetensors(bytes)
  case "idx": _ = try IDX.read(from: MemorySource(bytes))
  case "gzip": _ = try Gzip.decompress(bytes)
  case "tar": _ = try Tar.read(from: MemorySource(bytes), names: ["folder/first.txt", "folder/block.bin"])
  case "csv": _ = try CSV.read(bytes.array, label: "data in memory")
  case "pickle": _ = try Pickle(bytes)
  default: fatalError("FUZZ_READER is the name of a reader, not '\(name)'")
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    let storage = try ByteStorage(copying: UnsafeRawBufferPointer(start: bytes, count: count))
    try read(storage)
  } catch is FormatError {
  } catch {
    fatalError("an error of another kind: \(error)")
  }
  return 0
}

/// Every object, attribute and element. Checksums are not compared, or hardly any input would come past them.
private func readHDF5(_ bytes: ByteStorage) throws {
  func attempt(_ body: () throws -> Void) throws {
    do { try body() } catch is FormatError {}
  }
  func readAttributes(_ attributes: HDF5Attributes) throws {
    _ = attributes.namesInCreationOrder
    for name in attributes.names { try attempt { _ = try attributes.value(name)?.integer } }
  }
  let root = try HDF5File(RandomAccessMemory(bytes), verifiesChecksums: false).root
  try attempt { try readAttributes(root.attributes()) }
  try root.forEachObject(unreadable: { _, error in if !(error is FormatError) { throw error } }) { _, object in
    switch object {
    case .group(let group):
      try attempt { _ = try group.namesInCreationOrder() }
      try attempt { try readAttributes(group.attributes()) }
    case .dataset(let dataset):
      try attempt { try readAttributes(dataset.attributes()) }
      try attempt {
        if try dataset.dtype() == nil { _ = try dataset.readTexts() } else { _ = try dataset.read() }
      }
    case .datatype: break
    }
  }
}

private func readZip(_ bytes: ByteStorage) throws {
  let archive = try ZipReader(bytes: bytes)
  for entry in archive.entries {
    _ = entry.relativePath
    do { _ = try archive.read(entry) } catch is FormatError {}
    do { _ = try archive.randomAccess(entry) } catch is FormatError {}
  }
}

/// What was read is written, and read from that as the same.
private func readJSON(_ bytes: ByteStorage) throws {
  let value = try JSONValue(parsing: bytes, label: "text")
  let text = value.utf8(.compact)
  let again = try text.withUnsafeBytes { try JSONValue(parsing: $0, label: "text") }
  // Not a number is not even equal to itself, so the texts are compared.
  precondition(again.utf8(.compact) == text, "JSON that changes when it is written")
}

private func readSafetensors(_ bytes: ByteStorage) throws {
  let file = try SafetensorsFile(RandomAccessMemory(bytes))
  for entry in file.entries {
    do { _ = try file.read(entry) } catch is FormatError {}
  }
}
