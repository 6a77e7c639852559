// Your own table: columns by name, a model that predicts one of them from others, and its predictions as a table.
import ExampleSupport
import Foundation
import Keras

var generator = SeededGenerator(seed: 1)
let rows = (0..<(isTiny ? 60 : 600)).map { _ -> String in
  let (rooms, area) = (Int.random(in: 1...6, using: &generator), Double.random(in: 20...200, using: &generator))
  return "\(["Ulm", "Bonn"].randomElement(using: &generator)!),\(rooms),\(area),\(Double(rooms) * 0.1 + area * 0.01)"
}
try ("town,rooms,area,price\n" + rows.joined(separator: "\n")).write(
  toFile: "houses.csv", atomically: true, encoding: .utf8)

let houses = try CSVTable(contentsOf: "houses.csv")
let x = try houses.tensor(["rooms", "area"])
let y = try houses.tensor("price")
let normalization = Normalization()
try normalization.adapt(x)
let model = Sequential {
  normalization
  Dense(16, activation: .relu)
  Dense(1)
}
model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
let history = try model.fit(x, y, epochs: 30, validationSplit: 0.1)
try CSVTable.write(["price": model.predict(x)], to: "prices.csv")
try x.write(to: "houses.npy")

let again = try Tensor(contentsOf: "houses.npy")
print("towns \(Set(try houses.texts("town")).sorted()), read again \(again.shape)")
print("validation loss \(history["val_loss"].first!) fell to \(history["val_loss"].last!)")
