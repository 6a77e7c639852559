#!/usr/bin/env bash
# The checks that need no build: formatting, and what a reader shouldn't meet in the sources.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --parallel --recursive Sources Tests Examples Package.swift

failed=0
report() { # report TITLE TEXT: a finding, unless the text is empty
  [ -n "$2" ] || return 0
  printf '%s:\n%s\n' "$1" "$2" >&2
  failed=1
}
report "Longer than 450 lines (split by aspect: Type+Aspect.swift)" \
  "$(find Sources Tests Examples -name '*.swift' -exec wc -l {} + | awk '$2 != "total" && $1 > 450 {print "  " $2 ": " $1}')"
report "Unfinished" "$(grep -rnE 'TODO|FIXME|XXX|[Nn]ot (yet )?implemented|fatalError\(\)' Sources Examples || true)"
report "A precondition without a message" \
  "$(grep -rnE '(precondition|assert)\([^,"]*\)[[:space:]]*$' Sources --include='*.swift' || true)"
report "unsafeFlags (a package with them can't be depended on by version)" "$(grep -n unsafeFlags Package.swift || true)"
exit "$failed"
