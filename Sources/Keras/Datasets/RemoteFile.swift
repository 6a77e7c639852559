import Formats

/// A file that can be downloaded, and how to tell that it came whole.
struct RemoteFile: Sendable {
  /// How a publisher says what the bytes are; in hexadecimal digits.
  enum Checksum: Sendable, Equatable {
    case sha256(String)
    case md5(String)
    /// Of what a gzip file holds.
    case sha256OfContent(String)

    /// Why the file is another one; `nil` if it is the right one.
    func mismatch(_ path: String) throws -> String? {
      let (kind, wanted, found): (String, String, String)
      switch self {
      case .sha256(let digest): (kind, wanted, found) = ("SHA-256", digest, try SHA256.hexDigest(ofFile: path))
      case .md5(let digest): (kind, wanted, found) = ("MD5", digest, try MD5.hexDigest(ofFile: path))
      case .sha256OfContent(let digest):
        let content = try GzipSource(FileSource(path: path))
        (kind, wanted, found) = ("SHA-256 of the content", digest, try SHA256.hexDigest(of: content))
      }
      return wanted == found ? nil : "\(kind) \(found) instead of \(wanted)"
    }
  }

  let name: String
  /// The length, if it is known.
  let byteCount: Int?
  let checksum: Checksum
  /// Where the same bytes are offered, in the order to try.
  let addresses: [String]

  init(name: String, byteCount: Int?, checksum: Checksum, addresses: [String]) {
    self.name = name
    self.byteCount = byteCount
    self.checksum = checksum
    self.addresses = addresses
  }

  init(name: String, byteCount: Int, sha256: String, addresses: [String]) {
    self.init(name: name, byteCount: byteCount, checksum: .sha256(sha256), addresses: addresses)
  }

  /// No data set of Keras is larger: what goes on beyond it is not the file.
  static let maximumByteCount = 1 << 30
}

/// What kept a download from succeeding: each address and its reason.
struct DownloadFailure: Error, Equatable {
  let attempts: [String]
}
