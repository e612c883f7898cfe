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
--   own_after     the person's own messages above read_seq
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

reset role;
