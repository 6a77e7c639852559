import Formats

extension ModelFile {
  /// Reads arrays of the file by their names in `weights` and `optimizerState`.
  package func reader() throws -> (_ name: String) throws -> FileArray {
    switch kind {
    case .safetensors:
      let file = try SafetensorsFile(path: path)
      return { name in
        guard let entry = file.entry(name) else { throw missing(name) }
        return try file.read(entry)
      }
    case .npz:
      let zip = try ZipReader(path: path)
      return { name in
        guard let array = try NPZ.read(from: zip, names: [name]).first else { throw missing(name) }
        return array.array
      }
    case .architecture: return { name in throw missing(name) }
    case .archive, .folder, .wholeHDF5, .weights, .shards, .olderWeights:
      let sources = kind == .wholeHDF5 ? [try RandomAccessFile(path: path)] : try WeightsFile.sources(path)
      let roots = try sources.map { try HDF5File($0).root }
      return { name in
        for root in roots { if let dataset = try root.dataset(name) { return try dataset.read() } }
        throw missing(name)
      }
    }
  }

  private func missing(_ name: String) -> FormatError {
    FormatError(
      "'\(path)' cannot be read.", expected: "an array '\(name)'", received: "none of that name",
      fix: "give a file that has it")
  }
}
