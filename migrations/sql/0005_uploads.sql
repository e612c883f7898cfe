-- Uploaded files: what is known of each, and which message carries it. The bytes are elsewhere, under
-- a key that nobody sees. Mutable, and outside the log: a file's name is somebody's text.

set role tidings_owner;

-- A row without message_id belongs to its uploader alone. A send reserves the row before it is decided;
-- `holds` counts the attempts to send under the same message id that were not refused, so that one that is
-- refused does not free what another one sends. `sent` is set once the log was seen to have the message.
create table app.uploads (
  id uuid primary key,
  owner uuid not null,
  key text collate "C" not null unique,
  preview_key text collate "C" unique,
  preview_size bigint,
  preview_type text collate "C",
  name text not null,
  size bigint not null check (size > 0),
  content_type text collate "C" not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  width integer,
  height integer,
  state text not null check (state in ('ready', 'scanning', 'refused')),
  created_at timestamptz not null default now(),
  conversation_id uuid,
  message_id uuid,
  reserved_at timestamptz,
  holds integer not null default 0,
  sent boolean not null default false,
  check ((preview_key is null) = (preview_size is null) and (preview_key is null) = (preview_type is null)),
  check (
    (message_id is null and conversation_id is null and reserved_at is null and holds = 0 and not sent)
    or (message_id is not null and conversation_id is not null and reserved_at is not null and holds > 0))
);
create index uploads_owner on app.uploads (owner, id);
create index uploads_unsent on app.uploads (owner) include (size) where message_id is null;
create index uploads_unreserved on app.uploads (created_at) where message_id is null;
create index uploads_unsettled on app.uploads (reserved_at) where message_id is not null and not sent;
create index uploads_scanning on app.uploads (created_at) where state = 'scanning';

-- All files of one request, or none: false where the owner would have more than `bytes_max` not yet sent.
-- The lock is taken by a statement of its own, so that the sum sees what its last holder committed.
create function app.record_uploads(
  whose uuid, bytes_max bigint, ids uuid[], keys text[], preview_keys text[], preview_sizes bigint[],
  preview_types text[], names text[], sizes bigint[], content_types text[], sha256s bytea[], widths integer[], heights integer[],
  states text[]
) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  unsent bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(whose::text, 1970433121));
  select coalesce(sum(size), 0) into unsent from app.uploads where owner = whose and message_id is null;
  if unsent + (select coalesce(sum(size), 0) from unnest(sizes) as s(size)) > bytes_max then
    return false;
  end if;
  insert into app.uploads (
    id, owner, key, preview_key, preview_size, preview_type, name, size, content_type, sha256,
    width, height, state)
  select
    u.id, whose, u.key, u.preview_key, u.preview_size, u.preview_type, u.name, u.size,
    u.content_type, u.sha256, u.width, u.height, u.state
  from unnest(
    ids, keys, preview_keys, preview_sizes, preview_types, names, sizes, content_types, sha256s,
    widths, heights, states
  ) as u(
    id, key, preview_key, preview_size, preview_type, name, size, content_type, sha256,
    width, height, state);
  return true;
end
$$;

-- Reserves all of the files for a message, or none. Answers one row per file that stands in the way, by
-- its place from 1, or no row. A repeat for the message that has them already is fine, whatever was found
-- out about a file since: it has to get its first answer. Rows are locked in one order, so that two sends of the same files wait for
-- each other and never for ever.
create function app.reserve_uploads(whose uuid, conversation uuid, message uuid, ids uuid[])
returns table (place bigint, obstacle text)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform from app.uploads u where u.owner = whose and u.id = any(ids) order by u.id for update;
  return query
    select a.n,
      case
        when u.id is null then 'unknown'
        when u.message_id is null then 'refused'
        else 'in-use'
      end
    from unnest(ids) with ordinality as a(id, n)
    left join app.uploads u on u.id = a.id and u.owner = whose
    where u.id is null
      or (u.message_id is null and u.state = 'refused')
      or u.message_id <> message
      or u.conversation_id <> conversation
    order by a.n;
  if not found then
    update app.uploads u
    set conversation_id = conversation, message_id = message, reserved_at = now(), holds = u.holds + 1
    where u.id = any(ids);
  end if;
end
$$;

-- Takes out files that no message carries: unreserved for a day, or reserved a day ago for a message that
-- the log does not have. Whether it has it is asked under the head's lock: whoever appends now is either
-- seen or comes after. Rows that somebody is reserving at this moment are left for next time.
create function app.take_swept_uploads(rows_max integer)
returns table (key text, preview_key text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    delete from app.uploads
    where id in (
      select id from app.uploads
      where message_id is null and created_at < now() - interval '24 hours'
      order by created_at limit rows_max for update skip locked)
    returning key, preview_key;
  if exists (
    select from app.uploads
    where message_id is not null and not sent and reserved_at < now() - interval '24 hours')
  then
    perform log.lock_head();
    return query
      with old as materialized (
        select id, exists (
          select from log.events e
          where e.message_id = u.message_id
            and e.aggregate_type = 'Conversation' and e.aggregate_id = u.conversation_id::text
            and e.event_type = 'MessageSent') as is_sent
        from app.uploads u
        where message_id is not null and not sent and reserved_at < now() - interval '24 hours'
        order by reserved_at limit rows_max for update skip locked
      ),
      kept as (
        update app.uploads u set sent = true from old where u.id = old.id and old.is_sent
      )
      delete from app.uploads u using old where u.id = old.id and not old.is_sent
      returning u.key, u.preview_key;
  end if;
end
$$;

revoke all on function app.record_uploads, app.reserve_uploads, app.take_swept_uploads from public;
grant execute on function app.record_uploads, app.reserve_uploads to tidings_append;
grant execute on function app.take_swept_uploads to tidings_project;
grant select, insert, update, delete on app.uploads to tidings_append;
grant select on app.uploads to tidings_query;
grant select, update (state) on app.uploads to tidings_project;
grant select, delete on app.uploads to tidings_erase;

reset role;
