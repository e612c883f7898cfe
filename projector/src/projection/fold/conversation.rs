//! What is said, and who takes part.

use domain::{
    ConversationCore, ConversationEvent, ConversationId, FileId, Message as Whole, Timestamp,
    UserId,
};

use super::{Contradiction, Fold, of};
use crate::projection::rows::{Conversation, Message, MessageFile, Participant};

impl Fold {
    pub(super) fn conversation(
        &mut self,
        id: ConversationId,
        seq: u64,
        event: &ConversationEvent,
    ) -> Result<(), Contradiction> {
        match event {
            ConversationEvent::ConversationStarted { at, core, .. } => {
                self.started(id, *at, core);
                return Ok(());
            }
            ConversationEvent::ParticipantAdded { at, user_id, .. } => {
                self.added(id, seq, *at, *user_id)?;
            }
            ConversationEvent::ParticipantRemoved { at, user_id, .. } => {
                let part = (id, *user_id);
                let participant = of(
                    &mut self.0.participants,
                    &part,
                    "nobody is there to be removed",
                )?;
                participant.left = Some((seq, *at));
                participant.has_unread = false;
            }
            ConversationEvent::SubjectChanged { by, core, .. } => {
                let subject = self.said(*by, &core.subject);
                let conversation = self.known(id)?;
                conversation.subject = subject;
                conversation.subject_by = *by;
            }
            ConversationEvent::StatusChanged { at, .. } => {
                self.known(id)?.last_activity_at = *at;
            }
            ConversationEvent::MessageSent { .. } => {
                if let Some(message) = event.message(seq) {
                    self.sent(id, &message)?;
                }
            }
            ConversationEvent::MessageEdited { message, .. }
            | ConversationEvent::MessageRestored { message, .. } => self.replaced(id, message)?,
            ConversationEvent::FileStateChanged {
                file_id, message, ..
            } => {
                self.replaced(id, message)?;
                self.file_changed(*file_id, message);
            }
            ConversationEvent::MessageDeleted {
                by, at, seq: place, ..
            } => self.deleted(id, *place, *by, *at)?,
        }
        let conversation = self.known(id)?;
        conversation.last_seq = seq;
        if let Some(core) = event.core() {
            conversation.status = core.status;
            conversation.version = core.version;
        }
        Ok(())
    }

    fn started(&mut self, id: ConversationId, at: Timestamp, core: &ConversationCore) {
        let conversation = Conversation {
            project_id: core.project_id,
            subject: self.said(core.created_by, &core.subject),
            subject_by: core.created_by,
            status: core.status,
            version: core.version,
            created_by: core.created_by,
            created_at: core.created_at,
            last_seq: core.last_seq,
            last_activity_at: at,
            messages_sent: 0,
            messages_deleted: 0,
            reports_open: 0,
            last_message_seq: None,
            is_last_message_gone: false,
        };
        self.0.conversations.insert(id, conversation);
        for one in &core.participants {
            let participant = Participant::joined(one.joined_seq, one.joined_at, 0, false);
            self.0.participants.insert((id, one.user_id), participant);
        }
    }

    fn added(
        &mut self,
        id: ConversationId,
        seq: u64,
        at: Timestamp,
        user_id: UserId,
    ) -> Result<(), Contradiction> {
        let sent = self.known(id)?.messages_sent;
        // What somebody kept quiet stays quiet when they come back.
        let before = self.0.participants.get(&(id, user_id));
        let muted = before.is_some_and(|before| before.muted);
        let participant = Participant::joined(seq, at, sent, muted);
        self.0.participants.insert((id, user_id), participant);
        Ok(())
    }

    fn sent(&mut self, id: ConversationId, message: &Whole) -> Result<(), Contradiction> {
        let seq = message.seq;
        let (body, erased) = self.body(message);
        let conversation = self.known(id)?;
        conversation.messages_sent += 1;
        conversation.last_message_seq = Some(seq);
        conversation.is_last_message_gone = false;
        conversation.last_activity_at = message.sent_at;
        let row = Message {
            is_new: true,
            id: message.id,
            ordinal: conversation.messages_sent,
            version: message.version,
            author_id: message.author_id,
            body,
            reply_to_seq: message.reply_to.map(|original| original.seq),
            sent_at: message.sent_at,
            edited_at: None,
            deleted: None,
            erased,
        };
        self.0.messages.insert((id, seq), row);
        // Who is erased takes their files along.
        let files = message.files.iter().filter(|_| !erased);
        for (place, file) in (0..).zip(files) {
            let row = MessageFile {
                message: (id, seq),
                place,
                file: file.clone(),
            };
            self.0.files.insert(file.id, row);
        }
        // An admin may write where they never took part, and then has no row.
        if let Some(author) = self.0.participants.get_mut(&(id, message.author_id)) {
            author.own_after += 1;
        }
        Ok(())
    }

    /// Takes over a message that an event carries whole; it is not deleted after it.
    fn replaced(&mut self, id: ConversationId, message: &Whole) -> Result<(), Contradiction> {
        let (body, erased) = self.body(message);
        let place = (id, message.seq);
        let row = of(&mut self.0.messages, &place, "its message was not sent")?;
        row.version = message.version;
        row.body = body;
        row.edited_at = message.edited_at;
        row.erased = erased;
        if row.deleted.take().is_some() {
            let conversation = self.known(id)?;
            conversation.messages_deleted = conversation.messages_deleted.saturating_sub(1);
            conversation.last_message_seq = conversation.last_message_seq.max(Some(message.seq));
        }
        Ok(())
    }

    fn file_changed(&mut self, file_id: FileId, message: &Whole) {
        let Some(state) = message
            .files
            .iter()
            .find(|file| file.id == file_id)
            .map(|file| file.state)
        else {
            return;
        };
        match self.0.files.get_mut(&file_id) {
            Some(row) => row.file.state = state,
            None => {
                self.0.file_states.insert(file_id, state);
            }
        }
    }

    fn deleted(
        &mut self,
        id: ConversationId,
        seq: u64,
        by: UserId,
        at: Timestamp,
    ) -> Result<(), Contradiction> {
        let row = of(&mut self.0.messages, &(id, seq), "its message was not sent")?;
        row.body.clear();
        if row.deleted.replace((at, by)).is_none() {
            let conversation = self.known(id)?;
            conversation.messages_deleted += 1;
            conversation.is_last_message_gone |= conversation.last_message_seq == Some(seq);
        }
        Ok(())
    }

    /// What a message says, and whether its author's words were erased.
    fn body(&self, message: &Whole) -> (String, bool) {
        let erased = message.body.kept().is_none() || self.0.silenced.contains(&message.author_id);
        (self.said(message.author_id, &message.body), erased)
    }
}
