-- The read tables: what queries answer from. Built from the log alone, by the projector alone,
-- so all of it can be dropped and built anew (`tidings rebuild`).

set role tidings_owner;

-- How far these tables are: moved in the transaction that changes them.
create table read.checkpoint (
  one boolean primary key default true check (one),
  log_id uuid not null,
  incarnation integer not null,
  position bigint not null
);

create table read.users (
  id uuid primary key,
  role text not null,
  name text,
  registered_at timestamptz not null
);

create table read.projects (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table read.project_members (
  project_id uuid not null references read.projects,
  user_id uuid not null references read.users,
  since timestamptz not null,
  primary key (project_id, user_id)
);
create index project_members_user on read.project_members (user_id, project_id);

-- `messages_sent` is the ordinal of the newest message; deleted ones keep theirs.
create table read.conversations (
  id uuid primary key,
  project_id uuid not null references read.projects,
  subject text not null,
  status text not null,
  version bigint not null,
  created_by uuid not null references read.users,
  created_at timestamptz not null,
  last_seq bigint not null,
  last_activity_at timestamptz not null,
  messages_sent bigint not null,
  last_message_seq bigint
);
create index conversations_activity on read.conversations (last_activity_at desc, id desc);
create index conversations_project on read.conversations (project_id, last_activity_at desc, id desc);

create table read.messages (
  conversation_id uuid not null references read.conversations,
  seq bigint not null,
  id uuid not null,
  ordinal bigint not null,
  version bigint not null,
  author_id uuid not null references read.users,
  body text not null,
  reply_to_seq bigint,
  sent_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  deleted_by uuid references read.users,
  erased boolean not null default false,
  primary key (conversation_id, seq),
  unique (conversation_id, id),
  foreign key (conversation_id, reply_to_seq) references read.messages
);

-- One row per person and conversation, for those who left too (`left_seq`).
-- unread = conversation.messages_sent - read_ordinal - own_after: one row changes per message
-- (the author's), not one per participant.
--   read_ordinal  ordinal of the newest message at or below read_seq
--   own_after     the person's own messages above read_seq; for those who left too, since an admin
--                 may write on
-- Who comes back starts anew: joined_seq and read_seq are the sequence that brought them in.
create table read.conversation_participants (
  conversation_id uuid not null references read.conversations,
  user_id uuid not null references read.users,
  joined_seq bigint not null,
  joined_at timestamptz not null,
  left_seq bigint,
  left_at timestamptz,
  read_seq bigint not null,
  read_ordinal bigint not null,
  own_after bigint not null,
  primary key (conversation_id, user_id)
);
create index conversation_participants_user on read.conversation_participants (user_id) where left_seq is null;

-- One row is one act of reading: who read everything above after_seq up to up_to_seq, when.
create table read.message_read_receipts (
  conversation_id uuid not null references read.conversations,
  user_id uuid not null references read.users,
  after_seq bigint not null,
  up_to_seq bigint not null,
  read_at timestamptz not null,
  primary key (conversation_id, user_id, up_to_seq)
);

grant select on all tables in schema read to tidings_append, tidings_query;
grant select, insert, update, delete on all tables in schema read to tidings_project;

-- Rebuilding: the same tables in `read_next`, filled from position 0 while `read` goes on, and then
-- put in its place. The functions stand in `app`, since `read` itself is exchanged.

-- Makes `read_next` after the picture of `read`: columns, defaults, constraints, indexes by the same
-- names, and grants. One that is there already is kept, so that a rebuild that was killed goes on,
-- unless it is of another shape (the tables were migrated since) or of another log.
create function app.prepare_read_next(log uuid, life integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part record;
begin
  if to_regnamespace('read_next') is not null then
    if app.shape_of('read') = app.shape_of('read_next') and not exists (
      select from read_next.checkpoint where log_id <> log or incarnation <> life)
    then
      return;
    end if;
    drop schema read_next cascade;
  end if;
  create schema read_next;
  for part in
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
  loop
    execute format(
      'create table read_next.%1$I (like read.%1$I including all excluding indexes)', part.name);
  end loop;
  -- Keys before the foreign keys that need them. Checks came with the columns.
  for part in
    select c.relname as name, k.conname as key,
      replace(pg_get_constraintdef(k.oid), ' REFERENCES read.', ' REFERENCES read_next.') as definition
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    where k.connamespace = 'read'::regnamespace and k.contype in ('p', 'u', 'f')
    order by k.contype = 'f', c.relname, k.conname
  loop
    execute format('alter table read_next.%I add constraint %I %s', part.name, part.key, part.definition);
  end loop;
  for part in
    select replace(pg_get_indexdef(i.indexrelid), ' ON read.', ' ON read_next.') as definition
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'read'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
  loop
    execute part.definition;
  end loop;
  for part in
    select c.relname as name, a.privilege_type as privilege, a.grantee::regrole as grantee
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = 'read'::regnamespace and c.relkind = 'r' and a.grantee <> c.relowner
  loop
    execute format('grant %s on read_next.%I to %s', part.privilege, part.name, part.grantee);
  end loop;
  for part in
    select a.privilege_type as privilege, a.grantee::regrole as grantee
    from pg_namespace n, aclexplode(n.nspacl) a
    where n.nspname = 'read' and a.grantee <> n.nspowner
  loop
    execute format('grant %s on schema read_next to %s', part.privilege, part.grantee);
  end loop;
end
$$;

-- Everything about the columns, keys and indexes of a schema that a rebuild must copy.
create function app.shape_of(schema text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select md5(string_agg(line, ';' order by line))
  from (
    select format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) as line
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = to_regnamespace(schema) and c.relkind = 'r'
    union all
    select replace(pg_get_indexdef(i.indexrelid), ' ON ' || schema || '.', ' ON ')
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace = to_regnamespace(schema)
    union all
    select replace(pg_get_constraintdef(k.oid), ' REFERENCES ' || schema || '.', ' REFERENCES ')
    from pg_constraint k
    where k.connamespace = to_regnamespace(schema)
  ) as shape
$$;

-- Puts `read_next` in the place of `read`. No table is locked but the live checkpoint, and that against
-- writers only, so nobody who reads waits; the old tables stay as `read_old` until `app.drop_read_old`.
-- Tables that are ahead of the log are of one that was restored since: they hold nothing back.
create function app.swap_read_next() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  lock table read.checkpoint in exclusive mode;
  if exists (
    select from read.checkpoint live, read_next.checkpoint next
    where next.position < live.position
      and live.position <= (select coalesce(max(position), 0) from log.events))
  then
    raise exception 'the rebuilt tables are behind the live ones';
  end if;
  alter schema read rename to read_old;
  alter schema read_next rename to read;
end
$$;

create function app.drop_read_old() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  drop schema if exists read_old cascade;
end
$$;

revoke all on function app.prepare_read_next, app.shape_of, app.swap_read_next, app.drop_read_old from public;
grant execute on function app.prepare_read_next, app.swap_read_next, app.drop_read_old to tidings_project;

reset role;
