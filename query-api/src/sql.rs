//! The pieces that statements share.

/// `me`: the conversations that $1 sees. It stands first in every statement over conversations
/// and messages, and nothing else decides who sees what. It takes a further condition.
macro_rules! me {
    ($condition:literal) => {
        concat!(
            "me as materialized (
               select c.id, c.project_id, c.subject, c.status, c.last_seq, c.last_activity_at,
                      greatest(c.messages_sent - p.read_ordinal - p.own_after, 0) as unread,
                      p.read_seq
               from read.conversation_participants p
               join read.conversations c on c.id = p.conversation_id
               join read.project_members m
                 on m.project_id = c.project_id
                and m.user_id = p.user_id
               where p.user_id = $1
                 and p.left_seq is null ",
            $condition,
            ")"
        )
    };
}

/// `checkpoint`: how far the tables are, in the snapshot of the statement.
macro_rules! checkpoint {
    () => {
        "coalesce((select to_json(k) from read.checkpoint k), 'null') as checkpoint"
    };
}

/// `people`: everyone in `mentioned (id)`.
macro_rules! people {
    () => {
        "(select coalesce(json_agg(json_build_object(
                   'id', u.id, 'name', u.name, 'role', u.role) order by u.id), '[]')
          from read.users u
          where u.id in (select id from mentioned)) as people"
    };
}

/// Text without case and accents, to be looked for in other such text. Normalised first: the
/// same letter may be written as one character or as two.
macro_rules! folded {
    ($text:literal) => {
        concat!("lower(unaccent(normalize(", $text, ", nfkc)))")
    };
}

pub(crate) use {checkpoint, folded, me, people};
