//! What a command's decision rests on besides its own stream.

use super::{Command, Known, Standing};
use crate::{
    AccessCommand, AccessFacts, Conversation, ConversationCommand, ConversationFacts,
    ConversationId, Project, ProjectCommand, ProjectFacts, ProjectId, ReadMarkerFacts,
    ReportCommand, ReportFacts, StreamId, User, UserFacts, UserId,
};

impl Command {
    /// The streams its decision rests on, its own first. What is known may show more of them
    /// (the project of a conversation): ask again once these are there.
    pub fn needs(&self, by: UserId, known: &impl Known) -> Vec<StreamId> {
        let mut needs = vec![self.stream(), StreamId::User(by)];
        match self {
            Self::Conversation(id, command) => {
                needs.extend(project_of(*id, command, known).map(StreamId::Project));
                needs.extend(command.people_named().iter().copied().map(StreamId::User));
            }
            Self::ReadMarker(id, _, _) => needs.extend(within(*id, known)),
            Self::Report(_, command) => {
                if let Some((conversation, _)) = command.message_reported() {
                    needs.extend(within(conversation, known));
                }
            }
            Self::Project(_, command) => match command {
                ProjectCommand::AddMember { user_id } => needs.push(StreamId::User(*user_id)),
                ProjectCommand::CreateProject { .. }
                | ProjectCommand::RenameProject { .. }
                | ProjectCommand::RemoveMember { .. } => {}
            },
            Self::User(..) => {}
            Self::Access(_, command) => needs.push(command.looked_at.stream()),
        }
        needs
    }

    pub(crate) fn conversation_facts(
        id: ConversationId,
        command: &ConversationCommand,
        by: UserId,
        known: &impl Known,
    ) -> ConversationFacts {
        let project = project_of(id, command, known).and_then(|project| known.project(project));
        let standing = |user| standing(user, project, known);
        let fact = |message| Some((message, known.message(id, message)?));
        ConversationFacts {
            asker: standing(by),
            people: command
                .people_named()
                .iter()
                .filter_map(|user| Some((*user, standing(*user)?)))
                .collect(),
            messages: command.messages_named().filter_map(fact).collect(),
            project_exists: project.is_some_and(Project::exists),
        }
    }

    pub(crate) fn read_marker_facts(
        id: ConversationId,
        by: UserId,
        known: &impl Known,
    ) -> ReadMarkerFacts {
        let core = known.conversation(id).and_then(Conversation::core);
        let project = core.and_then(|core| known.project(core.project_id));
        ReadMarkerFacts {
            asker: standing(by, project, known),
            joined_seq: core.and_then(|core| Some(core.participant(by)?.joined_seq)),
            last_seq: core.map_or(0, |core| core.last_seq),
        }
    }

    pub(crate) fn report_facts(
        command: &ReportCommand,
        by: UserId,
        known: &impl Known,
    ) -> ReportFacts {
        let reported = command.message_reported();
        let core = reported
            .and_then(|(conversation, _)| known.conversation(conversation))
            .and_then(Conversation::core);
        let project = core.and_then(|core| known.project(core.project_id));
        let asker = standing(by, project, known);
        let may_see = core
            .zip(asker)
            .is_some_and(|(core, asker)| core.open_to(by, asker).is_ok());
        ReportFacts {
            asker,
            may_see,
            message: reported.and_then(|(conversation, id)| known.message(conversation, id)),
        }
    }

    pub(crate) fn project_facts(
        id: ProjectId,
        command: &ProjectCommand,
        by: UserId,
        known: &impl Known,
    ) -> ProjectFacts {
        let exists = |user| known.user(user).is_some_and(User::is_here);
        ProjectFacts {
            asker: standing(by, known.project(id), known),
            person_exists: match command {
                ProjectCommand::AddMember { user_id } => exists(*user_id),
                ProjectCommand::CreateProject { .. }
                | ProjectCommand::RenameProject { .. }
                | ProjectCommand::RemoveMember { .. } => false,
            },
        }
    }

    pub(crate) fn user_facts(id: UserId, by: UserId, known: &impl Known) -> UserFacts {
        UserFacts {
            asker: standing(by, None, known),
            is_self: id == by,
        }
    }

    pub(crate) fn access_facts(
        reader: UserId,
        command: &AccessCommand,
        by: UserId,
        known: &impl Known,
    ) -> AccessFacts {
        let exists = match command.looked_at.stream() {
            StreamId::Conversation(id) => known
                .conversation(id)
                .and_then(Conversation::core)
                .is_some(),
            StreamId::Project(id) => known.project(id).is_some_and(Project::exists),
            StreamId::ReadMarker(..)
            | StreamId::Report(_)
            | StreamId::User(_)
            | StreamId::Access(_) => false,
        };
        AccessFacts {
            asker: standing(by, None, known),
            is_self: reader == by,
            exists,
        }
    }
}

fn standing(user: UserId, project: Option<&Project>, known: &impl Known) -> Option<Standing> {
    let person = known.user(user)?;
    Some(Standing {
        role: person.role()?,
        is_member: project.is_some_and(|project| project.has_member(user)),
        is_active: person.is_active(),
    })
}

/// A conversation and, once it is known, its project.
fn within<K: Known>(id: ConversationId, known: &K) -> impl Iterator<Item = StreamId> + use<K> {
    let core = known.conversation(id).and_then(Conversation::core);
    let project = core.map(|core| StreamId::Project(core.project_id));
    std::iter::once(StreamId::Conversation(id)).chain(project)
}

fn project_of(
    id: ConversationId,
    command: &ConversationCommand,
    known: &impl Known,
) -> Option<ProjectId> {
    match command {
        ConversationCommand::StartConversation { project_id, .. } => Some(*project_id),
        ConversationCommand::AddParticipant { .. }
        | ConversationCommand::RemoveParticipant { .. }
        | ConversationCommand::EndPart { .. }
        | ConversationCommand::ChangeSubject { .. }
        | ConversationCommand::ChangeStatus { .. }
        | ConversationCommand::SendMessage { .. }
        | ConversationCommand::EditMessage { .. }
        | ConversationCommand::DeleteMessage { .. }
        | ConversationCommand::RestoreMessage { .. }
        | ConversationCommand::ChangeFileState { .. } => {
            Some(known.conversation(id)?.core()?.project_id)
        }
    }
}
