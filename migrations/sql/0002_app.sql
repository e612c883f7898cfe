-- Who may come in: identities and sessions. Mutable, and outside the log: the provider's name for a
-- person is often an e-mail address, and erasure deletes it here.

set role tidings_owner;

create table app.identities (
  iss text collate "C" not null,
  sub text collate "C" not null,
  user_id uuid not null unique,
  created_at timestamptz not null default now(),
  primary key (iss, sub)
);

-- The cookie itself is nowhere: who reads this table can sign in as nobody.
create table app.sessions (
  id_hash bytea primary key check (octet_length(id_hash) = 32),
  user_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on app.sessions (user_id);
create index sessions_expiry on app.sessions (expires_at);

grant select, insert on app.identities to tidings_append;
grant select, insert, update, delete on app.sessions to tidings_append;
grant usage on schema app to tidings_erase;
grant select, delete on app.identities, app.sessions to tidings_erase;

reset role;
