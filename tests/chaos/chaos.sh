#!/bin/sh
# Breaks everything and checks what everybody saw: `chaos.sh short` in a few minutes, `chaos.sh long` in
# about an hour. SEED=N repeats a run's choices. What was recorded stays in $out, if something is wrong.
set -eu
cd -- "$(dirname -- "$0")/../.."
built=${CARGO_TARGET_DIR:-target}
out=${CHAOS_OUT:-$(mktemp -d)}
# The database's account must be able to enter.
chmod 711 "$out"
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
kafka=
if [ -e .tools/kafka/pom.xml ]; then
  kafka="--with-kafka tools/kafka.sh"
fi

# One run and its check: chaos NAME PROFILE OPTIONS...
chaos() {
  name=$1 profile=$2
  shift 2
  echo "--- $name, seed $seed"
  # The options are words, to be split.
  # shellcheck disable=SC2086
  "$built/debug/chaos" run --tidings "$built/$profile/tidings" --out "$out/$name" --seed "$seed" $kafka "$@"
  python3 tests/chaos/check.py "$out/$name" || fail "$name"
}

fail() {
  echo "$1 broke a promise: SEED=$seed repeats it, $out/$1 has its history" >&2
  exit 1
}

# A check that finds nothing proves nothing unless it would have found something.
self_test() {
  chaos clean debug --rate 60 --talks 12 --sockets 40 --seconds 5
  python3 tests/chaos/check.py --doctored "$out/clean" || fail clean
}

case ${1:-} in
  short)
    self_test
    chaos all debug --kills 3 --all 3 --postgres 3 --redis 2 --kafka 1 --pauses 3 --crashes
    ;;
  long)
    self_test
    chaos points debug --crashes
    chaos kills release --kills 20
    chaos outages release --all 10 --postgres 5
    chaos kafka release --kafka 1 --kafka-away 60
    chaos pauses release --redis 4 --pauses 20
    "$built/debug/chaos" two --tidings "$built/release/tidings" --out "$out/two"
    ;;
  *)
    sed -n '2,3s/^# //p' "$0"
    exit 2
    ;;
esac
rm -rf "$out"
