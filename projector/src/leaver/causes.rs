//! Events after which somebody may have to go, and from where.

use std::sync::Arc;

use domain::{
    ConversationEvent, ConversationId, Event, ProjectEvent, ProjectId, RecordedEvent, Role,
    StreamId, UserEvent, UserId,
};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use crate::failure::Failure;

/// Why somebody may have to go.
#[derive(Debug)]
struct Cause {
    position: u64,
    by: UserId,
    user: UserId,
    /// From conversations of this project; none for all.
    project: Option<ProjectId>,
    /// From this conversation; none for all of the project.
    conversation: Option<ConversationId>,
}

/// A part that has to end.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) conversation: ConversationId,
    pub(super) user: UserId,
    pub(super) by: UserId,
}

#[derive(Debug)]
pub(super) struct Causes(Vec<Cause>);

impl Causes {
    pub(super) fn among(events: &[Arc<RecordedEvent>]) -> Self {
        Self(events.iter().flat_map(|event| causes(event)).collect())
    }

    /// The position of the last one.
    pub(super) fn position(&self) -> Option<u64> {
        self.0.last().map(|cause| cause.position)
    }

    /// The parts of people who may not take part, as the tables know them now, in the order of the
    /// causes. Of conversations that are parked the tables may not know who takes part: they are all
    /// asked.
    pub(super) async fn parts(&self, pool: &PgPool) -> Result<Vec<Part>, Failure> {
        let uuid = |id: Option<ConversationId>| id.map(|id| id.uuid());
        let users: Vec<Uuid> = self.0.iter().map(|it| it.user.uuid()).collect();
        let makers: Vec<Uuid> = self.0.iter().map(|it| it.by.uuid()).collect();
        let projects: Vec<Option<Uuid>> = self
            .0
            .iter()
            .map(|it| it.project.map(|id| id.uuid()))
            .collect();
        let conversations: Vec<Option<Uuid>> =
            self.0.iter().map(|it| uuid(it.conversation)).collect();
        let rows: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(PARTS)
            .bind(users)
            .bind(makers)
            .bind(projects)
            .bind(conversations)
            .bind(Role::Auditor.as_str())
            .fetch_all(pool)
            .await?;
        let part = |(conversation, user, by)| Part {
            conversation: ConversationId::new(conversation),
            user: UserId::new(user),
            by: UserId::new(by),
        };
        Ok(rows.into_iter().map(part).collect())
    }
}

fn causes(event: &RecordedEvent) -> Vec<Cause> {
    let cause = |user, project, conversation| Cause {
        position: event.position,
        by: event.actor(),
        user,
        project,
        conversation,
    };
    match (event.stream, &event.event) {
        (StreamId::Project(project), Event::Project(event)) => match event {
            ProjectEvent::MemberRemoved { user_id, .. } => {
                vec![cause(*user_id, Some(project), None)]
            }
            ProjectEvent::ProjectCreated { .. }
            | ProjectEvent::ProjectRenamed { .. }
            | ProjectEvent::MemberAdded { .. } => Vec::new(),
        },
        (StreamId::User(user), Event::User(event)) => match event {
            UserEvent::UserDisabled { .. } | UserEvent::UserErased { .. } => {
                vec![cause(user, None, None)]
            }
            UserEvent::RoleChanged { role, .. } if !role.takes_part() => {
                vec![cause(user, None, None)]
            }
            UserEvent::UserRegistered { .. }
            | UserEvent::ProfileChanged { .. }
            | UserEvent::RoleChanged { .. }
            | UserEvent::UserEnabled { .. } => Vec::new(),
        },
        (StreamId::Conversation(id), Event::Conversation(event)) => match event {
            ConversationEvent::ConversationStarted { core, .. } => core
                .participants
                .iter()
                .map(|one| cause(one.user_id, Some(core.project_id), Some(id)))
                .collect(),
            ConversationEvent::ParticipantAdded { user_id, core, .. } => {
                vec![cause(*user_id, Some(core.project_id), Some(id))]
            }
            ConversationEvent::ParticipantRemoved { .. }
            | ConversationEvent::SubjectChanged { .. }
            | ConversationEvent::StatusChanged { .. }
            | ConversationEvent::MessageSent { .. }
            | ConversationEvent::MessageEdited { .. }
            | ConversationEvent::MessageDeleted { .. }
            | ConversationEvent::MessageRestored { .. }
            | ConversationEvent::FileStateChanged { .. } => Vec::new(),
        },
        (_, _) => Vec::new(),
    }
}

// Somebody may be brought in before or after they had to go: who made them go is asked from the log.
const PARTS: &str = "with causes as (
       select *
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])
         with ordinality as c(user_id, by, project_id, conversation_id, n)
     ), parts as (
       select n, by, user_id, conversation_id, project_id, true as is_coming
       from causes
       where conversation_id is not null
       union all
       select w.n, w.by, w.user_id, c.id, c.project_id, false
       from causes w
       join read.conversation_participants p on p.user_id = w.user_id and p.left_seq is null
       join read.conversations c on c.id = p.conversation_id
       where w.conversation_id is null
         and c.project_id = coalesce(w.project_id, c.project_id)
       union all
       select w.n, w.by, w.user_id, k.conversation_id, c.project_id, false
       from causes w
       cross join app.parked k
       left join read.conversations c on c.id = k.conversation_id
       where w.conversation_id is null
         and (w.project_id is null or c.project_id is null or c.project_id = w.project_id)
     )
     select conversation_id, user_id, coalesce((
         select (e.payload ->> 'by')::uuid
         from log.events e
         where is_coming
           and (
             e.aggregate_type = 'Project'
             and e.aggregate_id = parts.project_id::text
             and e.event_type = 'MemberRemoved'
             and e.payload ->> 'userId' = parts.user_id::text
             or e.aggregate_type = 'User'
             and e.aggregate_id = parts.user_id::text
             and e.event_type in ('UserDisabled', 'UserErased', 'RoleChanged'))
         order by e.position desc
         limit 1), by)
     from parts
     where not exists (
       select
       from read.users u
       join read.project_members m on m.user_id = u.id
       where u.id = parts.user_id
         and m.project_id = parts.project_id
         and not u.disabled
         and not u.erased
         and u.role <> $5)
     order by n, conversation_id";
