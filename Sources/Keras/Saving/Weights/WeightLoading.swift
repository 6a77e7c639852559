/// Whether weights that layers make are about to be set from a file.
enum WeightLoading {
  @TaskLocal static var isUnderWay = false
}
