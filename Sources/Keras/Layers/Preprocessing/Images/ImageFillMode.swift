/// What stands outside an image that is turned, zoomed or shifted.
public enum ImageFillMode: String, Sendable, Hashable, Codable {
  /// The image mirrored at its edges, the edge itself twice: `d c b a | a b c d | d c b a`.
  case reflect
  /// The image again: `a b c d | a b c d | a b c d`.
  case wrap
  /// One value.
  case constant
  /// The pixel of the edge.
  case nearest

  /// Places in an image of `length` pixels to which places outside of it correspond.
  func inside(_ place: Tensor, length: Int) -> Tensor {
    let last = Double(length - 1)
    switch self {
    case .constant: return place
    case .nearest: return clip(place, 0, last)
    case .reflect:
      guard length > 1 else { return place * 0 }
      let period = Double(2 * length)
      // Both sides are brought into one period first.
      let low = which(place .< -period, place + period * towardsZero(-place / period), place)
      let left = which(low .< -Double(length), low + period, -low - 1)
      let high = place - period * towardsZero(place / period)
      let right = which(high .>= Double(length), period - high - 1, high)
      return clip(which(place .< 0, left, which(place .> last, right, place)), 0, last)
    case .wrap:
      guard length > 1 else { return place * 0 }
      let left = place + Double(length) * (towardsZero(-place / last) + 1)
      let right = place - Double(length) * towardsZero(place / last)
      return clip(which(place .< 0, left, which(place .> last, right, place)), 0, last)
    }
  }

  private func towardsZero(_ x: Tensor) -> Tensor { sign(x) * floor(abs(x)) }
}
