extension Model {
  /// The callback that shows progress, if any.
  package func progress(_ verbosity: Verbosity) -> [Callback] {
    switch verbosity {
    case .silent: []
    case .progressBar: [ProgressBar(isMoving: true)]
    case .linePerEpoch: [ProgressBar(isMoving: false)]
    case .auto: [ProgressBar(isMoving: ProgressBar.Output.standard.isTerminal)]
    }
  }
}
