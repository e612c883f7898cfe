#!/bin/sh
# All checkouts share one target folder, so that dependencies are built once. Cargo names what it
# builds by its path within the workspace, and calls it fresh by its time alone: a second checkout
# with older files would run the first one's program. So when another checkout was here last, the
# sources become new, and this one's crates are built again.
set -eu
cd -- "$(dirname -- "$0")/.."

mark=$CARGO_TARGET_DIR/checkout
here=$(pwd -P)
if [ -e "$mark" ] && [ "$(cat "$mark")" = "$here" ]; then
  exit 0
fi
find . \( -path ./.git -o -path ./.tools -o -path ./data -o -name node_modules \) -prune -o \
  -type f -name '*.rs' -exec touch {} +
mkdir -p "$CARGO_TARGET_DIR"
printf '%s\n' "$here" >"$mark"
