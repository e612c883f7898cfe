-- Exports that were asked for, and what became of them. Outside the log: the event that asks (ExportMade,
-- whose id is the export's) stays, the files that were written go.

set role tidings_owner;

-- `as_user`: only what this person could see. `path` is where the files are, once it is done.
create table app.exports (
  id uuid primary key,
  project_id uuid not null,
  as_user uuid,
  requested_by uuid not null,
  at timestamptz not null default now(),
  status text collate "C" not null default 'running' check (status in ('running', 'done', 'failed')),
  path text,
  finished_at timestamptz,
  check ((status = 'running') = (finished_at is null)),
  check (status <> 'done' or path is not null)
);
create index exports_project on app.exports (project_id, at desc, id desc);
create index exports_running on app.exports (at) where status = 'running';

grant select, insert on app.exports to tidings_append;
grant select on app.exports to tidings_query;
grant select, update (status, path, finished_at), delete on app.exports to tidings_project;
grant select, delete on app.exports to tidings_erase;

reset role;
