-- What the read tables hold since messages change, carry files and are reported; and who sees which
-- rows of them.

set role tidings_owner;

alter table read.users
  add column email text,
  add column disabled boolean not null default false,
  add column erased boolean not null default false;

-- `subject_by` said the subject, and takes it along when erased. `messages_deleted` counts those that
-- are deleted now; `reports_open` those that nobody has settled.
alter table read.conversations
  add column subject_by uuid references read.users,
  add column messages_deleted bigint not null default 0,
  add column reports_open bigint not null default 0;

-- What went in before: until now the first subject was the only one.
update read.users u
set email = e.payload -> 'email' ->> 'text'
from log.events e
where e.aggregate_type = 'User'
  and e.aggregate_id = u.id::text
  and e.sequence = 1
  and e.payload ? 'email';
update read.conversations
set subject_by = created_by;
alter table read.conversations
  alter column subject_by set not null;
create index conversations_subject_by on read.conversations (subject_by);

-- A deleted message keeps its row and its place, and no text: a restoration brings it back whole.
-- By author: all of them when they are erased. The author alone, which Postgres stores once for many
-- messages.
create index messages_deleted on read.messages (conversation_id, seq) where deleted_at is not null;
create index messages_author on read.messages (author_id);
create index messages_replies on read.messages (conversation_id, reply_to_seq) where reply_to_seq is not null;

-- read_ordinal and own_after are counted from where it is unread: from unread_from on, where it is
-- set, else above read_seq. unread = messages_sent - read_ordinal - own_after - the deleted ones of
-- others from there on, which are few and counted when asked.
-- has_unread: somebody else's message stands there, deleted or not. It changes with the first such
-- message and with the mark, not with each message; without it, all of one's conversations would be
-- counted to tell how much is unread in the few that have something.
alter table read.conversation_participants
  add column unread_from bigint,
  add column muted boolean not null default false,
  add column has_unread boolean not null default false;
update read.conversation_participants p
set has_unread = true
where p.left_seq is null
  and exists (
    select from read.messages m
    where m.conversation_id = p.conversation_id and m.seq > p.read_seq and m.author_id <> p.user_id);
create index conversation_participants_unread on read.conversation_participants (user_id, conversation_id)
where has_unread;
drop index read.conversation_participants_user;
create index conversation_participants_user on read.conversation_participants (user_id, conversation_id)
where left_seq is null;

-- `place` is the file's place in its message, from 0. The files of a deleted message stay, since it may
-- come back; who reads them asks whether it is deleted.
create table read.message_files (
  id uuid primary key,
  conversation_id uuid not null,
  seq bigint not null,
  place integer not null,
  name text not null,
  size bigint not null,
  content_type text not null,
  sha256 text not null,
  width integer,
  height integer,
  has_preview boolean not null,
  state text not null,
  unique (conversation_id, seq, place),
  foreign key (conversation_id, seq) references read.messages
);

-- `snapshot` is the message as it was when it was reported, in the form that clients see;
-- `notes` is [{"by", "at", "text"}].
create table read.message_reports (
  id uuid primary key,
  conversation_id uuid not null,
  seq bigint not null,
  author_id uuid not null references read.users,
  reporter_id uuid not null references read.users,
  reason text not null,
  note text,
  status text not null,
  version bigint not null,
  snapshot jsonb not null,
  assigned_to uuid references read.users,
  outcome text,
  notes jsonb not null default '[]',
  created_at timestamptz not null,
  closed_at timestamptz,
  foreign key (conversation_id, seq) references read.messages
);
create index message_reports_status on read.message_reports (status, created_at desc, id desc);
create index message_reports_message on read.message_reports (conversation_id, seq);
create index message_reports_author on read.message_reports (author_id);
create index message_reports_reporter on read.message_reports (reporter_id);
create index message_reports_notes on read.message_reports using gin (notes jsonb_path_ops);

grant select on all tables in schema read to tidings_append, tidings_query;
grant select, insert, update, delete on all tables in schema read to tidings_project;

-- Who sees which rows. Every query says itself whose rows it wants; these policies are the second wall,
-- should one forget. A transaction of a query sets `app.user`, the id of who asks, or `app.role` to
-- 'admin' or 'auditor' where everything may be read; whoever sets neither sees nothing.
--
-- The views belong to the owner of the tables, who is under no policy: so a policy may ask a table that
-- has one itself. They are planned into the query, where a function would be called for each row.
create view read.me as
select u.id
from read.users u
where u.id = nullif(current_setting('app.user', true), '')::uuid
  and not u.disabled
  and not u.erased;

create view read.my_projects as
select m.project_id
from read.project_members m
where m.user_id = (select id from read.me);

create view read.my_parts as
select p.conversation_id
from read.conversation_participants p
where p.user_id = (select id from read.me)
  and p.left_seq is null;

