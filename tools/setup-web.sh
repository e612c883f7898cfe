#!/bin/sh
# Builds the web client in web/dist, from where the build of the binary takes it in. Quick where
# nothing has changed; without Node the binary serves everything but the client.
set -eu
cd -- "$(dirname -- "$0")/../web"

if ! command -v npm >/dev/null ||
  ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
  echo "setup: the web client is left out: it needs Node 20.19 or newer with npm" >&2
  exit 0
fi

# All that the build reads, by content: times mean nothing after a checkout.
sources() {
  find src public index.html package.json package-lock.json tsconfig.json vite.config.ts -type f -exec sha256sum {} + |
    LC_ALL=C sort -k 2 | sha256sum
}

# The copy of the list, written last, tells a whole installation.
if ! cmp -s package-lock.json node_modules/.installed; then
  echo "setup: npm tools into web"
  npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error >/dev/null
  cp package-lock.json node_modules/.installed
fi

# The stamp goes with the folder: whoever else builds takes it away.
stamp=dist/.sources
if [ -e dist/index.html ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(sources)" ]; then
  exit 0
fi
echo "setup: the web client into web/dist"
now=$(sources)
npm run --silent build -- --logLevel warn
printf '%s\n' "$now" >"$stamp"
