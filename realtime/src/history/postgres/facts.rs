//! What frames need of the log besides their events: one question per kind for all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    ConversationEvent, ConversationId, Event, MessageFact, MessageId, RecordedEvent, Timestamp,
    UserEvent, UserId,
};
use event_bus::LogError;
use event_store::{LogReader, Unread, signed};
use sqlx::types::time::OffsetDateTime;
use wire::frame::{Facts, Need, PersonFact};

use super::last;

/// Answers all needs, each as of its position.
pub(super) async fn facts(
    log: &LogReader,
    needs: &[(u64, Need)],
) -> Result<HashMap<u64, Facts>, LogError> {
    let mut asked = Asked::default();
    for (position, need) in needs.iter().copied() {
        match need {
            Need::Original {
                conversation,
                message,
            } => asked.originals.push((position, conversation, message)),
            Need::LastMessage { conversation, seq } => {
                asked.last_messages.push((position, conversation, seq));
            }
            Need::LastActivity { conversation, seq } => {
                asked.activities.push((position, conversation, seq));
            }
            Need::Unread {
                conversation,
                reader,
                above,
            } => asked.unread.push(Unread {
                conversation,
                reader,
                above,
                position,
            }),
            Need::Person { user, sequence } => asked.people.push((position, user, sequence)),
        }
    }
    let mut facts: HashMap<u64, Facts> = HashMap::with_capacity(needs.len());
    if !asked.unread.is_empty() {
        let counts = log.unread(&asked.unread).await?;
        for (asked, count) in asked.unread.iter().zip(counts) {
            facts.entry(asked.position).or_default().unread = Some(count);
        }
    }
    if !asked.activities.is_empty() {
        for (position, at) in activities(log, &asked.activities).await? {
            facts.entry(position).or_default().last_activity = Some(at);
        }
    }
    let mut sources = Sources::default();
    if !asked.originals.is_empty() {
        sources.originals = originals(log, &asked.originals).await?;
    }
    if !asked.last_messages.is_empty() {
        sources.last_messages = last::messages(log, &asked.last_messages).await?;
    }
    if !asked.people.is_empty() {
        sources.people = people(log, &asked.people).await?;
    }
    sources.read(log, &mut facts).await?;
    Ok(facts)
}

#[derive(Default)]
struct Asked {
    originals: Vec<(u64, ConversationId, MessageId)>,
    last_messages: Vec<(u64, ConversationId, u64)>,
    activities: Vec<(u64, ConversationId, u64)>,
    unread: Vec<Unread>,
    people: Vec<(u64, UserId, u64)>,
}

/// For each position the events, by theirs, that say what is asked.
type Places = Vec<(u64, u64)>;

#[derive(Default)]
struct Sources {
    originals: Places,
    last_messages: Places,
    people: Places,
}

impl Sources {
    /// Reads the events, all at once and with the log's own reader, and takes from them what they
    /// say.
    async fn read(self, log: &LogReader, facts: &mut HashMap<u64, Facts>) -> Result<(), LogError> {
        let places = [&self.originals, &self.last_messages, &self.people];
        let positions: BTreeSet<u64> = places.into_iter().flatten().map(|(_, at)| *at).collect();
        if positions.is_empty() {
            return Ok(());
        }
        let positions: Vec<u64> = positions.into_iter().collect();
        let events = log.at(&positions).await?;
        let events: HashMap<u64, &RecordedEvent> =
            events.iter().map(|event| (event.position, event)).collect();
        let conversations = |at: &BTreeSet<u64>| {
            let found = at.iter().filter_map(|position| events.get(position));
            MessageFact::fold(found.filter_map(|event| conversation_event(event)))
        };
        for (position, at) in grouped(&self.originals) {
            facts.entry(position).or_default().original = conversations(&at);
        }
        for (position, at) in grouped(&self.last_messages) {
            let last = conversations(&at).map(|fact| fact.message);
            facts.entry(position).or_default().last_message = last;
        }
        for (position, at) in grouped(&self.people) {
            let found = at.iter().filter_map(|position| events.get(position));
            let person = PersonFact::fold(found.filter_map(|event| user_event(event)));
            facts.entry(position).or_default().person = person;
        }
        Ok(())
    }
}

fn grouped(places: &Places) -> BTreeMap<u64, BTreeSet<u64>> {
    let mut grouped: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for (position, at) in places {
        grouped.entry(*position).or_default().insert(*at);
    }
    grouped
}