-- The offset keeps Postgres from going through all conversations of a project instead.
create view read.my_conversations as
select p.conversation_id
from read.conversation_participants p
cross join lateral (
  select
  from read.conversations c
  where c.id = p.conversation_id
    and c.project_id = any(array(select project_id from read.my_projects))
  offset 0
) c
where p.user_id = (select id from read.me)
  and p.left_seq is null;

grant select on read.me, read.my_projects, read.my_parts, read.my_conversations to tidings_query;

do $$
declare
  name text;
  sight text;
begin
  for name, sight in values
    -- Names are no secret among people who may come in: who left is named beside what they said.
    ('users', 'exists (select from read.me)'),
    ('projects', 'id = any(array(select project_id from read.my_projects))'),
    ('project_members', 'project_id = any(array(select project_id from read.my_projects))'),
    -- Each is looked up by its key. Without the offset Postgres might first gather all that the person
    -- takes part in, and a page of fifty would cost what that is.
    ('conversations',
      'project_id = any(array(select project_id from read.my_projects))
       and exists (select from read.my_parts mine where mine.conversation_id = conversations.id offset 0)'),
    ('conversation_participants',
      'user_id = (select id from read.me) and left_seq is null
       or exists (select from read.my_conversations mine where mine.conversation_id = conversation_participants.conversation_id offset 0)'),
    -- A search goes through many of these: the first hundred conversations are gathered once, which is
    -- all that most people have.
    ('messages',
      'conversation_id = any(array(select conversation_id from read.my_conversations order by conversation_id limit 100))
       or exists (select from read.my_conversations mine where mine.conversation_id = messages.conversation_id offset 0)'),
    ('message_files',
      'exists (select from read.my_conversations mine where mine.conversation_id = message_files.conversation_id offset 0)'),
    ('message_read_receipts',
      'exists (select from read.my_conversations mine where mine.conversation_id = message_read_receipts.conversation_id offset 0)'),
    -- Nobody in a conversation can notice a report.
    ('message_reports', 'false')
  loop
    execute format('alter table read.%I enable row level security', name);
    execute format(
      $policy$create policy seen on read.%I for select to tidings_query
        using ((select current_setting('app.role', true) in ('admin', 'auditor')) or (%s))$policy$, name, sight);
    execute format('create policy written on read.%I to tidings_project using (true) with check (true)', name);
    -- The writer decides for everybody, and by the log: there is nobody whose sight it could have.
    execute format('create policy decided on read.%I for select to tidings_append using (true)', name);
  end loop;
end
$$;

-- Conversations of which an event could not be projected: since that position their rows stand still,
-- and what would be read of them is refused. A rebuild begins without any; those that it has to hold
-- itself stand in the second table until it swaps.
create table app.parked (
  conversation_id uuid primary key,
  position bigint not null,
  event text not null,
  reason text not null,
  since timestamptz not null default now()
);
create table app.parked_next (like app.parked including all);
grant select on app.parked to tidings_query;
grant select, insert on app.parked, app.parked_next to tidings_project;

-- How far those are who follow the log to do something else than write tables.
create table app.followers (
  name text collate "C" primary key,
  log_id uuid not null,
  incarnation integer not null,
  position bigint not null
);
grant select, insert, update on app.followers to tidings_project;

-- As before, and with the views, the policies and what is parked. What only readers need, and what only
-- checks, comes when the tables are full (`app.finish_read_next`): made at once it costs a fifth of what
-- it costs row by row. The schema's comment says of which shape it will be.
create or replace function app.prepare_read_next(log uuid, life integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part record;
begin
  if to_regnamespace('read_next') is not null then
    if obj_description(to_regnamespace('read_next'), 'pg_namespace') = app.shape_of('read') and not exists (
      select from read_next.checkpoint where log_id <> log or incarnation <> life)
    then
      return;
    end if;
    drop schema read_next cascade;
  end if;
  delete from app.parked_next;
  create schema read_next;
  execute format('comment on schema read_next is %L', app.shape_of('read'));
  for part in
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
  loop
    execute format(
      'create table read_next.%1$I (like read.%1$I including all excluding indexes)', part.name);
  end loop;
  -- Rows are looked up by their keys while the tables are filled. Checks came with the columns.
  for part in
    select c.relname as name, k.conname as key, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    where k.connamespace = 'read'::regnamespace and k.contype = 'p'
  loop
    execute format('alter table read_next.%I add constraint %I %s', part.name, part.key, part.definition);
  end loop;
  -- In the order in which they were made: a view may ask an earlier one.
  for part in
    select c.relname as name, app.without_schema(pg_get_viewdef(c.oid), 'read', 'read_next.') as definition
    from pg_class c
    where c.relnamespace = 'read'::regnamespace and c.relkind = 'v'
    order by c.oid
  loop
    execute format('create view read_next.%I as %s', part.name, part.definition);
  end loop;
  for part in
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'read'::regnamespace and c.relrowsecurity
  loop
    execute format('alter table read_next.%I enable row level security', part.name);
  end loop;
  for part in
    select c.relname as name, p.line as definition
    from pg_class c, app.policies_of(c.oid, 'read', 'read_next.') p
    where c.relnamespace = 'read'::regnamespace
  loop
    execute part.definition;
  end loop;
  for part in
    select c.relname as name, a.privilege_type as privilege, a.grantee::regrole as grantee
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = 'read'::regnamespace and c.relkind in ('r', 'v') and a.grantee <> c.relowner
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

-- Gives the filled `read_next` what `read` has besides: unique columns, indexes, foreign keys, and
-- statistics. Again if need be, as when a rebuild was killed after it.
create function app.finish_read_next() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part record;
begin
  perform set_config('maintenance_work_mem', '256MB', true);
  for part in
    select c.relname as name, k.conname as key,
      replace(pg_get_constraintdef(k.oid), ' REFERENCES read.', ' REFERENCES read_next.') as definition
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    where k.connamespace = 'read'::regnamespace and k.contype in ('u', 'f') and not exists (
      select from pg_constraint there
      where there.connamespace = 'read_next'::regnamespace and there.conname = k.conname)
    -- Keys before the foreign keys that need them.
    order by k.contype = 'f', c.relname, k.conname
  loop
    execute format('alter table read_next.%I add constraint %I %s', part.name, part.key, part.definition);
  end loop;
  for part in
    select replace(pg_get_indexdef(i.indexrelid), ' ON read.', ' ON read_next.') as definition
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    join pg_class named on named.oid = i.indexrelid
    where c.relnamespace = 'read'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
      and to_regclass(format('read_next.%I', named.relname)) is null
  loop
    execute part.definition;
  end loop;
  for part in
    select c.relname as name
    from pg_class c
    where c.relnamespace = 'read_next'::regnamespace and c.relkind = 'r'
  loop
    execute format('analyze read_next.%I', part.name);
  end loop;
end
$$;

-- A definition with another prefix instead of a schema's name.
create function app.without_schema(definition text, schema text, prefix text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select regexp_replace(definition, '\m' || schema || '\.', prefix, 'g')
$$;

-- The statements that would make a table's policies.
create function app.policies_of(relation oid, schema text, prefix text) returns table (line text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format(
    'create policy %I on %s%I as %s for %s to %s', p.polname, prefix, c.relname,
    case when p.polpermissive then 'permissive' else 'restrictive' end,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    (select string_agg(quote_ident(r.rolname), ', ' order by r.rolname) from pg_roles r where r.oid = any(p.polroles)))
    || coalesce(' using (' || app.without_schema(pg_get_expr(p.polqual, p.polrelid), schema, prefix) || ')', '')
    || coalesce(' with check (' || app.without_schema(pg_get_expr(p.polwithcheck, p.polrelid), schema, prefix) || ')', '')
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  where p.polrelid = relation
$$;

-- Everything about the columns, keys, indexes, views and policies of a schema that a rebuild must copy.
create or replace function app.shape_of(schema text) returns text
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
    union all
    select c.relname || app.without_schema(pg_get_viewdef(c.oid), schema, '')
    from pg_class c
    where c.relnamespace = to_regnamespace(schema) and c.relkind = 'v'
    union all
    select c.relname || ' ' || c.relrowsecurity
    from pg_class c
    where c.relnamespace = to_regnamespace(schema) and c.relkind = 'r'
    union all
    select p.line
    from pg_class c, app.policies_of(c.oid, schema, '') p
    where c.relnamespace = to_regnamespace(schema)
  ) as shape
$$;

-- As before, of finished tables; what the rebuild had to hold is what is held now.
create or replace function app.swap_read_next() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  lock table read.checkpoint in exclusive mode;
  if app.shape_of('read_next') is distinct from app.shape_of('read') then
    raise exception 'the rebuilt tables are not finished';
  end if;
  if exists (
    select from read.checkpoint live, read_next.checkpoint next
    where next.position < live.position
      and live.position <= (select coalesce(max(position), 0) from log.events))
  then
    raise exception 'the rebuilt tables are behind the live ones';
  end if;
  delete from app.parked;
  insert into app.parked select * from app.parked_next;
  delete from app.parked_next;
  alter schema read rename to read_old;
  alter schema read_next rename to read;
end
$$;

revoke all on function app.without_schema, app.policies_of, app.finish_read_next from public;
grant execute on function app.finish_read_next to tidings_project;

reset role;
