import Formats

extension Datasets {
  /// Boston housing: 13 facts about each of 506 districts, and the median price of a house there in thousands of dollars.
  ///
  /// `x`: `float64 [districts, 13]`, `y`: `float64 [districts]`; 404 districts to train and 102 to test unless asked otherwise.
  /// Keras warns that the data has an ethical problem: one of the facts assumes that segregation raises prices.
  ///
  /// - Parameters:
  ///   - testSplit: the share of the districts to test with.
  ///   - seed: the order of the districts.
  ///   - folder: a folder to look in behind Keras' cache; the file is `boston_housing.npz`.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if the file is damaged or can't be found, or if `testSplit` is not from 0 up to but without 1.
  ///
  /// Source: <https://keras.io/api/datasets/boston_housing/>
  public static func bostonHousing(
    testSplit: Double = 0.2, seed: Int = 113, folder: String? = nil, verbose: Bool = true, file: String = #fileID,
    line: Int = #line
  ) throws -> (train: Split, test: Split) {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try housing(
        bostonHousingSource, features: 13, dtype: .float64, limit: nil, testSplit: testSplit, seed: seed, places: $0,
        downloader: $1)
    }
  }

  /// How much of California housing to take.
  public enum CaliforniaHousingVersion: Sendable {
    /// 600 districts.
    case small
    /// 20,640 districts.
    case large
  }

  /// California housing: 8 facts about each district of the census of 1990, and the median value of a house there in dollars.
  ///
  /// `x`: `float32 [districts, 8]` (median income, age of houses, rooms and bedrooms of a household, population, persons of a
  /// household, latitude, longitude), `y`: `float32 [districts]`.
  ///
  /// - Parameters:
  ///   - version: 20,640 districts, or the first 600 of them.
  ///   - testSplit: the share of the districts to test with.
  ///   - seed: the order of the districts.
  ///   - folder: a folder to look in behind Keras' cache; the file is `california_housing.npz`.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if the file is damaged or can't be found, or if `testSplit` is not from 0 up to but without 1.
  ///
  /// Source: <https://keras.io/api/datasets/california_housing/>
  public static func californiaHousing(
    version: CaliforniaHousingVersion = .large, testSplit: Double = 0.2, seed: Int = 113, folder: String? = nil,
    verbose: Bool = true, file: String = #fileID, line: Int = #line
  ) throws -> (train: Split, test: Split) {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try housing(
        californiaHousingSource, features: 8, dtype: nil, limit: version == .small ? 600 : nil, testSplit: testSplit,
        seed: seed, places: $0, downloader: $1)
    }
  }

  static let bostonHousingSource = DatasetSource(
    function: "bostonHousing", title: "Boston housing",
    files: [
      .keras(
        "boston_housing.npz", 57_026, .sha256("f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"))
    ])
  static let californiaHousingSource = DatasetSource(
    function: "californiaHousing", title: "California housing",
    files: [
      .keras(
        "california_housing.npz", nil, .sha256("1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"))
    ])

  /// - Parameters:
  ///   - dtype: what the numbers have to be; either floating-point type if `nil`.
  ///   - limit: how many rows to take, from the first on.
  static func housing(
    _ source: DatasetSource, features: Int, dtype: ArrayDType?, limit: Int?, testSplit: Double, seed: Int,
    places: DatasetPlaces, downloader: Downloader
  ) throws -> (train: Split, test: Split) {
    let path = try source.locate(places, downloader)[0]
    let arrays = try source.reading(path) { try NPZ.read(path: path, names: ["x", "y"]).map(\.array) }
    let types = dtype.map { [$0] } ?? [.float32, .float64]
    let x = try source.checked(arrays[0], path, types, [nil, features])
    let y = try source.checked(arrays[1], path, types, [x.shape[0]])
    let total = min(limit ?? Int.max, x.shape[0])
    var random = try source.random(seed)
    let order = random.shuffled(total)
    let count = try source.trainingCount(total, testSplit)
    func rows(_ array: FileArray, _ chosen: ArraySlice<Int>) throws -> Tensor {
      let rows = Tensor(array).take(Array(chosen), axis: 0)
      return try rows.checked()
    }
    return (
      Split(x: try rows(x, order[..<count]), y: try rows(y, order[..<count])),
      Split(x: try rows(x, order[count...]), y: try rows(y, order[count...]))
    )
  }
}
