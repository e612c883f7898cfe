-- Signed checkpoints: the root of the Merkle tree over the log at one size. The same lines go to a
-- file outside of the database, so that what is cut off here is noticed there.

set role tidings_owner;

-- `number` is dense. Whoever signs writes the number after the one it went on from, so of two that
-- sign at once one is refused. `frontier` is what the next root needs of the tree so far; it is
-- checked against the root before it is believed.
create table log.checkpoints (
  number bigint primary key check (number > 0),
  incarnation integer not null check (incarnation > 0),
  size bigint not null check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  signed_at timestamptz not null,
  key_id bytea not null check (octet_length(key_id) = 32),
  signature bytea not null check (octet_length(signature) = 64),
  frontier bytea not null
);
-- One root for one size, in each life of the log.
create unique index checkpoints_size on log.checkpoints (incarnation, size);

create trigger append_only before update or delete or truncate on log.checkpoints
for each statement execute function log.refuse_change();

-- An export begins with the conversations of a project.
create index events_project on log.events ((payload #>> '{core,projectId}'))
where aggregate_type = 'Conversation' and sequence = 1;

grant select on log.checkpoints to tidings_append, tidings_project, tidings_query;
grant insert on log.checkpoints to tidings_project;

reset role;
