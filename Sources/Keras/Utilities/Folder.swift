import Foundation

/// Folders of the file system.
package enum Folder {
  /// Whether a path leads to a folder.
  package static func exists(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
