import Foundation

/// Contents of files for the tests.
enum TextFiles {
  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// A JPEG, 4 pixels wide and 2 high, red on the left and blue on the right, written by Pillow.
  static let jpeg =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsK"
    + "DAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAACAAQD"
    + "AREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABoQAAAHAAAAAAAAAAAAAAAAAAACBAc2g7P/xAAVAQEBAAAAAAAAAAAAAAAAAAAGCP/E"
    + "ABwRAAAGAwAAAAAAAAAAAAAAAAADBQc3gwiztP/aAAwDAQACEQMRAD8AArmzhdVkQWrjtDiZd0GhS+8rKNOgof/Z"

  /// The means of its red, green and blue as Pillow reads it.
  static let jpegMeans = [120.0, 40.25, 119.5]
}
