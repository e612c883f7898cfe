#!/bin/sh
# Sets up what the tests need beside what `make run` needs: packages of the system, Python tools in
# .tools/venv, npm tools beside the tests that use them. Quick where nothing is missing.
set -eu
cd -- "$(dirname -- "$0")/.."

# Packages of the system: a line for each, with the question whether it is there.
missing=
need() {
  package=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}

# The tests serve from the system's Postgres too, an older one than ours.
has_postgres() {
  for program in /usr/lib/postgresql/*/bin/postgres; do
    if [ -x "$program" ]; then
      return 0
    fi
  done
  command -v postgres
}

need postgresql has_postgres
# Presence is tried on a real Redis.
need redis-server command -v redis-server
# Two of each role are tried behind the gateway (`make cluster`).
need nginx-light test -x /usr/sbin/nginx
# The web client is tried in a real browser.
need chromium test -x "${CHROMIUM:-/usr/bin/chromium}"
# The log is relayed to a real Kafka, which needs Java, and Maven to be fetched with.
has_java() {
  version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ]
}
has_kafka() {
  cmp -s tools/kafka/pom.xml .tools/kafka/pom.xml || command -v mvn
}
need default-jre-headless has_java
need maven has_kafka
need python3-venv python3 -c 'import ensurepip, venv'

install="apt-get install -y --no-install-recommends$missing"
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "setup: the tests need a few packages; run: sudo apt-get update && sudo $install" >&2
    exit 1
  fi
  echo "setup: installing$missing"
  # Only programs are wanted: no cluster, no service.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  # The names are words, to be split.
  # shellcheck disable=SC2086
  apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 $missing
fi

# Python tools. A venv cannot be moved, so it is made in place; the copy of the list, written
# last, tells a whole one.
wanted=tools/requirements.txt
if ! cmp -s "$wanted" .tools/venv/requirements.txt; then
  echo "setup: Python tools into .tools/venv"
  mkdir -p .tools
  python3 -m venv --clear .tools/venv
  .tools/venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" .tools/venv/requirements.txt
fi

# npm tools, in the folder of the tests that use them.
npm_tools() {
  lock=$1/package-lock.json
  if [ ! -e "$lock" ] || cmp -s "$lock" "$1/node_modules/.installed"; then
    return 0
  fi
  echo "setup: npm tools into $1"
  (cd -- "$1" && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error)
  cp "$lock" "$1/node_modules/.installed"
}

tools/kafka.sh fetch
npm_tools tests/oracle
npm_tools tests/e2e
