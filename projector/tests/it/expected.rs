//! The read tables as a fold over the log in SQL: written from the meaning of the columns, and not
//! from the projector.

use sqlx::postgres::PgPool;

const TABLES: [(&str, &str); 7] = [
    (
        "users (id, role, name, registered_at)",
        "select aggregate_id::uuid, payload->>'role', payload->'name'->>'text', (payload->>'at')::timestamptz
         from log.events
         where event_type = 'UserRegistered'",
    ),
    (
        "projects (id, name, created_at)",
        "select aggregate_id::uuid, payload->>'name', (payload->>'at')::timestamptz
         from log.events
         where event_type = 'ProjectCreated'",
    ),
    (
        "project_members (project_id, user_id, since)",
        "select project_id, user_id, since
         from (
           select distinct on (1, 2) aggregate_id::uuid as project_id, (payload->>'userId')::uuid as user_id,
             (payload->>'at')::timestamptz as since, event_type
           from log.events
           where event_type in ('MemberAdded', 'MemberRemoved')
           order by 1, 2, position desc) as last
         where event_type = 'MemberAdded'",
    ),
    (
        "conversations (id, project_id, subject, status, version, created_by, created_at, last_seq,
           last_activity_at, messages_sent, last_message_seq)",
        "select (core->>'id')::uuid, (core->>'projectId')::uuid, core->'subject'->>'text', core->>'status',
           (core->>'version')::bigint, (core->>'createdBy')::uuid, (core->>'createdAt')::timestamptz,
           last_seq, coalesce(sent_at, (core->>'createdAt')::timestamptz), messages_sent, last_message_seq
         from (select distinct aggregate_id as id from log.events where aggregate_type = 'Conversation') as c,
         lateral (
           select payload->'core' as core from log.events
           where aggregate_type = 'Conversation' and aggregate_id = c.id and payload ? 'core'
           order by sequence desc limit 1) as last_core,
         lateral (
           select max(sequence) as last_seq, max(sequence) filter (where is_sent) as last_message_seq,
             count(*) filter (where is_sent) as messages_sent,
             max((payload->>'at')::timestamptz) filter (where is_sent) as sent_at
           from (select *, event_type = 'MessageSent' as is_sent from log.events) as e
           where aggregate_type = 'Conversation' and aggregate_id = c.id) as counted",
    ),
    (
        "messages (conversation_id, seq, id, ordinal, version, author_id, body, reply_to_seq, sent_at,
           edited_at, deleted_at, deleted_by, erased)",
        "select aggregate_id::uuid, sequence, (payload->>'id')::uuid,
           row_number() over (partition by aggregate_id order by sequence), 1::bigint,
           (payload->>'by')::uuid, payload->'body'->>'text', (payload->'replyTo'->>'seq')::bigint,
           (payload->>'at')::timestamptz, null::timestamptz, null::timestamptz, null::uuid, false
         from log.events
         where event_type = 'MessageSent'",
    ),
    (
        "conversation_participants (conversation_id, user_id, joined_seq, joined_at, left_seq, left_at, read_seq,
           read_ordinal, own_after)",
        "with comings as (
           select aggregate_id as id, (p->>'userId')::uuid as user_id, sequence, position,
             (payload->>'at')::timestamptz as at
           from log.events, jsonb_array_elements(payload->'core'->'participants') as p
           where event_type = 'ConversationStarted'
           union all
           select aggregate_id, (payload->>'userId')::uuid, sequence, position, (payload->>'at')::timestamptz
           from log.events
           where event_type = 'ParticipantAdded'
         ), last_coming as (
           select distinct on (id, user_id) * from comings order by id, user_id, position desc
         ), parts as (
           select c.*, r.sequence as left_seq, r.position as left_position, (r.payload->>'at')::timestamptz as left_at
           from last_coming c
           left join log.events r on r.event_type = 'ParticipantRemoved' and r.aggregate_id = c.id
             and (r.payload->>'userId')::uuid = c.user_id and r.position > c.position
         ), readers as (
           select p.*, greatest(p.sequence, (
             select max((m.payload->>'upTo')::bigint) from log.events m
             where m.event_type = 'ConversationRead' and m.aggregate_id = p.id || ':' || p.user_id
               and m.position > p.position
               and (p.left_position is null or m.position < p.left_position))) as read_seq
           from parts p
         )
         select id::uuid, user_id, sequence, at, left_seq, left_at, read_seq,
           (select count(*) from log.events m where m.event_type = 'MessageSent' and m.aggregate_id = r.id
             and m.sequence <= r.read_seq),
           (select count(*) from log.events m where m.event_type = 'MessageSent' and m.aggregate_id = r.id
             and m.sequence > r.read_seq and (m.payload->>'by')::uuid = r.user_id)
         from readers r",
    ),
    (
        "message_read_receipts (conversation_id, user_id, after_seq, up_to_seq, read_at)",
        "select split_part(aggregate_id, ':', 1)::uuid, split_part(aggregate_id, ':', 2)::uuid,
           (payload->>'after')::bigint, (payload->>'upTo')::bigint, (payload->>'at')::timestamptz
         from log.events
         where event_type = 'ConversationRead'",
    ),
];

/// Every table, all columns, both ways: what is too much and what is missing.
pub(crate) async fn tables_are_the_fold(root: &PgPool) {
    for (table, fold) in TABLES {
        let (name, columns) = table.split_once(' ').unwrap();
        let columns = columns.trim_start_matches('(').trim_end_matches(')');
        let rows = format!("select {columns} from read.{name}");
        for (what, one, other) in [
            ("too much", rows.as_str(), fold),
            ("missing", fold, rows.as_str()),
        ] {
            let query = format!("select x::text from (({one}) except all ({other})) as x limit 3");
            let differing: Vec<String> = sqlx::query_scalar(&query).fetch_all(root).await.unwrap();
            assert!(differing.is_empty(), "{what} in {name}: {differing:#?}");
        }
        let listed = i64::try_from(columns.split(',').count()).unwrap();
        let there: i64 = sqlx::query_scalar(
            "select count(*) from information_schema.columns where table_schema = 'read' and table_name = $1",
        )
        .bind(name)
        .fetch_one(root)
        .await
        .unwrap();
        assert_eq!(listed, there, "columns of {name} that are not compared");
    }
}

/// All rows of all tables, as text in order: equal if and only if the tables are.
pub(crate) async fn picture(root: &PgPool) -> Vec<String> {
    let mut picture = Vec::new();
    for name in TABLES
        .iter()
        .map(|(table, _)| table.split_once(' ').unwrap().0)
        .chain(["checkpoint"])
    {
        let query = format!("select '{name} ' || x::text from read.{name} x order by 1");
        picture.extend(
            sqlx::query_scalar::<_, String>(&query)
                .fetch_all(root)
                .await
                .unwrap(),
        );
    }
    picture
}
