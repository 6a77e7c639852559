#if THREAD_SANITIZER
  import TensorGraph

  typealias Mutex = WatchedMutex
#endif
