// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// One program a folder; Tests/ExamplesTests runs each of them.
let examples = [
  "SequentialMNIST", "FunctionalMNIST", "Siamese", "CustomLosses", "LambdaLayers", "CustomLayer", "SubclassedModels",
  "TrainingLoop", "Serving", "Inception", "Residuals", "UNet", "WideAndDeep", "VGG", "Autoencoder",
  "VariationalAutoencoder", "GAN", "EndpointLayer", "AnomalyDetection", "ActorCritic", "Callbacks",
  "ThreeOutputs", "SiameseLSTM", "TransformerText", "CharacterLSTM", "Addition", "XceptionStereo", "OwnTable",
].map { name in
  Target.executableTarget(
    name: name, dependencies: ["Keras", "ExampleSupport"], path: "Examples/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "keras-swift",
  products: [
    .library(name: "Keras", targets: ["Keras"]),
    // Apart, so that a program without pictures links no C library of pictures.
    .library(name: "KerasImages", targets: ["KerasImages"]),
    // The target has another name, since its module would be that of the library where case makes no difference.
    .executable(name: "keras", targets: ["keras-tool"]),
    .executable(name: "keras-bench", targets: ["keras-bench"]),
  ],
  traits: [
    .trait(name: "OneDNN", description: "The oneDNN engine; needs libdnnl at build and run time."),
    .default(enabledTraits: ["OneDNN"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(name: "CKernels"),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev", "zlib1g-dev"])]),
    .systemLibrary(name: "CImages", providers: [.apt(["libpng-dev", "libturbojpeg0-dev"])]),
    .target(name: "TensorGraph", swiftSettings: strict),
    .target(
      name: "EngineOneDNN", dependencies: ["TensorGraph", "COneDNN", "CKernels"], swiftSettings: strict),
    .target(name: "Formats", dependencies: ["CZip"], swiftSettings: strict),
    .target(
      name: "Keras",
      dependencies: [
        "TensorGraph", "Formats",
        .target(name: "EngineOneDNN", condition: .when(traits: ["OneDNN"])),
      ],
      swiftSettings: strict),
    .target(
      name: "TestKit", dependencies: ["Keras", "TensorGraph", "EngineOneDNN", "Formats"], swiftSettings: strict),
    .target(name: "ImageFiles", dependencies: ["Formats", "CImages"], swiftSettings: strict),
    .target(name: "KerasImages", dependencies: ["Keras", "Formats", "ImageFiles"], swiftSettings: strict),
    .executableTarget(
      name: "keras-tool",
      dependencies: [
        "Keras", "KerasImages", "Formats", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "keras-bench",
      dependencies: ["Keras", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      exclude: ["NOTES.md"], swiftSettings: strict),
    .testTarget(name: "TensorGraphTests", dependencies: ["TensorGraph", "TestKit"], swiftSettings: strict),
    .testTarget(
      name: "EngineOneDNNTests", dependencies: ["EngineOneDNN", "TestKit", "CKernels"], swiftSettings: strict),
    .testTarget(
      name: "FormatsTests", dependencies: ["Formats", "TestKit"], exclude: ["Files", "generate.py"],
      swiftSettings: strict),
    .testTarget(
      name: "KerasTests", dependencies: ["Keras", "EngineOneDNN", "TestKit", "killed-run"],
      exclude: [
        "Datasets/Files", "Datasets/generate.py", "Datasets/generate_folders.py", "Saving/Files", "Saving/Training",
        "Saving/Shards",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "KerasImagesTests", dependencies: ["Keras", "KerasImages", "Formats", "TestKit"],
      exclude: ["Files", "generate.py"], swiftSettings: strict),
    .target(name: "ExampleSupport", dependencies: ["Keras"], path: "Examples/Support", swiftSettings: strict),
    .executableTarget(
      name: "OwnPictures", dependencies: ["Keras", "KerasImages", "ExampleSupport"], path: "Examples/OwnPictures",
      swiftSettings: strict),
    .executableTarget(
      name: "mnist-demo", dependencies: ["Keras", "ExampleSupport"], path: "Examples/MNISTDemo", swiftSettings: strict),
    .testTarget(name: "ExamplesTests", swiftSettings: strict),
    // What the compiler says about the pages' Swift, and about what newcomers write.
    .testTarget(name: "DocumentationTests", dependencies: ["Keras", "KerasImages"], swiftSettings: strict),
    // Runs the tool as a process.
    .testTarget(
      name: "ToolTests", dependencies: ["Keras", "KerasImages", "Formats", "ImageFiles", "TestKit"],
      swiftSettings: strict),
    // The models of the examples, trained beside Keras'.
    .testTarget(
      name: "ProgramTests",
      dependencies: [
        "Keras", "Formats", "TestKit", "ExampleSupport", "ActorCritic", "Addition", "AnomalyDetection", "Autoencoder",
        "CharacterLSTM", "CustomLayer", "CustomLosses", "EndpointLayer", "GAN", "Inception", "Residuals", "Siamese",
        "SiameseLSTM", "SubclassedModels", "ThreeOutputs", "TransformerText", "UNet", "VariationalAutoencoder", "VGG",
        "WideAndDeep", "XceptionStereo",
      ],
      swiftSettings: strict),
    // What steps allocate and models leave behind is measured by a program of its own.
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .executableTarget(
      name: "steady-state", dependencies: ["Keras", "CAllocations"], path: "Tests/SteadyState", swiftSettings: strict),
    // Trains until it is killed.
    .executableTarget(name: "killed-run", dependencies: ["Keras"], path: "Tests/KilledRun", swiftSettings: strict),
    // Calls that might die run in processes of their own.
    .executableTarget(
      name: "extreme-values", dependencies: ["Keras", "Formats", "TestKit"], path: "Tests/ExtremeValues",
      swiftSettings: strict),
    .testTarget(name: "ExtremeValueTests", dependencies: ["extreme-values"], swiftSettings: strict),
    // The Swift side of Tests/Exchange/exchange.py, which needs real Keras.
    .executableTarget(
      name: "file-exchange", dependencies: ["Keras", "Formats"], path: "Tests/Exchange/Program", swiftSettings: strict),
    .testTarget(name: "SteadyStateTests", dependencies: ["steady-state"], swiftSettings: strict),
  ] + examples
)
