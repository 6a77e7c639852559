/// Which values of a monitored quantity are better.
public enum MonitorMode: Sendable {
  /// What the quantity says: a loss and an error are better when smaller, an accuracy when larger.
  case auto
  /// Smaller values.
  case min
  /// Larger values.
  case max
}
