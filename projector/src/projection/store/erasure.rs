//! People who are erased take their words along, whoever's row these stand in.

use domain::UserId;
use sqlx::postgres::PgConnection;
use sqlx::query;

use super::column;

/// Blanks all that these people said. Repeatable: the rows are the same as if the words had been
/// gone from the log when they were made.
pub(super) async fn erase(
    connection: &mut PgConnection,
    people: &[UserId],
) -> Result<(), sqlx::Error> {
    let people = column(people, |user| user.uuid());
    for statement in [FILES, MESSAGES, SUBJECTS, SNAPSHOTS, REPORTERS, NOTES] {
        query(statement)
            .bind(people.clone())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

const FILES: &str = "delete from message_files f
     using messages m
     where m.author_id = any($1)
       and f.conversation_id = m.conversation_id
       and f.seq = m.seq";

const MESSAGES: &str = "update messages
     set body = '', words = '', erased = true
     where author_id = any($1)
       and not erased";

const SUBJECTS: &str = "update conversations
     set subject = ''
     where subject_by = any($1)";

const SNAPSHOTS: &str = r#"update message_reports
     set snapshot = snapshot || '{"body": "", "files": [], "erased": true}'
     where author_id = any($1)"#;

const REPORTERS: &str = "update message_reports
     set note = ''
     where reporter_id = any($1)
       and note is not null";

const NOTES: &str = r#"update message_reports r
     set notes = (
       select jsonb_agg(
         case
           when (n.note ->> 'by')::uuid = any($1) then n.note || '{"text": ""}'
           else n.note
         end
         order by n.place)
       from jsonb_array_elements(r.notes) with ordinality as n(note, place))
     from unnest($1) as erased(id)
     where r.notes @> jsonb_build_array(jsonb_build_object('by', erased.id))"#;
