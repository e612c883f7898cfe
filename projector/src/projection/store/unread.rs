//! For whom something is unread by new messages.

use std::collections::BTreeMap;

use domain::{ConversationId, UserId};
use event_store::signed;
use sqlx::query;

use super::{Statement, column};
use crate::projection::rows::Rows;

/// The newest messages of a batch in one conversation: who wrote the last one, and where anybody else
/// wrote last. That tells for everybody whether another one's message stands above their mark.
struct Newest {
    author: UserId,
    seq: u64,
    /// By anybody else; 0 where nobody else wrote.
    others: u64,
}

impl Newest {
    /// Messages come in their order.
    fn add(&mut self, author: UserId, seq: u64) {
        if author != self.author {
            self.others = self.seq;
            self.author = author;
        }
        self.seq = seq;
    }
}

/// Those who have something already are left as they are, so a message seldom changes a row but its
/// author's.
pub(super) fn unread(rows: &Rows) -> Statement {
    let mut newest: BTreeMap<ConversationId, Newest> = BTreeMap::new();
    for ((conversation, seq), message) in &rows.messages {
        if message.is_new {
            let known = newest.entry(*conversation).or_insert(Newest {
                author: message.author_id,
                seq: *seq,
                others: 0,
            });
            known.add(message.author_id, *seq);
        }
    }
    query(UNREAD)
        .bind(column(newest.keys(), |id| id.uuid()))
        .bind(column(newest.values(), |it| it.author.uuid()))
        .bind(column(newest.values(), |it| signed(it.seq)))
        .bind(column(newest.values(), |it| signed(it.others)))
}

const UNREAD: &str = "update conversation_participants p
     set has_unread = true
     from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
       as newest(conversation_id, author_id, seq, others)
     where p.conversation_id = newest.conversation_id
       and p.left_seq is null
       and not p.has_unread
       and case when p.user_id = newest.author_id then newest.others else newest.seq end
         >= coalesce(p.unread_from, p.read_seq + 1)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_anybody_else_is_known_whoever_wrote_last() {
        let [a, b, c] = [1, 2, 3].map(|n| UserId::new(uuid::Uuid::from_u128(n)));
        let mut newest = Newest {
            author: a,
            seq: 2,
            others: 0,
        };
        let mut told = Vec::new();
        for (author, seq) in [(a, 2), (a, 3), (b, 4), (b, 5), (a, 6), (c, 9)] {
            newest.add(author, seq);
            told.push((newest.seq, newest.others));
        }
        assert_eq!(told, [(2, 0), (3, 0), (4, 3), (5, 3), (6, 5), (9, 6)]);
    }
}
