//! The pieces that statements share.

/// `me`: the conversations that $1 sees. It stands first in every statement over conversations
/// and messages, and nothing else decides who sees what. It takes a further condition. The view
/// has what the database knows of its asker by itself, so two say who that is.
macro_rules! me {
    ($condition:literal) => {
        concat!(
            "me as materialized (
               select p.conversation_id as id, p.project_id, p.subject, p.subject_folded, p.status,
                      p.last_seq, p.last_activity_at, p.read_seq, p.unread_from, p.muted, p.unread
               from read.mine p
               where p.user_id = $1 ",
            $condition,
            ")"
        )
    };
}

/// `me`: the conversation $2, for those who see every one. $1 is who asks.
macro_rules! any {
    () => {
        "me as materialized (
           select c.id
           from read.conversations c
           where c.id = $2
             and $1::uuid is not null)"
    };
}

/// `checkpoint`: how far the tables are, in the snapshot of the statement.
macro_rules! checkpoint {
    () => {
        "coalesce((select to_json(k) from read.checkpoint k), 'null') as checkpoint"
    };
}

/// `is_parked`: whether the conversation $2 is held back, because the tables could not take in one
/// of its events.
macro_rules! parked {
    () => {
        "exists (
           select
           from app.parked k
           where k.conversation_id = $2) as is_parked, "
    };
}

/// `people`: everyone in `mentioned (id)`, each looked up by key. They are few, which Postgres does not
/// know: with `in` it may go through everybody there is.
macro_rules! people {
    () => {
        "(select coalesce(json_agg(json_build_object(
                   'id', u.id, 'name', u.name, 'role', u.role) order by u.id), '[]')
          from read.users u
          where u.id = any(array(select id from mentioned))) as people"
    };
}

pub(crate) use {any, checkpoint, me, parked, people};
