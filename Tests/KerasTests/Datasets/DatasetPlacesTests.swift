import Foundation
import Testing

@testable import Keras

@Suite struct DatasetPlacesTests {
  @Test func orderOfTheSearch() throws {
    try withTemporaryFolder { folder in
      let checkout = folder + "/project"
      try FileManager.default.createDirectory(atPath: checkout + "/Data/mnist", withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: checkout + "/Sources/App", withIntermediateDirectories: true)
      let places = DatasetPlaces(
        folder: "~/digits", environment: ["KERAS_DATASETS": "/shared/data"], home: folder,
        currentFolder: checkout + "/Sources/App")
      #expect(places.cache == folder + "/.keras/datasets")
      #expect(
        places.folders.map(\.path) == [
          folder + "/.keras/datasets", folder + "/digits", "/shared/data", checkout + "/Data",
        ])
      #expect(
        places.descriptions == [
          "nothing in \(folder)/.keras/datasets", "nothing in the folder '~/digits'",
          "nothing in '/shared/data' of KERAS_DATASETS", "nothing in \(checkout)/Data",
        ])
    }
  }

  @Test func kerasHome() throws {
    try withTemporaryFolder { folder in
      let places = DatasetPlaces(
        environment: ["KERAS_HOME": folder + "/keras", "HOME": "/ignored"], currentFolder: folder)
      #expect(places.cache == folder + "/keras/datasets")
      #expect(places.folders.map(\.path) == [folder + "/keras/datasets"])
      #expect(places.descriptions.last == "no folder Data/mnist in or above \(folder)")
      #expect(DatasetPlaces(environment: ["HOME": folder], currentFolder: folder).cache == folder + "/.keras/datasets")
    }
  }

  /// Keras uses the temporary folder where the home folder can't be written.
  @Test func homeThatCannotBeWritten() throws {
    let temporary = FileManager.default.temporaryDirectory.path + "/.keras/datasets"
    try withTemporaryFolder { folder in
      // A file in the folder's place: permissions alone would not stop a test that runs as root.
      try Data().write(to: URL(filePath: folder + "/file"))
      for home in [folder + "/file", folder + "/file/nobody"] {
        #expect(DatasetPlaces(environment: [:], home: home, currentFolder: folder).cache == temporary)
      }
    }
  }
}
