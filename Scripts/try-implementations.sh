#!/bin/sh
# Tries the implementations that the engine picks, oneDNN's and its own, over random arguments in guarded memory and against
# the reference interpreter, at each instruction set; says which ones ran. About ten minutes.
# Usage: Scripts/try-implementations.sh [TRIALS] [SEED]
set -eu
cd "$(dirname "$0")/.."
export KERAS_TRIALS="${1:-500}" KERAS_TRIALS_SEED="${2:-1}"
for isa in SSE41 AVX2 AVX512_CORE DEFAULT; do
  echo "-- ONEDNN_MAX_CPU_ISA=$isa"
  ONEDNN_MAX_CPU_ISA=$isa swift test -c release --disable-xctest --filter ImplementationTrials |
    grep -E "trials:|beside its memory|off by|Test run"
done
