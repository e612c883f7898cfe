#!/bin/sh
# A cluster on this machine, of plain processes on loopback: Postgres, Redis, Kafka where it is set
# up, two of each role, and nginx before them.
#
#   cluster.sh run             starts everything, and stops it at Ctrl-C
#   cluster.sh up | down       the same in the background
#   cluster.sh start NAME      one part; comes back when it is ready
#   cluster.sh stop NAME       asks one part to end, and waits for it
#   cluster.sh kill NAME       kill -9
#   cluster.sh restart NAME    stop and start
#   cluster.sh status          every part: its process, its address, whether it is ready
#   cluster.sh env             addresses and settings, for other programs
#   cluster.sh tidings ARGS    an operator's command with the cluster's settings
#   cluster.sh wipe            removes what a stopped cluster has left
#
# Settings, of `run` and `up` (kept for the other commands):
#   TIDINGS                    the binary
#   TIDINGS_CLUSTER            the folder: data, logs/, pids/
#   TIDINGS_CLUSTER_PORT       the gateway's port, from which all others are counted (8090)
#   TIDINGS_CLUSTER_KAFKA      on, off (on where tools/kafka.sh has a Kafka)
#   TIDINGS_CLUSTER_DEMO       on, off (on)
#   TIDINGS_CLUSTER_OF         a process: when that is gone, `run` stops and wipes what it started
#   TIDINGS_RATE_LIMITS        on, off (on)
#
# Another part: a name in `parts`, its ports in `port_of`, its start in tools/cluster/start.sh.
set -eu
here=$(cd -- "$(dirname -- "$0")/.." && pwd -P)
# Where Debian has nginx, for shells of ordinary users.
PATH=$PATH:/usr/sbin

# Root's home is closed to those whom Postgres and nginx run as.
if [ "$(id -u)" = 0 ]; then
  cache=/var/cache
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}
fi
cluster=${TIDINGS_CLUSTER:-$cache/tidings-cluster}

# shellcheck source=tools/cluster/process.sh
. "$here/tools/cluster/process.sh"
# shellcheck source=tools/cluster/start.sh
. "$here/tools/cluster/start.sh"

# In the order in which they start; they stop in the opposite one.
parts() {
  echo postgres redis
  if [ "$kafka" = on ]; then
    echo kafka
  fi
  echo command-1 command-2 query-1 query-2 projector-1 projector-2 realtime-1 realtime-2 gateway
}

port_of() {
  case $1 in
  gateway) echo "$port" ;;
  command-1) echo $((port + 1)) ;;
  command-2) echo $((port + 2)) ;;
  query-1) echo $((port + 3)) ;;
  query-2) echo $((port + 4)) ;;
  realtime-1) echo $((port + 5)) ;;
  realtime-2) echo $((port + 6)) ;;
  postgres) echo $((port + 7)) ;;
  redis) echo $((port + 8)) ;;
  kafka) echo $((port + 9)) ;;
  esac
}

operator_port_of() {
  case $1 in
  command-1) echo $((port + 11)) ;;
  command-2) echo $((port + 12)) ;;
  query-1) echo $((port + 13)) ;;
  query-2) echo $((port + 14)) ;;
  realtime-1) echo $((port + 15)) ;;
  realtime-2) echo $((port + 16)) ;;
  projector-1) echo $((port + 17)) ;;
  projector-2) echo $((port + 18)) ;;
  esac
}

# The settings, as `up` was given them.
remember() {
  mkdir -p "$cluster/pids" "$cluster/logs"
  chmod 711 "$cluster"
  kafka=${TIDINGS_CLUSTER_KAFKA:-}
  if [ -z "$kafka" ]; then
    kafka=off
    if [ -e "$here/.tools/kafka/pom.xml" ]; then
      kafka=on
    fi
  fi
  binary=${TIDINGS:-${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/tidings}/release/tidings}
  if [ ! -x "$binary" ]; then
    echo "cluster: there is no $binary: run make cluster, or set TIDINGS" >&2
    exit 1
  fi
  cat >"$cluster/settings" <<END
binary='$binary'
port='${TIDINGS_CLUSTER_PORT:-8090}'
kafka='$kafka'
demo='${TIDINGS_CLUSTER_DEMO:-on}'
rate_limits='${TIDINGS_RATE_LIMITS:-on}'
END
}

