#!/bin/sh
# Installs the browsers in which `make browsers` measures the reader's place: Firefox, and WebKitGTK with
# a screen in memory. Not needed by `make test`. Quick where nothing is missing.
set -eu

missing=
need() {
  package=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}

has_minibrowser() {
  for program in "${MINIBROWSER:-}" /usr/lib/*/webkit2gtk-4.1/MiniBrowser; do
    if [ -x "$program" ]; then
      return 0
    fi
  done
  return 1
}

need chromium test -x "${CHROMIUM:-/usr/bin/chromium}"
need firefox-esr test -x "${FIREFOX:-/usr/bin/firefox-esr}"
# The library brings a small browser with it.
need libwebkit2gtk-4.1-0 has_minibrowser
need xvfb command -v Xvfb

if [ -z "$missing" ]; then
  exit 0
fi
install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "setup: the browsers need a few packages; run: sudo apt-get update && sudo $install" >&2
  exit 1
fi
echo "setup: installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# The names are words, to be split.
# shellcheck disable=SC2086
apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 $missing
