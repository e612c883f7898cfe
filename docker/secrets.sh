#!/bin/sh
# Makes the passwords that compose.yaml gives its services, once. Who holds docker/secrets/ holds the
# deployment; the files are readable for the accounts inside of the containers, the folder for its
# maker alone.
set -eu
cd -- "$(dirname -- "$0")"

if [ -e secrets/grafana ]; then
  echo "secrets: they are in docker/secrets already"
  exit 0
fi

random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# The name comes last: whoever interrupts this begins anew.
rm -rf secrets.new
mkdir -m 700 secrets.new
postgres=$(random)
redis=$(random)
printf '%s' "$postgres" >secrets.new/postgres-password
printf 'postgres://tidings:%s@postgres:5432/tidings' "$postgres" >secrets.new/database-url
printf 'redis://:%s@redis:6379' "$redis" >secrets.new/redis-url
cat >secrets.new/redis-conf <<END
requirepass $redis
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
END
random >secrets.new/grafana
chmod 444 secrets.new/*
mv secrets.new secrets
echo "secrets: made in docker/secrets"
