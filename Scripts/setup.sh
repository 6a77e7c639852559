#!/usr/bin/env bash
# Installs, with apt-get and only where missing, the system packages that building and running this library takes.
# Says what it installs, asks for root through sudo only when it isn't root already, and is safe to repeat.
set -euo pipefail

missing=()
need() { # need PACKAGE TEST…: the package is missing when the test fails
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
header() {
  local folder
  for folder in /usr/local/include /usr/include "/usr/include/$(uname -m)-linux-gnu"; do
    [ -e "$folder/$1" ] && return
  done
  return 1
}

if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or newer is needed and not on the PATH: https://www.swift.org/install/linux" >&2
  exit 1
fi

# What the Swift toolchain itself is linked with, and what it links programs with. Looked at as files rather than as
# packages, so that copies from elsewhere count.
toolchain=$(dirname "$(readlink -f "$(command -v swift)")")
unresolved=$(ldd "$toolchain/swift-build" 2>/dev/null | awk '/not found/ {print $1}' || true)
for library in $unresolved; do
  case $library in
    libncurses.so.*) missing+=(libncurses6) ;;
    libsqlite3.so.*) missing+=(libsqlite3-0) ;;
    libcurl.so.*) missing+=(libcurl4) ;;
    libxml2.so.*) missing+=(libxml2) ;;
  esac
done
need git command -v git
need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
need g++ sh -c 'ls /usr/lib/gcc/*/*/libstdc++.so && ls /usr/lib/*/crt1.o'
# The linker that Swift calls on Linux: a package of its own in newer systems, part of binutils before.
need binutils-gold command -v ld.gold

need libdnnl-dev header oneapi/dnnl/dnnl.h # oneDNN: the engine's matrix products and convolutions
need libzip-dev header zip.h               # reads and writes npz and model files
need zlib1g-dev header zlib.h              # reads gzipped data sets
need libpng-dev header png.h               # pictures for the command-line tool
need libturbojpeg0-dev header turbojpeg.h

[ ${#missing[@]} -gt 0 ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
install="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null || { [ -n "$sudo" ] && ! command -v sudo >/dev/null; }; then
  printf 'These system packages are missing. Install them as root, then run this again:\n  %s\n' "$install" >&2
  exit 1
fi
echo "Installing system packages: ${missing[*]}"
$sudo apt-get update -q
$sudo env DEBIAN_FRONTEND=noninteractive $install
