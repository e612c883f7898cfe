//! What it is about, and whether it is open.

use super::{Case, Decision};
use crate::conversation::Status;
use crate::{
    Conversation, ConversationEvent, Private, Reason, Refusal, Role, SeenVersion, Subject,
};

impl Conversation {
    pub(super) fn change_subject(&self, subject: Private<Subject>, case: &Case) -> Decision {
        let (core, asker) = self.open_to(case)?;
        match asker.role {
            Role::Team | Role::Admin => {}
            Role::Client | Role::Auditor if core.created_by == case.by => {}
            Role::Client | Role::Auditor => return Err(Refusal::MayNotChangeSubject),
        }
        if core.subject.kept().is_some() && core.subject.kept() == subject.kept() {
            return Ok(None);
        }
        let mut core = core.next();
        core.subject = subject;
        Ok(Some(ConversationEvent::SubjectChanged {
            by: case.by,
            at: case.at,
            core,
        }))
    }

    pub(super) fn change_status(
        &self,
        status: Status,
        reason: Option<Private<Reason>>,
        if_match: u64,
        case: &Case,
    ) -> Decision {
        case.asker()?.admin()?;
        let core = self.core.as_ref().ok_or(Refusal::NoSuchConversation)?;
        if if_match != core.version {
            let (by, at) = self.changed.unwrap_or((core.created_by, core.created_at));
            return Err(Refusal::VersionMismatch(SeenVersion {
                version: core.version,
                by,
                at,
            }));
        }
        if status == core.status {
            return Ok(None);
        }
        if status == Status::Closed && reason.is_none() {
            return Err(Refusal::ReasonRequired);
        }
        let mut core = core.next();
        core.status = status;
        Ok(Some(ConversationEvent::StatusChanged {
            by: case.by,
            at: case.at,
            reason,
            core,
        }))
    }
}
