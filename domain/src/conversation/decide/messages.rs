//! What is said, and what becomes of it.

use super::{Case, Decision};
use crate::conversation::{MessageFact, RESTORE_WITHIN_MS};
use crate::{
    Body, Conversation, ConversationCore, ConversationEvent, FILES_MAX, File, FileId, FileState,
    Message, MessageId, Private, Refusal, ReplyTo, Role, SeenVersion, Standing,
};

impl Conversation {
    pub(super) fn send(
        &self,
        id: MessageId,
        body: Private<Body>,
        files: Vec<File>,
        reply_to: Option<MessageId>,
        case: &Case,
    ) -> Decision {
        let (core, asker) = self.open_to(case)?;
        accepts(core, asker)?;
        if case.facts.messages.contains_key(&id) {
            return Err(Refusal::MessageIdTaken);
        }
        says_something(&body, &files)?;
        if files.len() > FILES_MAX {
            return Err(Refusal::TooManyFiles);
        }
        let reply_to = match reply_to {
            None => None,
            Some(original) => {
                let fact = case.facts.messages.get(&original);
                let message = &fact.ok_or(Refusal::NoSuchReply)?.message;
                Some(ReplyTo {
                    id: original,
                    seq: message.seq,
                    author_id: message.author_id,
                })
            }
        };
        Ok(Some(ConversationEvent::MessageSent {
            id,
            by: case.by,
            at: case.at,
            body,
            files,
            reply_to,
        }))
    }

    pub(super) fn edit(
        &self,
        id: MessageId,
        body: Private<Body>,
        if_match: Option<u64>,
        case: &Case,
    ) -> Decision {
        let (core, asker) = self.open_to(case)?;
        let fact = message(id, case)?;
        if fact.message.author_id != case.by {
            return Err(Refusal::NotTheAuthor);
        }
        accepts(core, asker)?;
        present(fact)?;
        is_the_one_seen(fact, if_match)?;
        says_something(&body, &fact.message.files)?;
        if fact.message.body.kept().is_some() && fact.message.body.kept() == body.kept() {
            return Ok(None);
        }
        Ok(Some(ConversationEvent::MessageEdited {
            by: case.by,
            at: case.at,
            message: Message {
                version: fact.message.version + 1,
                body,
                edited_at: Some(case.at),
                ..fact.message.clone()
            },
        }))
    }

    pub(super) fn delete(&self, id: MessageId, if_match: Option<u64>, case: &Case) -> Decision {
        let (core, asker) = self.open_to(case)?;
        let fact = message(id, case)?;
        if fact.message.author_id != case.by && asker.role != Role::Admin {
            return Err(Refusal::MayNotDelete);
        }
        accepts(core, asker)?;
        present(fact)?;
        is_the_one_seen(fact, if_match)?;
        Ok(Some(ConversationEvent::MessageDeleted {
            by: case.by,
            at: case.at,
            id,
            seq: fact.message.seq,
            author_id: fact.message.author_id,
        }))
    }

    pub(super) fn restore(&self, id: MessageId, case: &Case) -> Decision {
        let (core, asker) = self.open_to(case)?;
        let fact = message(id, case)?;
        let is_admin = asker.role == Role::Admin;
        if fact.message.author_id != case.by && !is_admin {
            return Err(Refusal::MayNotRestore);
        }
        accepts(core, asker)?;
        let deletion = fact.deletion.ok_or(Refusal::NotDeleted)?;
        if !is_admin {
            // What an admin took away the author does not bring back.
            if deletion.by != case.by {
                return Err(Refusal::MayNotRestore);
            }
            if case.at.millis() - deletion.at.millis() > RESTORE_WITHIN_MS {
                return Err(Refusal::TooLateToRestore);
            }
        }
        Ok(Some(ConversationEvent::MessageRestored {
            by: case.by,
            at: case.at,
            message: fact.message.clone(),
        }))
    }

    /// A verdict is recorded once; of a deleted message nobody reads the files any more.
    pub(super) fn change_file(
        &self,
        id: MessageId,
        file_id: FileId,
        state: FileState,
        case: &Case,
    ) -> Decision {
        let fact = message(id, case)?;
        present(fact)?;
        let mut message = fact.message.clone();
        let waiting = |file: &&mut File| file.id == file_id && file.state == FileState::Scanning;
        let Some(file) = message.files.iter_mut().find(waiting) else {
            return Ok(None);
        };
        if state == FileState::Scanning {
            return Ok(None);
        }
        file.state = state;
        Ok(Some(ConversationEvent::FileStateChanged {
            by: case.by,
            at: case.at,
            file_id,
            message,
        }))
    }
}

fn message(id: MessageId, case: &Case) -> Result<&MessageFact, Refusal> {
    case.facts.messages.get(&id).ok_or(Refusal::NoSuchMessage)
}

fn accepts(core: &ConversationCore, asker: Standing) -> Result<(), Refusal> {
    if core.accepts_post_from(asker.role) {
        Ok(())
    } else {
        Err(Refusal::ConversationNotOpen)
    }
}

const fn present(fact: &MessageFact) -> Result<(), Refusal> {
    match fact.deletion {
        None => Ok(()),
        Some(_) => Err(Refusal::AlreadyDeleted),
    }
}

fn is_the_one_seen(fact: &MessageFact, if_match: Option<u64>) -> Result<(), Refusal> {
    let message = &fact.message;
    if if_match.is_none_or(|seen| seen == message.version) {
        return Ok(());
    }
    Err(Refusal::VersionMismatch(SeenVersion {
        version: message.version,
        by: message.author_id,
        at: message.edited_at.unwrap_or(message.sent_at),
    }))
}

fn says_something(body: &Private<Body>, files: &[File]) -> Result<(), Refusal> {
    if files.is_empty() && body.kept().is_some_and(|body| body.as_str().is_empty()) {
        return Err(Refusal::NothingSaid);
    }
    Ok(())
}
