// Calls every layer class and function that takes sizes with values at the ends of what they can be: none may kill the process, hang,
// or take more memory than a limit.
//
//   extreme-values              all cases (minutes)
//   extreme-values 20           every 20th
//   extreme-values list         the names of the cases
//   extreme-values one NUMBER   one case, in this process

import Foundation
import Keras

let cases = Case.all()
let arguments = Array(CommandLine.arguments.dropFirst())

switch arguments.first {
case "child": Child.run(cases, from: Int(arguments[1]) ?? 0, stride: Int(arguments[2]) ?? 1)
case "list": for (number, item) in cases.enumerated() { print(number, item.name) }
case "one":
  let item = cases[Int(arguments[1]) ?? 0]
  print(item.name)
  do { try item.run() } catch { print(error) }
default:
  let stride = arguments.first.flatMap { Int($0) } ?? 1
  let failures = try Supervisor(stride: stride, offset: 0).run(count: cases.count)
  for failure in failures { print("\(failure.number) \(cases[failure.number].name): \(failure.reason)") }
  print("\((cases.count + stride - 1) / stride) of \(cases.count) cases, \(failures.count) failed")
  exit(failures.isEmpty ? 0 : 1)
}