recall() {
  if [ ! -e "$cluster/settings" ]; then
    echo "cluster: there is none in $cluster" >&2
    exit 1
  fi
  # shellcheck source=/dev/null
  . "$cluster/settings"
}

known() {
  for part in $(parts); do
    if [ "$part" = "$1" ]; then
      return 0
    fi
  done
  echo "cluster: there is no $1; there are $(parts | tr '\n' ' ')" >&2
  exit 1
}

up() {
  # The stores at once: Kafka takes as long as all others together.
  for part in postgres redis $([ "$kafka" = off ] || echo kafka); do
    is_running "$part" || "start_$part"
  done
  for part in $(parts); do
    start "$part"
  done
}

down() {
  stopping=
  for part in $(parts); do
    stopping="$part $stopping"
  done
  for part in $stopping; do
    end "$part"
  done
}

status() {
  for part in $(parts); do
    state=stopped
    if is_running "$part"; then
      state="running $(pid_of "$part")"
      is_ready "$part" || state="$state, not ready"
    fi
    printf '%-12s %-26s %s\n' "$part" "$state" "$(port_of "$part")"
  done
}

environment() {
  settings_of_all
  for part in $(parts); do
    name=$(echo "$part" | tr 'a-z-' 'A-Z_')
    if [ -n "$(port_of "$part")" ]; then
      echo "${name}_PORT=$(port_of "$part")"
    fi
    if [ -n "$(operator_port_of "$part")" ]; then
      echo "${name}_OPERATOR_PORT=$(operator_port_of "$part")"
    fi
  done
}

tell() {
  status
  echo
  echo "logs in $cluster/logs; another shell has: tools/cluster.sh status|kill|stop|start NAME"
  if [ "$demo" = on ]; then
    echo "people to be: Clara (client), Timo (team), Ada (admin), Audrey (auditor) and others"
  fi
  echo "ready http://127.0.0.1:$port"
}

owner_is_gone() {
  [ -n "${TIDINGS_CLUSTER_OF:-}" ] && ! kill -0 "$TIDINGS_CLUSTER_OF" 2>/dev/null
}

# What `run` does last.
finish() {
  trap '' INT TERM
  down
  if [ -n "${TIDINGS_CLUSTER_OF:-}" ]; then
    rm -rf "$cluster"
  fi
  exit "$1"
}

# Until Ctrl-C. A part that ends by itself is told of, once.
watch_over() {
  trap 'finish 0' INT TERM
  told=
  until owner_is_gone; do
    for part in $(parts); do
      case " $told " in
      *" $part "*) is_running "$part" && told=$(echo " $told " | sed "s/ $part / /") ;;
      *)
        if ! is_running "$part"; then
          echo "cluster: $part is not running"
          told="$told $part"
        fi
        ;;
      esac
    done
    sleep 1
  done
  finish 0
}

command=${1:-}
[ $# = 0 ] || shift
case $command in
run)
  remember
  recall
  trap 'finish 1' INT TERM
  up || finish 1
  tell
  watch_over
  ;;
up)
  remember
  recall
  up
  tell
  ;;
down) recall && down ;;
start) recall && known "${1:-}" && start "$1" ;;
stop) recall && known "${1:-}" && end "$1" ;;
kill) recall && known "${1:-}" && kill_hard "$1" ;;
restart) recall && known "${1:-}" && end "$1" && start "$1" ;;
status) recall && status ;;
env) recall && environment ;;
tidings) recall && with_settings "$binary" "$@" ;;
wipe)
  recall
  down
  rm -rf "$cluster"
  ;;
*)
  sed -n '/^#   cluster/s/^#   //p' "$0" >&2
  exit 2
  ;;
esac
