-- What is looked for: subjects, names and messages without case and accents. The same rules are in
-- query-api's `search/words.rs`, which marks what was found; a test holds the two together.

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

-- The words of a text, without their places: what is sought as a phrase is looked at again. Each
-- character of a script without blanks is a word, and so is each emoji. No word is longer than 40.
create function app.words(body text) returns tsvector
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
  select array_to_tsvector(array(
    select left(word, 40)
    from unnest(string_to_array(
      case
        when octet_length(body) = length(body) then regexp_replace(lower(body), '[^a-z0-9]+', ' ', 'g')
        else
          regexp_replace(
            regexp_replace(app.folded(body),
              '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8'
              '\u00bb\u00bf\u00d7\u00f7\u02c2-\u02df\u037e\u0387\u055a-\u055f\u0589-\u058a\u05be'
              '\u05c0\u05c3\u05c6\u05f3-\u05f4\u0609-\u060d\u061b\u061d-\u061f\u066a-\u066d\u06d4'
              '\u0700-\u070d\u0964-\u0965\u0970\u0e2f\u0e3f\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14\u0f3a-\u0f3d'
              '\u104a-\u104f\u1360-\u1368\u1400\u166d-\u166e\u1680\u17d4-\u17da\u1800-\u180a'
              '\u2000-\u200b\u2010-\u2029\u202f-\u205f\u20a0-\u20cf\u2190-\u25ff\u2900-\u2bff'
              '\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u3036-\u303f\u30a0\u30fb\ua4fe-\ua4ff'
              '\ua60d-\ua60f\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40'
              '\uff5b-\uff65]+',
              ' ', 'g'),
            '([\u0e00-\u0e2e\u0e30-\u0e3e\u0e40-\u0e4e\u0e80-\u0eff\u1000-\u1049\u1050-\u109f'
            '\u1780-\u17d3\u2600-\u27bf\u2e80-\u2fff\u3005-\u3007\u3021-\u302f\u3031-\u3035'
            '\u3040-\u3098\u309b-\u309f\u30a1-\u30fa\u30fc-\u312f\u3190-\u31ff\u3400-\u9fff'
            '\uf900-\ufaff\U0001f000-\U0001f3fa\U0001f400-\U0001faff\U00020000-\U0003ffff])',
            ' \1 ', 'g')
      end, ' ')) as word
    where word <> ''))
$$;

revoke all on function app.folded, app.words from public;
grant execute on function app.folded to tidings_project, tidings_query, tidings_erase;
grant execute on function app.words to tidings_project, tidings_query, tidings_erase;

alter table read.users
  add column name_folded text generated always as (app.folded(name)) stored;
alter table read.conversations
  add column subject_folded text generated always as (app.folded(subject)) stored;

alter table read.messages
  add column words tsvector generated always as (app.words(body)) stored;

-- What `app.user` takes part in, with what is theirs of it. The owner of the tables is under no policy,
-- so this asks once who may see what, where a policy would ask again with every row that is joined.
create view read.mine as
select p.user_id, p.conversation_id, c.project_id, c.subject, c.subject_folded, c.status, c.last_seq,
       c.last_activity_at, p.read_seq, p.unread_from, p.muted,
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

-- The newest messages in these conversations, of those that `app.user` takes part in, whose words fit.
-- As the owner: under a policy each message would be asked for before its words are.
--
-- There is no index on words. A search walks the conversations that its asker sees, by the messages'
-- key: what it costs depends on what they see, so its time tells nothing of what others wrote.
create function app.hits(
  conversations uuid[], fitting text, authors uuid[], since timestamptz, until timestamptz,
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
      and (fitting is null or m.words @@ fitting::tsquery)
    order by m.seq desc
    limit hits_max) h
  where mine.conversation_id = any(conversations)
  order by h.sent_at desc, h.conversation_id desc, h.seq desc
  limit hits_max
$$;

revoke all on function app.hits from public;
grant execute on function app.hits to tidings_query;

reset role;
