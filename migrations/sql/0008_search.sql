-- What is looked for: subjects, names and messages without case and accents.

set role tidings_owner;

-- Text without case, accents and characters that show nothing. Compatible forms are one, and so are
-- a letter with its accent and the two characters that make it up.
create function app.folded(words text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select case
    when octet_length(words) = length(words) then lower(words)
    else
      translate(
        replace(replace(replace(replace(
          lower(regexp_replace(normalize(words, nfkd),
            '[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5'
            '\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed'
            '\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff'
            '\u3099-\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]+',
            '', 'g')),
          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
        'øđðħıłŧŋς', 'oddhiltnσ')
  end
$$;

revoke all on function app.folded from public;
grant execute on function app.folded to tidings_project, tidings_query, tidings_erase;

alter table read.users
  add column name_folded text generated always as (app.folded(name)) stored;
alter table read.conversations
  add column subject_folded text generated always as (app.folded(subject)) stored;

-- The words of the body in their order, each between blanks (crates/words), so that words, phrases and
-- beginnings of words are found by `like`. Messages from before this step have none until a rebuild.
alter table read.messages
  add column words text not null default '';

-- What `app.user` takes part in, with what is theirs of it. The owner of the tables is under no policy,
-- so this asks once who may see what, where a policy would ask again with every row that is joined.
create view read.mine as
select p.user_id, p.conversation_id, c.project_id, c.subject, c.subject_folded, c.status, c.last_seq,
       c.last_activity_at, p.read_seq, p.unread_from, p.muted, p.has_unread,
       greatest(
         c.messages_sent - p.read_ordinal - p.own_after
           - case
               when c.messages_deleted = 0 then 0
               else (
                 select count(*)
                 from read.messages d
                 where d.conversation_id = c.id
                   and d.deleted_at is not null
                   and d.author_id <> p.user_id
                   and d.seq > coalesce(p.unread_from - 1, p.read_seq))
             end,
         0) as unread
from read.conversation_participants p
join read.conversations c on c.id = p.conversation_id
join read.project_members m on m.project_id = c.project_id and m.user_id = p.user_id
where p.user_id = (select id from read.me)
  and p.left_seq is null;

grant select on read.mine to tidings_query;

-- The newest of what `app.user` takes part in, for somebody who takes part in much: the newest of their
-- projects are walked, four times as many as are wanted, and those that are theirs are kept. Fewer than
-- wanted tell nothing of what is older; so does none, for somebody in many projects.
-- As the owner: under a policy the walk would go on until so many are theirs. In plpgsql, which plans it
-- once for a connection.
create function app.newest_of_mine(
  statuses text[], projects uuid[], before_at timestamptz, before_id uuid, wanted bigint
) returns table (id uuid, last_activity_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with walked as materialized (
    select c.id, c.last_activity_at
    from unnest(array(
      select mine.project_id
      from read.my_projects mine
      where projects is null or mine.project_id = any(projects)
      limit 9)) as project(id)
    cross join lateral (
      select c.id, c.last_activity_at
      from read.conversations c
      where c.project_id = project.id
        and (statuses is null or c.status = any(statuses))
        and (c.last_activity_at, c.id)
          < (coalesce(before_at, 'infinity'), coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.last_activity_at desc, c.id desc
      limit 4 * wanted) c
    order by c.last_activity_at desc, c.id desc
    limit 4 * wanted
  )
  select w.id, w.last_activity_at
  from walked w
  where (select count(*) from (select from read.my_projects limit 9) m) < 9
    and exists (select from read.my_parts mine where mine.conversation_id = w.id offset 0)
  order by w.last_activity_at desc, w.id desc
  limit wanted;
end
$$;

revoke all on function app.newest_of_mine from public;
grant execute on function app.newest_of_mine to tidings_query;

-- The newest messages in these conversations, of those that `app.user` takes part in, that have what is
-- sought in one of so many ways: all patterns of it, and none of those to be left out. Each way has the
-- same number of patterns, one after the other.
-- As the owner: under a policy each message would be asked for before its words are.
--
-- There is no index on words. A search walks the conversations that its asker sees, by the messages'
-- key: what it costs depends on what they see, so its time tells nothing of what others wrote.
create function app.hits(
  conversations uuid[], ways integer, having_all text[], having_none text[], authors uuid[],
  since timestamptz, until timestamptz,
  before_at timestamptz, before_conversation uuid, before_seq bigint, hits_max bigint
) returns table (conversation_id uuid, seq bigint, sent_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.conversation_id, h.seq, h.sent_at
  from read.my_conversations mine
  cross join lateral (
    select m.conversation_id, m.seq, m.sent_at
    from read.messages m
    where m.conversation_id = mine.conversation_id
      and m.deleted_at is null
      and not m.erased
      and (authors is null or m.author_id = any(authors))
      and (since is null or m.sent_at >= since)
      and (until is null or m.sent_at < until)
      and (before_at is null
           or (m.sent_at, m.conversation_id, m.seq) < (before_at, before_conversation, before_seq))
      and case
            when ways = 1 then m.words like all(having_all) and not m.words like any(having_none)
            else exists (
              select
              from generate_series(1, ways) way
              where m.words like all(having_all[
                      1 + (way - 1) * cardinality(having_all) / ways : way * cardinality(having_all) / ways])
                and not m.words like any(having_none[
                      1 + (way - 1) * cardinality(having_none) / ways : way * cardinality(having_none) / ways]))
          end
    order by m.seq desc
    limit hits_max) h
  where mine.conversation_id = any(conversations)
  order by h.sent_at desc, h.conversation_id desc, h.seq desc
  limit hits_max
$$;

revoke all on function app.hits from public;
grant execute on function app.hits to tidings_query;

reset role;
