import Formats

extension Datasets {
  /// Fashion-MNIST: gray images of ten kinds of clothing and the kind that each shows.
  ///
  /// `train.x`: `uint8 [60000, 28, 28]`, 0 (background) to 255; `train.y`: `uint8 [60000]`; `test.x`:
  /// `uint8 [10000, 28, 28]`; `test.y`: `uint8 [10000]`. The kinds: 0 T-shirt or top, 1 trouser, 2 pullover, 3 dress, 4 coat,
  /// 5 sandal, 6 shirt, 7 sneaker, 8 bag, 9 ankle boot.
  ///
  /// Found as the four original files in a folder `fashion-mnist`, as Keras keeps them; see ``Datasets`` for where. Debian's package
  /// `dataset-fashion-mnist` is found too.
  ///
  /// - Parameters:
  ///   - folder: a folder to look in behind Keras' cache.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if a file that is there is damaged, or if there is none and no source can be reached.
  ///
  /// Licence: Zalando SE, MIT. Source: <https://keras.io/api/datasets/fashion_mnist/>
  public static func fashionMNIST(
    folder: String? = nil, verbose: Bool = true, file: String = #fileID, line: Int = #line
  ) throws -> (train: Split, test: Split) {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try fashionMNIST(places: $0, downloader: $1)
    }
  }

  static let fashionMNISTSource = {
    let names = [
      "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
      "t10k-labels-idx1-ubyte.gz",
    ]
    let facts: [(Int, String)] = [
      (26_421_880, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
      (29_515, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      (4_422_102, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
      (5_148, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ]
    return DatasetSource(
      function: "fashionMNIST", title: "Fashion-MNIST", subfolders: ["fashion-mnist"],
      systemFolders: ["/usr/share/datasets"],
      files: zip(names, facts).map { RemoteFile.keras($0, $1.0, .sha256OfContent($1.1)) },
      otherNames: Dictionary(uniqueKeysWithValues: names.map { ($0, [String($0.dropLast(3))]) }))
  }()

  static func fashionMNIST(
    places: DatasetPlaces, downloader: Downloader, counts: (train: Int, test: Int) = (60_000, 10_000)
  ) throws -> (train: Split, test: Split) {
    let source = fashionMNISTSource
    let shapes = [[counts.train, 28, 28], [counts.train], [counts.test, 28, 28], [counts.test]]
    let tensors = try zip(source.locate(places, downloader), shapes).map { path, shape in
      Tensor(try source.checked(source.reading(path) { try IDX.read(path: path) }, path, [.uint8], shape))
    }
    return (Split(x: tensors[0], y: tensors[1]), Split(x: tensors[2], y: tensors[3]))
  }
}
