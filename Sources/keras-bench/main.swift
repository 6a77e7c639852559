print("keras-bench")
