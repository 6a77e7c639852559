#!/usr/bin/env bash
# Builds everything, the examples that the tests run included, and runs the tests.
#   test.sh release|debug [arguments of swift test, for example --filter Dense]
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=$1
shift
output=$(mktemp)
trap 'rm -f "$output"' EXIT
# XCTest is left out (it has no tests here), so that the test runner's closing line is the last one.
if ! swift test --configuration "$configuration" --disable-xctest "$@" 2>&1 | tee "$output"; then
  # Thousands of lines may lie between a failure and the end: say it once more, and close as the runner does.
  echo "What failed:"
  grep -E '(recorded an issue|error:|Fatal error|Crash)' "$output" | grep -v 'known issue' | head -40 || true
  tail -1 "$output"
  exit 1
fi