fn conversation_event(recorded: &RecordedEvent) -> Option<(u64, &ConversationEvent)> {
    match &recorded.event {
        Event::Conversation(event) => Some((recorded.sequence, event)),
        Event::ReadMarker(_)
        | Event::Report(_)
        | Event::Project(_)
        | Event::User(_)
        | Event::Access(_) => None,
    }
}

fn user_event(recorded: &RecordedEvent) -> Option<&UserEvent> {
    match &recorded.event {
        Event::User(event) => Some(event),
        Event::Conversation(_)
        | Event::ReadMarker(_)
        | Event::Report(_)
        | Event::Project(_)
        | Event::Access(_) => None,
    }
}

/// The first and the newest two events of each message. `offset 0` keeps the planner from another
/// way in than by the message's id, which it may prefer while its statistics know of no messages.
async fn originals(
    log: &LogReader,
    of: &[(u64, ConversationId, MessageId)],
) -> Result<Places, LogError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "select w.position, e.position
         from unnest($1::bigint[], $2::text[], $3::uuid[]) as w(position, conversation, message)
         cross join lateral (
           select
             e.position,
             row_number() over (order by e.sequence) as from_first,
             row_number() over (order by e.sequence desc) as from_last
           from (
             select *
             from log.events
             where message_id = w.message
               and position <= w.position
             offset 0
           ) e
           where e.aggregate_type = 'Conversation'
             and e.aggregate_id = w.conversation collate \"C\"
         ) e
         where e.from_first = 1
            or e.from_last <= 2",
    )
    .bind(of.iter().map(|(p, ..)| signed(*p)).collect::<Vec<_>>())
    .bind(of.iter().map(|(_, c, _)| c.to_string()).collect::<Vec<_>>())
    .bind(of.iter().map(|(.., m)| m.uuid()).collect::<Vec<_>>())
    .fetch_all(log.pool())
    .await?;
    Ok(places(rows))
}

async fn activities(
    log: &LogReader,
    of: &[(u64, ConversationId, u64)],
) -> Result<Vec<(u64, Timestamp)>, LogError> {
    let rows: Vec<(i64, OffsetDateTime)> = sqlx::query_as(
        "select w.position, e.occurred_at
         from unnest($1::bigint[], $2::text[], $3::bigint[]) as w(position, conversation, seq)
         cross join lateral (
           select occurred_at
           from log.events
           where aggregate_type = 'Conversation'
             and aggregate_id = w.conversation collate \"C\"
             and sequence <= w.seq
             and event_type in ('MessageSent', 'StatusChanged', 'ConversationStarted')
           order by sequence desc
           limit 1
         ) e",
    )
    .bind(of.iter().map(|(p, ..)| signed(*p)).collect::<Vec<_>>())
    .bind(of.iter().map(|(_, c, _)| c.to_string()).collect::<Vec<_>>())
    .bind(of.iter().map(|(.., seq)| signed(*seq)).collect::<Vec<_>>())
    .fetch_all(log.pool())
    .await?;
    let at = |(position, at): (i64, OffsetDateTime)| (position.unsigned_abs(), at.into());
    Ok(rows.into_iter().map(at).collect())
}

/// Of each person the newest event that names them, that says their role, and that lets them in or
/// out.
async fn people(log: &LogReader, of: &[(u64, UserId, u64)]) -> Result<Places, LogError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "select w.position, e.position
         from unnest($1::bigint[], $2::text[], $3::bigint[]) as w(position, person, sequence)
         cross join (values
           (array['UserRegistered', 'ProfileChanged', 'UserErased']),
           (array['UserRegistered', 'RoleChanged']),
           (array['UserDisabled', 'UserEnabled'])
         ) as k(types)
         cross join lateral (
           select position
           from log.events
           where aggregate_type = 'User'
             and aggregate_id = w.person collate \"C\"
             and sequence <= w.sequence
             and event_type = any(k.types)
           order by sequence desc
           limit 1
         ) e",
    )
    .bind(of.iter().map(|(p, ..)| signed(*p)).collect::<Vec<_>>())
    .bind(of.iter().map(|(_, u, _)| u.to_string()).collect::<Vec<_>>())
    .bind(of.iter().map(|(.., s)| signed(*s)).collect::<Vec<_>>())
    .fetch_all(log.pool())
    .await?;
    Ok(places(rows))
}

pub(super) fn places(rows: Vec<(i64, i64)>) -> Places {
    let place = |(position, at): (i64, i64)| (position.unsigned_abs(), at.unsigned_abs());
    rows.into_iter().map(place).collect()
}
