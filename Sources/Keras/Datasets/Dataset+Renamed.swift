// What tf.data calls otherwise: the compiler says the name here. A use of any of these does not compile.

extension Dataset {
  @available(*, unavailable, renamed: "batched(_:)")
  public func batch(_ batchSize: Int) -> Dataset { self }
  @available(*, unavailable, renamed: "shuffled(bufferSize:)")
  public func shuffle(_ bufferSize: Int) -> Dataset { self }
  @available(*, unavailable, renamed: "shuffled(bufferSize:)")
  public func shuffle(bufferSize: Int) -> Dataset { self }
  @available(*, unavailable, renamed: "prefetched(_:)")
  public func prefetch(_ count: Int = 2) -> Dataset { self }
  @available(*, unavailable, renamed: "taking(_:)")
  public func take(_ count: Int) -> Dataset { self }
  @available(*, unavailable, renamed: "skipping(_:)")
  public func skip(_ count: Int) -> Dataset { self }
  @available(*, unavailable, renamed: "repeated(_:)")
  public func `repeat`(_ times: Int? = nil) -> Dataset { self }
}
