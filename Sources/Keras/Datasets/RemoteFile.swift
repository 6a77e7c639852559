/// A file that can be downloaded, and how to tell that it came whole.
struct RemoteFile: Sendable {
  let name: String
  let byteCount: Int
  /// 64 hexadecimal digits.
  let sha256: String
  /// Where the same bytes are offered, in the order to try.
  let addresses: [String]
}

/// What kept a download from succeeding: each address and its reason.
struct DownloadFailure: Error, Equatable {
  let attempts: [String]
}
