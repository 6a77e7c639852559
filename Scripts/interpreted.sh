#!/bin/sh
# Plans the conformance suite, every golden layer in each data type and the benchmark's training steps at each instruction set,
# and says which operations the reference interpreter has to run: none should be. About ten minutes.
set -eu
cd "$(dirname "$0")/.."
status=0
for isa in SSE41/default AVX2/x86-64-v3 AVX512_CORE/x86-64-v4 AVX512_CORE_BF16/x86-64-v4; do
  export ONEDNN_MAX_CPU_ISA="${isa%/*}" KERAS_INSTRUCTION_SET="${isa#*/}"
  echo "-- $ONEDNN_MAX_CPU_ISA"
  swift test -c release --disable-xctest --filter 'Interpreted(Layer)?Tests' 2>&1 |
    grep -E 'interpreted|Test run' || status=1
  for precision in float32 mixed_bfloat16 float64; do
    .build/release/keras-bench W1b32 W2 W3 W4 W5 W8 W9 --precision $precision --window 0 --windows 1 --no-predict |
      sed -E 's/.*"workload": "([^"]*)".*"dtype": "([^"]*)".*"interpreted": "([^"]*)".*/\1 \2 interpreted: [\3]/'
  done
done
exit $status
