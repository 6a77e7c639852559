/// Whether an object's class is one of this library's, whose behaviour is known, and not a user's.
func isOfLibrary(_ object: AnyObject) -> Bool { String(reflecting: type(of: object)).hasPrefix("Keras.") }
