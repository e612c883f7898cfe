# How each part starts, says that it is ready, and is asked to end.
# shellcheck shell=sh
# shellcheck disable=SC2154 # cluster.sh has read the settings.

kind_of() {
  case $1 in
  *-1 | *-2) echo role ;;
  *) echo "$1" ;;
  esac
}

say_goodbye() {
  case $1 in
  # Its fast shutdown; TERM would wait for clients.
  postgres) kill -INT "$2" ;;
  # The script and its broker.
  kafka) kill -TERM "-$2" ;;
  *) kill -TERM "$2" ;;
  esac
}

is_ready() {
  case $(kind_of "$1") in
  role) "$binary" health --operator-listen "127.0.0.1:$(operator_port_of "$1")" >/dev/null 2>&1 ;;
  # A server that was killed has left its own: the first line says whose it is.
  postgres)
    [ "$(sed -n '1p;8p' "$cluster/postgres/pgdata/postmaster.pid" 2>/dev/null | tr -d '\n ')" = \
      "$(pid_of postgres)ready" ]
    ;;
  redis) [ "$(redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping 2>/dev/null)" = PONG ] ;;
  kafka) grep -q 'Kafka Server started' "$cluster/kafka/server.log" 2>/dev/null ;;
  gateway) [ -s "$cluster/gateway/nginx.pid" ] ;;
  esac
}

need() {
  if ! command -v "$1" >/dev/null; then
    echo "cluster: there is no $1; run: apt-get install $2" >&2
    exit 1
  fi
}

start_postgres() {
  bin=
  for folder in "${TIDINGS_POSTGRES_BIN:-}" "$here/.tools/postgres/bin" /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then
      bin=$folder
      break
    fi
  done
  if [ -z "$bin" ]; then
    echo "cluster: there is no Postgres; run make setup" >&2
    exit 1
  fi
  home=$cluster/postgres
  mkdir -p "$home"
  # Postgres does not run as root.
  as=
  if [ "$(id -u)" = 0 ]; then
    user=nobody
    if id postgres >/dev/null 2>&1; then
      user=postgres
    fi
    as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups --"
    chown "$user" "$home"
  fi
  if [ ! -e "$home/password" ]; then
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$home/password.new"
    chmod 644 "$home/password.new"
    # The name is written last: whoever kills this begins anew.
    rm -rf "$home/pgdata"
    # $as is a command and its arguments.
    # shellcheck disable=SC2086
    $as "$bin/initdb" --pgdata "$home/pgdata" --username tidings --pwfile "$home/password.new" \
      --auth scram-sha-256 --encoding UTF8 --locale C >>"$cluster/logs/postgres.log" 2>&1
    chmod 600 "$home/password.new"
    mv "$home/password.new" "$home/password"
  fi
  # shellcheck disable=SC2086
  launch postgres $as "$bin/postgres" -D "$home/pgdata" -p "$(port_of postgres)" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 \
    -c wal_compression=on -c max_wal_size=2GB -c jit=off -c timezone=UTC
}

start_redis() {
  need redis-server redis-server
  mkdir -p "$cluster/redis"
  launch redis redis-server --bind 127.0.0.1 --port "$(port_of redis)" --dir "$cluster/redis" \
    --save '' --appendonly no --maxmemory 256mb --maxmemory-policy noeviction
}

start_kafka() {
  home=$cluster/kafka
  mkdir -p "$home"
  # It ends with its standard input: this one has no end.
  [ -p "$home/never" ] || mkfifo "$home/never"
  rm -f "$home/server.log"
  # shellcheck disable=SC2016 # for the inner shell
  launch kafka sh -c 'exec "$1" run "$2" "$3" "$4" <>"$2/never"' kafka \
    "$here/tools/kafka.sh" "$home" "$(port_of kafka)" "$((port + 10))"
}

start_gateway() {
  need nginx nginx-light
  home=$cluster/gateway
  mkdir -p "$home"
  cp "$here/docker/gateway/nginx.conf" "$home/nginx.conf"
  upstreams >"$home/upstreams.conf"
  echo "listen 127.0.0.1:$port;" >"$home/listen.conf"
  rm -f "$home/nginx.pid"
  # Two for each connection that is passed on. Shells have it, POSIX or not.
  # shellcheck disable=SC3045
  ulimit -n "$(ulimit -H -n)"
  launch gateway nginx -e stderr -p "$home" -c "$home/nginx.conf" -g 'daemon off;'
}

# The nodes, as docker/gateway/upstreams.conf has them for compose. Here a node that is away refuses at
# once, so none is left out for a while: two that are exchanged within a second would both be.
upstreams() {
  for group in command-commands query-queries realtime-sockets; do
    role=${group%%-*}
    echo "upstream ${group#*-} {"
    for number in 1 2; do
      echo "    server 127.0.0.1:$(port_of "$role-$number") max_fails=0;"
    done
    [ "$role" = realtime ] || echo "    keepalive 64; keepalive_timeout 10s;"
    echo "}"
  done
  for number in 1 2; do
    echo "upstream realtime_$number { server 127.0.0.1:$(port_of "realtime-$number"); }"
  done
  echo "map \$arg_sid \$sockets_of_sid {"
  echo "    default sockets;"
  for number in 1 2; do
    echo "    \"~^realtime-$number-[0-9a-f]{32}\$\" realtime_$number;"
  done
  echo "}"
}

# What all processes of the deployment are told, a line each.
settings_of_all() {
  echo "DATABASE_URL=postgres://tidings:$(cat "$cluster/postgres/password")@127.0.0.1:$(port_of postgres)/postgres"
  echo "REDIS_URL=redis://127.0.0.1:$(port_of redis)"
  if [ "$kafka" = on ]; then
    echo "KAFKA_BROKERS=127.0.0.1:$(port_of kafka)"
  fi
  echo "TIDINGS_DATA=$cluster/data"
  echo "TIDINGS_PUBLIC_URL=http://127.0.0.1:$port"
  echo "TIDINGS_TRUSTED_PROXIES=127.0.0.1"
  echo "TIDINGS_RATE_LIMITS=$rate_limits"
  if [ "$demo" = on ]; then
    echo "TIDINGS_DEMO=true"
  fi
}

# Runs a program with these settings and no other ones of ours.
with_settings() (
  for name in $(env | sed -n 's/^\(TIDINGS_[A-Z_]*\)=.*/\1/p') DATABASE_URL REDIS_URL KAFKA_BROKERS; do
    case $name in
    TIDINGS_LOG | TIDINGS_POSTGRES_BIN) ;;
    *) unset "$name" ;;
    esac
  done
  while IFS= read -r line; do
    export "${line?}"
  done <<END
$(settings_of_all)
END
  "$@"
)

start_role() {
  role=${1%-*}
  case $role in
  command | query) role=$role-api ;;
  esac
  set -- "$1" "$role" --operator-listen "127.0.0.1:$(operator_port_of "$1")"
  if [ -n "$(port_of "$1")" ]; then
    set -- "$@" --listen "127.0.0.1:$(port_of "$1")"
  fi
  name=$1
  shift
  with_settings launch "$name" "$binary" "$@" --node "$name"
}
