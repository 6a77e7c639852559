/// In which direction a plot of a model is read.
public enum PlotDirection: String, Sendable {
  case topToBottom = "TB"
  case leftToRight = "LR"
  case bottomToTop = "BT"
  case rightToLeft = "RL"

  var isHorizontal: Bool { self == .leftToRight || self == .rightToLeft }
}

/// What a plot of a model shows.
struct PlotOptions {
  var showShapes = false
  var showDType = false
  var showLayerNames = false
  var direction = PlotDirection.topToBottom
  var expandNested = false
  var dpi = 200
  var showLayerActivations = false
  var showTrainable = false
}
