-- The log: append only, one global order, one dense sequence per stream.
--
-- Nobody but the owner holds a right to insert: log.append is the only way in. Each pool of the
-- program does `set role` to one of the roles below, which cannot log in by themselves.

do $$
declare
  name text;
begin
  foreach name in array array['tidings_owner', 'tidings_append', 'tidings_project', 'tidings_query', 'tidings_erase'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
    execute format('grant %I to %I', name, session_user);
  end loop;
  execute format('grant create on database %I to tidings_owner', current_database());
end
$$;

create extension if not exists unaccent;
create extension if not exists pg_trgm;

set role tidings_owner;

create schema log;
create schema read;
create schema app;

-- Which log this is. A copy of the database is another incarnation of it (see `tidings adopt`).
create table log.identity (
  one boolean primary key default true check (one),
  log_id uuid not null,
  incarnation integer not null check (incarnation > 0),
  system_identifier text not null,
  timeline integer not null,
  since timestamptz not null default now()
);

-- The first seven columns are those of postgres-es, so that its stock repository can load any
-- stream. Collation "C": ids are compared as bytes, the same on every machine.
create table log.events (
  aggregate_type text collate "C" not null,
  aggregate_id text collate "C" not null,
  sequence bigint not null check (sequence > 0),
  event_type text collate "C" not null,
  event_version text collate "C" not null,
  payload jsonb not null,
  metadata jsonb not null,
  position bigint not null check (position > 0),
  event_id uuid not null,
  topic uuid,
  message_id uuid,
  occurred_at timestamptz not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (aggregate_type, aggregate_id, sequence)
);
create unique index events_position on log.events (position);
create index events_topic on log.events (topic, position) where topic is not null;
create index events_message on log.events (message_id, sequence) where message_id is not null;

-- What a key did, for ever, without a stored answer: the answer is rendered from the events.
create table log.keys (
  user_id uuid not null,
  key text collate "C" not null,
  digest bytea not null,
  position bigint not null,
  count integer not null,
  primary key (user_id, key)
);

-- Only to start faster; may be emptied at any time.
create table log.snapshots (
  aggregate_type text collate "C" not null,
  aggregate_id text collate "C" not null,
  sequence bigint not null,
  shape integer not null,
  state jsonb not null,
  hash bytea not null,
  occurred_at timestamptz not null,
  primary key (aggregate_type, aggregate_id)
);

create function log.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'the log is append only' using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete or truncate on log.events
for each statement execute function log.refuse_change();
create trigger append_only before update or delete or truncate on log.keys
for each statement execute function log.refuse_change();

-- Held by whoever appends, until the commit is visible: the next holder's next statement sees it.
create function log.lock_head() returns void
language sql as $$ select pg_advisory_xact_lock(7593480116270133619) $$;

-- Appends a batch and its keys, in one statement and so in one transaction. Positions are dense
-- because `max(position)` is read by a statement of its own, after the lock: in a volatile
-- function each statement sees what was committed before it began. Returns the position before
-- the batch. `key_events` counts from 1 within the batch; 0 is a success without events.
create function log.append(
  types text[], ids text[], sequences bigint[], names text[], versions text[], payloads text[],
  metadatas text[], event_ids uuid[], topics uuid[], message_ids uuid[], times timestamptz[],
  hashes bytea[],
  key_users uuid[], keys text[], key_digests bytea[], key_events integer[], key_counts integer[],
  announce boolean
) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  base bigint;
begin
  perform log.lock_head();
  select coalesce(max(position), 0) into base from log.events;
  insert into log.events (
    aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
    position, event_id, topic, message_id, occurred_at, hash)
  select
    e.type, e.id, e.sequence, e.name, e.version, e.payload::jsonb, e.metadata::jsonb,
    base + e.n, e.event_id, e.topic, e.message_id, e.time, e.hash
  from unnest(
    types, ids, sequences, names, versions, payloads, metadatas, event_ids, topics, message_ids,
    times, hashes
  ) with ordinality as e(
    type, id, sequence, name, version, payload, metadata, event_id, topic, message_id,
    time, hash, n);
  if array_length(keys, 1) > 0 then
    insert into log.keys (user_id, key, digest, position, count)
    select k.user_id, k.key, k.digest, base + k.event, k.count
    from unnest(key_users, keys, key_digests, key_events, key_counts)
      as k(user_id, key, digest, event, count);
  end if;
  if announce then
    perform pg_notify('tidings_log', '');
  end if;
  return base;
end
$$;

revoke all on all functions in schema log from public;
grant usage on schema log to tidings_append, tidings_project, tidings_query, tidings_erase;
grant select on all tables in schema log to tidings_append, tidings_project, tidings_query;
grant insert, update, delete on log.snapshots to tidings_append;
grant execute on function log.lock_head, log.append to tidings_append;
grant usage on schema read, app to tidings_append, tidings_project, tidings_query;

reset role;
