/// What a call of a layer says besides its tensors; a model that repeats the call says it again.
package struct CallOptions: Sendable, Hashable {
  /// What each tensor is, where their number alone does not say it.
  package var roles: [String]
  /// Switches that are on.
  package var flags: Set<String>

  package init(roles: [String] = [], flags: Set<String> = []) {
    self.roles = roles
    self.flags = flags
  }
}
