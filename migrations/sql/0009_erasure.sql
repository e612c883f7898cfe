-- Erasure: words leave the log, and nothing else of it changes.

set role tidings_owner;

-- Raised in each transaction in which words leave the log, under the head's lock. Whoever appends says
-- on which epoch they decided; what they remember of an older one may hold the words, and would bring
-- them back.
create table log.epoch (
  one boolean primary key default true check (one),
  epoch bigint not null
);
insert into log.epoch (epoch) values (0);

-- Who was erased, for whoever takes their words out and for whoever checks that nobody else's are.
create index events_erased on log.events (position) where event_type = 'UserErased';

-- Whether a payload becomes another one by nothing but this: personal values, `{"text", "salt"}`, are
-- replaced by their digests (docs/evidence.md). No hash of the log covers more than the digests.
create function log.is_redaction(was jsonb, becomes jsonb) returns boolean
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  salt bytea;
  words bytea;
begin
  if was = becomes then
    return true;
  end if;
  if jsonb_typeof(was) = 'array' and jsonb_typeof(becomes) = 'array' then
    return jsonb_array_length(was) = jsonb_array_length(becomes) and not exists (
      select from generate_series(0, jsonb_array_length(was) - 1) as n
      where not log.is_redaction(was -> n, becomes -> n));
  end if;
  if jsonb_typeof(was) <> 'object' or jsonb_typeof(becomes) <> 'object' then
    return false;
  end if;
  if was ?& array['text', 'salt'] and was - array['text', 'salt'] = '{}'
    and jsonb_typeof(was -> 'text') = 'string' and was ->> 'salt' ~ '^[0-9a-f]{32}$'
  then
    salt := decode(was ->> 'salt', 'hex');
    words := convert_to(was ->> 'text', 'UTF8');
    return becomes = jsonb_build_object('digest', encode(sha256(
      int8send(octet_length(salt)) || salt || int8send(octet_length(words)) || words), 'hex'));
  end if;
  return
    not exists (select from jsonb_object_keys(was) as k(key) where not becomes ? k.key)
    and not exists (select from jsonb_object_keys(becomes) as k(key) where not was ? k.key)
    and not exists (
      select from jsonb_each(was) as part
      where not log.is_redaction(part.value, becomes -> part.key));
end
$$;

create function log.refuse_all_but_redaction() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  asked jsonb := new.payload;
begin
  new.payload := old.payload;
  if new is distinct from old or not log.is_redaction(old.payload, asked) then
    raise exception 'the log is append only' using errcode = 'insufficient_privilege';
  end if;
  new.payload := asked;
  return new;
end
$$;

drop trigger append_only on log.events;
create trigger append_only before delete or truncate on log.events
for each statement execute function log.refuse_change();
create trigger changed_by_erasure_alone before update on log.events
for each statement when (current_user <> 'tidings_erase') execute function log.refuse_change();
create trigger words_alone_go before update on log.events
for each row execute function log.refuse_all_but_redaction();

-- As before, and refused where what the batch was decided on is of an older epoch: by a statement after
-- the lock, which whoever erases holds too.
drop function log.append;
create function log.append(
  types text[], ids text[], sequences bigint[], names text[], versions text[], payloads text[],
  metadatas text[], event_ids uuid[], topics uuid[], message_ids uuid[], times timestamptz[],
  hashes bytea[],
  key_users uuid[], keys text[], key_digests bytea[], key_events integer[], key_counts integer[],
  announce boolean, decided_on bigint
) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  base bigint;
  present bigint;
begin
  perform log.lock_head();
  select coalesce(max(position), 0), (select epoch from log.epoch where one)
  into base, present
  from log.events;
  if decided_on is distinct from present then
    raise exception 'words were erased since this was decided' using errcode = 'TD001';
  end if;
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

-- Whether this is the epoch, and so it stays until the transaction ends. For what is made of the log
-- and kept, snapshots and exports: one of an older epoch must not come after the erasure.
create function log.hold_epoch(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from log.epoch where epoch = wanted for share;
  return found;
end
$$;

-- How far each erasure is. `position` is that of the order; up to `scanned` the log has no words of
-- theirs; `subjects` are the digests of the subjects they said, which events of others repeat.
create table app.erasures (
  user_id uuid primary key,
  position bigint not null,
  scanned bigint not null default 0,
  subjects bytea[] not null default '{}',
  done_at timestamptz
);

-- Names that providers gave to people who were erased, as keyed hashes: a token that is still good for
-- one of them makes no new person.
create table app.erased_identities (
  hash bytea primary key check (octet_length(hash) = 32),
  erased_at timestamptz not null default now()
);

-- Gives a name of a provider the user id, unless it has one. The answer is the one it has.
create function app.claim_identity(issuer text, subject text, who uuid, hashed bytea) returns uuid
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  owner uuid;
begin
  insert into app.identities (iss, sub, user_id) values (issuer, subject, who)
  on conflict (iss, sub) do nothing
  returning user_id into owner;
  if owner is not null then
    -- By a statement of its own: the erasure that the first one may have waited for is seen.
    if exists (select from app.erased_identities where hash = hashed) then
      raise exception 'this identity was erased' using errcode = 'TD002';
    end if;
    return owner;
  end if;
  -- The winner's row may be newer than the snapshot of the statement that lost to it.
  select user_id into owner from app.identities where iss = issuer and sub = subject;
  return owner;
end
$$;

revoke all on function log.is_redaction, log.refuse_all_but_redaction, log.append, log.hold_epoch,
  app.claim_identity from public;
grant execute on function log.append, log.hold_epoch to tidings_append;
-- An export that was begun before words went is not taken for one that lacks them.
grant execute on function log.hold_epoch to tidings_project;
grant select on log.epoch to tidings_append, tidings_project;
grant execute on function log.lock_head, log.is_redaction to tidings_erase;
grant select on log.identity, log.events, log.epoch, log.snapshots to tidings_erase;
grant update (payload) on log.events to tidings_erase;
grant update (epoch) on log.epoch to tidings_erase;
grant delete on log.snapshots to tidings_erase;
grant select, insert, update on app.erasures to tidings_erase;
-- An export may hold the words: it goes, and says that it failed.
grant update (status, path, finished_at) on app.exports to tidings_erase;
grant select on app.erasures to tidings_append, tidings_project, tidings_query;
grant select, insert on app.erased_identities to tidings_erase;
grant select, delete on app.erased_identities to tidings_append;
grant execute on function app.claim_identity to tidings_append;

reset role;
