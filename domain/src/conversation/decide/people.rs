//! Who takes part.

use super::{Case, Decision, refuse_auditors};
use crate::conversation::{PARTICIPANTS_MAX, Participant, Status};
use crate::{
    Conversation, ConversationCore, ConversationEvent, ConversationId, Private, ProjectId, Refusal,
    Role, Standing, Subject, Timestamp, UserId,
};

impl Conversation {
    pub(super) fn start(
        &self,
        id: ConversationId,
        project_id: ProjectId,
        subject: Private<Subject>,
        named: &[UserId],
        case: &Case,
    ) -> Decision {
        let (by, at, asker) = (case.by, case.at, case.asker()?);
        if self.core.is_some() {
            return Err(Refusal::IdTaken);
        }
        refuse_auditors(asker)?;
        // A project one is not in looks like one that is not there.
        if !case.facts.project_exists || !(asker.is_member || asker.role == Role::Admin) {
            return Err(Refusal::NoSuchProject);
        }
        let mut people = vec![by];
        for (index, user) in named.iter().enumerate() {
            if people.contains(user) {
                continue;
            }
            may_take_part(case.facts.people.get(user), index)?;
            people.push(*user);
            if people.len() > PARTICIPANTS_MAX {
                return Err(Refusal::TooManyParticipants);
            }
        }
        let joined = |user_id| Participant {
            user_id,
            joined_seq: 1,
            joined_at: at,
        };
        let core = ConversationCore {
            id,
            project_id,
            subject,
            status: Status::Active,
            version: 1,
            created_by: by,
            created_at: at,
            last_seq: 1,
            participants: people.into_iter().map(joined).collect(),
        };
        Ok(Some(ConversationEvent::ConversationStarted {
            by,
            at,
            core,
        }))
    }

    pub(super) fn add(&self, user_id: UserId, case: &Case) -> Decision {
        let (core, asker) = self.open_to(case)?;
        may_change_participants(asker)?;
        if core.participant(user_id).is_some() {
            return Ok(None);
        }
        may_take_part(case.facts.people.get(&user_id), 0)?;
        if core.participants.len() >= PARTICIPANTS_MAX {
            return Err(Refusal::TooManyParticipants);
        }
        let mut core = core.next();
        core.participants.push(Participant {
            user_id,
            joined_seq: core.last_seq,
            joined_at: case.at,
        });
        Ok(Some(ConversationEvent::ParticipantAdded {
            by: case.by,
            at: case.at,
            user_id,
            core,
        }))
    }

    pub(super) fn remove(&self, user_id: UserId, case: &Case) -> Decision {
        let (core, asker) = self.open_to(case)?;
        if user_id != case.by {
            may_change_participants(asker)?;
        }
        Ok(without(core, user_id, case.by, case.at))
    }

    /// What was decided elsewhere is only carried out: the asker need not be anybody any longer.
    pub(super) fn end_part(&self, user_id: UserId, case: &Case) -> Decision {
        let core = self.core.as_ref().ok_or(Refusal::NoSuchConversation)?;
        let person = case.facts.people.get(&user_id);
        if person.is_some_and(Standing::may_take_part) {
            return Ok(None);
        }
        Ok(without(core, user_id, case.by, case.at))
    }
}

fn without(
    core: &ConversationCore,
    user_id: UserId,
    by: UserId,
    at: Timestamp,
) -> Option<ConversationEvent> {
    core.participant(user_id)?;
    let mut core = core.next();
    core.participants.retain(|p| p.user_id != user_id);
    Some(ConversationEvent::ParticipantRemoved {
        by,
        at,
        user_id,
        core,
    })
}

fn may_change_participants(asker: Standing) -> Result<(), Refusal> {
    match asker.role {
        Role::Team | Role::Admin => Ok(()),
        Role::Client | Role::Auditor => Err(Refusal::MayNotChangeParticipants),
    }
}

/// Unknown people, people of other projects and those who are disabled look the same.
fn may_take_part(person: Option<&Standing>, index: usize) -> Result<(), Refusal> {
    if person.is_some_and(Standing::may_take_part) {
        Ok(())
    } else {
        Err(Refusal::NotInProject { index })
    }
}
