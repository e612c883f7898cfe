#!/bin/sh
# A Kafka broker of one's own: one node, on loopback, from the jars of Apache Kafka.
#
#   tools/kafka.sh fetch                         jars into .tools/kafka; quick where they are there
#   tools/kafka.sh run DIR [PORT [CONTROLLER]]   serves from a folder [9092, 9093], says `ready HOST:PORT`,
#                                                and ends with its standard input
#
# Whoever starts it holds the other end of its standard input: however that ends, the broker does too.
# In DIR are `pid`, to kill it, `server.log` and the data. `sleep infinity | tools/kafka.sh run /tmp/kafka`
# is one to play with.
set -eu
cd -- "$(dirname -- "$0")/.."
here=$(pwd)
jars=$here/.tools/kafka
# The classes that a start needs, as the JVM keeps them: half of the time of a start.
archive=$jars/classes.jsa

has_java() {
  version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ]
}

die() {
  echo "kafka: $1" >&2
  exit 1
}

# What the JVM runs with; the order of the jars has to be the archive's.
jvm() {
  class=$1
  shift
  path=$(find "$jars" -name '*.jar' | LC_ALL=C sort | tr '\n' ':')
  # The options are words, to be split.
  # shellcheck disable=SC2086
  exec java -Xms64m -Xmx256m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError \
    -Djava.awt.headless=true -Djava.net.preferIPv4Stack=true -Dlog4j2.disableJmx=true \
    -Dlog4j2.configurationFile="$here/tools/kafka/log4j2.properties" \
    ${options:-} -cp "$path" "$class" "$@"
}

fetch() {
  if ! cmp -s tools/kafka/pom.xml "$jars/pom.xml"; then
    command -v mvn >/dev/null || die "there is no Maven to fetch Kafka with: run \`make setup\`"
    echo "setup: Kafka into .tools/kafka" >&2
    rm -rf "$jars"
    mkdir -p "$jars"
    mvn -B -ntp -q -f tools/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory="$jars" \
      >"$jars/fetch.log" 2>&1 || die "Maven did not fetch it: $(cat "$jars/fetch.log")"
    # Written last, it tells a whole set.
    cp tools/kafka/pom.xml "$jars/pom.xml"
  fi
}

# Starts once and stops, to keep the classes. Goes wrong without harm.
record() {
  [ ! -e "$archive" ] || return 0
  aside=$(mktemp -d)
  options="-XX:ArchiveClassesAtExit=$archive.new -Xlog:disable" \
    "$here/tools/kafka.sh" run "$aside" 29392 29393 </dev/null >/dev/null 2>&1 || true
  rm -rf "$aside"
  if [ -e "$archive.new" ]; then
    mv "$archive.new" "$archive"
  fi
}

run() {
  data=$1 port=${2:-9092} controller=${3:-9093}
  has_java || die "there is no Java 17 or newer to run Kafka with: run \`make setup\`"
  [ -e "$jars/pom.xml" ] || die "there is no Kafka in .tools: run \`make setup\`"
  if [ -z "${options:-}" ] && [ -e "$archive" ]; then
    options="-XX:SharedArchiveFile=$archive -Xshare:auto -Xlog:disable"
  fi
  mkdir -p "$data"
  sed -e "s|@PORT@|$port|g; s|@CONTROLLER@|$controller|g; s|@DATA@|$data/data|g" \
    tools/kafka/server.properties >"$data/server.properties"
  if [ ! -e "$data/data/meta.properties" ]; then
    (options= && jvm kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw \
      -c "$data/server.properties" --standalone) >"$data/format.log" 2>&1 ||
      die "the broker's folder cannot be made: $(tail -n 3 "$data/format.log")"
  fi
  : >"$data/server.log"
  jvm kafka.Kafka "$data/server.properties" >"$data/server.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$data/pid"
  trap 'stop' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  until grep -q 'Kafka Server started' "$data/server.log"; do
    kill -0 "$pid" 2>/dev/null || die "the broker ended: $(tail -n 5 "$data/server.log")"
    sleep 0.05
  done
  echo "ready 127.0.0.1:$port"
  cat >/dev/null
}

stop() {
  kill -TERM "$pid" 2>/dev/null || true
  # It flushes what it has; who is in a hurry kills it.
  wait "$pid" 2>/dev/null || true
}

case ${1:-} in
  fetch)
    fetch
    if has_java; then
      record
    fi
    ;;
  run)
    shift
    [ $# -ge 1 ] || die "say where: tools/kafka.sh run DIR"
    case $1 in
      /*) run "$@" ;;
      *) die "the folder has to be an absolute path, not $1" ;;
    esac
    ;;
  *)
    sed -n '2,12s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
