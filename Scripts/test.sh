#!/usr/bin/env bash
# Builds everything, the examples that the tests run included, and runs the tests.
#   test.sh release|debug [arguments of swift test, for example --filter Dense]
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=$1
shift
# XCTest is left out (it has no tests here), so that the test runner's closing line is the last one.
swift test --configuration "$configuration" --disable-xctest "$@"
