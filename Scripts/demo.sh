#!/usr/bin/env bash
# Builds and runs the demonstration: demo.sh PRODUCT [its arguments]
set -euo pipefail
cd "$(dirname "$0")/.."

product=$1
shift
swift build --configuration release --product "$product"
exec "$(swift build --configuration release --show-bin-path)/$product" "$@"
