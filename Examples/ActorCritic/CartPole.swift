import Foundation

/// A pole on a cart, which is pushed to the left or right so that the pole stays upright.
///
/// The equations of Barto, Sutton and Anderson (1983), with the usual constants.
struct CartPole {
  /// Position in metres, velocity, angle in radians, angular velocity.
  private(set) var state = (0..<4).map { _ in Float.random(in: -0.05...0.05) }

  /// Pushes for 0.02 s.
  /// - Returns: whether the pole still stands and the cart is on the track.
  mutating func push(right: Bool) -> Bool {
    let gravity: Float = 9.8, poleMass: Float = 0.1, totalMass: Float = 1.1, halfLength: Float = 0.5
    let time: Float = 0.02
    let force: Float = right ? 10 : -10
    let sine = sin(state[2]), cosine = cos(state[2])
    let momentum = poleMass * halfLength * state[3] * state[3] * sine
    let push = (force + momentum) / totalMass
    let inertia = halfLength * (4 / 3 - poleMass * cosine * cosine / totalMass)
    let angular = (gravity * sine - cosine * push) / inertia
    let acceleration = push - poleMass * halfLength * angular * cosine / totalMass
    state = [
      state[0] + time * state[1], state[1] + time * acceleration, state[2] + time * state[3], state[3] + time * angular,
    ]
    return abs(state[0]) < 2.4 && abs(state[2]) < 12 * Float.pi / 180
  }
}
