#!/usr/bin/env bash
# Runs the tests under one sanitizer, in a build folder of its own: sanitize.sh address|thread [arguments of swift test]
# What third parties do is excepted by name in Scripts/sanitizers.
set -euo pipefail
cd "$(dirname "$0")/.."

lists=$PWD/Scripts/sanitizers
sanitizer=$1
shift
case $sanitizer in
  address)
    scratch=.build-asan
    export ASAN_OPTIONS=detect_leaks=1
    export LSAN_OPTIONS="suppressions=$lists/leaks.txt:print_suppressions=0"
    ;;
  thread)
    scratch=.build-tsan
    export TSAN_OPTIONS="suppressions=$lists/threads.txt"
    # Locks that the sanitizer knows: see WatchedMutex.
    set -- -Xswiftc -DTHREAD_SANITIZER "$@"
    ;;
  *)
    echo "sanitize.sh: address or thread, not '$sanitizer'" >&2
    exit 2
    ;;
esac
echo "== $sanitizer sanitizer"
# Optimised: what runs is what users run, and the tests' own loops would take hours otherwise. Assertions are tested by
# `make debug-test`. The linker says of each of the sanitizer's own symbols that it stays local.
swift test --configuration release --disable-xctest --sanitize "$sanitizer" --scratch-path "$scratch" "$@" 2>&1 |
  grep --line-buffered -v 'ld.gold: warning: Cannot export local symbol'
