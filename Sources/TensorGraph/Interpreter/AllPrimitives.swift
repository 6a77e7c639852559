/// Every primitive. Engines' lowerings and the tests' tables are checked against this list; a primitive that the
/// interpreter does not know can't stand in it.
package let allPrimitives: [any Interpreted.Type] = [
  Unary.self, Binary.self, Comparison.self, Select.self,
  Reduce.self, ArgReduce.self, DotGeneral.self,
  Convolution.self, ConvolutionInputGradient.self, ConvolutionKernelGradient.self,
  Pool.self, MaxPoolGradient.self, MaxPoolSelect.self, AveragePoolGradient.self,
  Gather.self, ScatterAdd.self,
  Convert.self, Reshape.self, Transpose.self, Broadcast.self, Concatenation.self, Slice.self, Pad.self, Reverse.self,
  Constant.self, Iota.self, StopGradient.self,
  RandomBits.self, UniformFromBits.self,
  Composite.self, Conditional.self, WhileLoop.self, Scan.self,
]
