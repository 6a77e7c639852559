extension Case {
  /// All cases, in an order that stays.
  static func all() -> [Case] { layers() + functions() + training() }
}
