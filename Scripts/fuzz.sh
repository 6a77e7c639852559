#!/usr/bin/env bash
# Feeds a reader of files with damaged ones, without end or for a time: fuzz.sh READER [SECONDS] [options of libFuzzer]
#   READER is hdf5, zip, npz, npy, json, safetensors, idx, gzip, tar, pickle, csv, or all of them one after the other.
# What brings a reader down is kept in .build-fuzz/findings/READER; give such a file as an option to run it alone.
set -euo pipefail
cd "$(dirname "$0")/.."

readers=(hdf5 zip npz npy json safetensors idx gzip tar pickle csv)
reader=${1:-}
seconds=${2:-0}
shift $(($# < 2 ? $# : 2))
files=Tests/FormatsTests/Files
case " ${readers[*]} all " in
  *" $reader "*) ;;
  *)
    echo "fuzz.sh: one of ${readers[*]} or all, not '$reader'" >&2
    exit 2
    ;;
esac

mkdir -p .build-fuzz
program=.build-fuzz/fuzzing
if [ -n "$(find Sources/Formats Tests/Fuzzing -name '*.swift' -newer "$program" 2>/dev/null || echo none)" ]; then
  find Sources/Formats Tests/Fuzzing -name '*.swift' -print0 |
    xargs -0 swiftc -O -whole-module-optimization -parse-as-library -swift-version 6 -package-name keras \
      -module-name Fuzzing -sanitize=fuzzer,address -I Sources/CZip -o "$program"
fi

run() { # run READER SECONDS OPTIONS...
  local name=$1 limit=$2
  shift 2
  local corpus=.build-fuzz/corpus/$name findings=.build-fuzz/findings/$name
  mkdir -p "$corpus" "$findings"
  case $name in
    hdf5) seeds=("$files"/hdf5/*.h5) ;;
    zip) seeds=("$files"/zip/* "$files"/hdf5/*.keras "$files"/deflated.npz) ;;
    npz) seeds=("$files"/*.npz) ;;
    json | csv) seeds=() ;;
    safetensors) seeds=("$files"/safetensors/*) ;;
    gzip) seeds=("$files"/*.gz) ;;
    *) seeds=("$files"/*."$name") ;;
  esac
  # Small ones: the smaller the input, the more often it is tried.
  for seed in "${seeds[@]}"; do
    if [ "$(wc -c < "$seed")" -lt 100000 ]; then cp -n "$seed" "$corpus/"; fi
  done
  echo "== $name"
  FUZZ_READER=$name "$program" -max_total_time="$limit" -timeout=20 -rss_limit_mb=2048 -max_len=100000 \
    -artifact_prefix="$findings/" -print_final_stats=1 "$@" "$corpus"
}

if [ "$reader" = all ]; then
  for name in "${readers[@]}"; do run "$name" "$seconds" "$@"; done
else
  run "$reader" "$seconds" "$@"
fi
