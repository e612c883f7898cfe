# Processes by name: each in a session of its own, so that Ctrl-C reaches the script alone. A number
# may be given to another process later, so the file has the time of the start as well.
# shellcheck shell=sh
# shellcheck disable=SC2154 # cluster.sh says what $cluster is.

# When a process started, in the kernel's ticks. The name before it may hold anything.
started_at() {
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

pid_of() {
  cut -d ' ' -f 1 "$cluster/pids/$1" 2>/dev/null
}

is_running() {
  [ -e "$cluster/pids/$1" ] || return 1
  read -r pid since <"$cluster/pids/$1" || return 1
  # What ended and was not waited for is still in the list: a zombie.
  [ "$(started_at "$pid")" = "$since" ] &&
    [ "$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d ' ' -f 1)" != Z ]
}

# launch NAME PROGRAM ARGS
launch() {
  name=$1
  shift
  setsid "$@" </dev/null >>"$cluster/logs/$name.log" 2>&1 &
  echo "$! $(started_at "$!")" >"$cluster/pids/$name"
}

# Waits until a part is ready, or is no longer there.
await() {
  turns=0
  until is_ready "$1"; do
    turns=$((turns + 1))
    if ! is_running "$1"; then
      return 1
    fi
    if [ "$turns" -gt 600 ]; then
      echo "cluster: $1 is not ready after a minute" >&2
      return 1
    fi
    sleep 0.1
  done
}

start() {
  if is_running "$1" && await "$1"; then
    return 0
  fi
  tries=0
  # What was killed may hold its port or its memory for a moment.
  until start_"$(kind_of "$1")" "$1" && await "$1"; do
    tries=$((tries + 1))
    if is_running "$1" || [ "$tries" -ge 20 ]; then
      echo "cluster: $1 did not start; the end of $cluster/logs/$1.log:" >&2
      tail -n 5 "$cluster/logs/$1.log" >&2
      return 1
    fi
    sleep 0.5
  done
}

# Asks a part to end, and waits. What does not, is killed and told of.
end() {
  if is_running "$1"; then
    pid=$(pid_of "$1")
    say_goodbye "$1" "$pid" 2>/dev/null || true
    turns=0
    while is_running "$1"; do
      turns=$((turns + 1))
      if [ "$turns" -gt 300 ]; then
        echo "cluster: $1 did not end within 30 s" >&2
        kill_hard "$1"
        return 1
      fi
      sleep 0.1
    done
  fi
  rm -f "$cluster/pids/$1"
}

# Nothing gets to say good-bye. A part's own children are in its group.
kill_hard() {
  if is_running "$1"; then
    pid=$(pid_of "$1")
    kill -KILL "-$pid" 2>/dev/null || true
    turns=0
    while is_running "$1"; do
      turns=$((turns + 1))
      if [ "$turns" -gt 200 ]; then
        echo "cluster: $1 cannot be killed" >&2
        return 1
      fi
      sleep 0.05
    done
  fi
  rm -f "$cluster/pids/$1"
}
