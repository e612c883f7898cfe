//! Looking at a conversation without taking part: for admins and auditors, who say why.

use std::time::Duration;

use domain::{ConversationId, Reason};
use tokio::time::timeout;

use super::live::Live;
use crate::hall::NotWatched;
use crate::ports::NotRecorded;

/// How long it may take to write down who looks at what. The socket hears nothing meanwhile.
const RECORD_WITHIN: Duration = Duration::from_secs(5);

impl Live<'_> {
    /// Written down first; then live frames, and nothing of what was before.
    pub(super) async fn watch(
        &mut self,
        conversation: Option<ConversationId>,
        reason: Option<&str>,
    ) -> Result<(), &'static str> {
        let conversation = conversation.ok_or("not-found")?;
        let outbox = self.outbox().clone();
        if !outbox.may_watch() {
            return Err(match self.hall().is_seen_by(conversation, &outbox) {
                true => "forbidden",
                false => "not-found",
            });
        }
        let reason = reason.and_then(|reason| Reason::parse(reason).ok());
        let reason = reason.ok_or("validation-failed")?;
        if self.hall().is_watched_by(conversation, &outbox) {
            return Ok(());
        }
        if !self.hall().has_room_to_watch(&outbox) {
            return Err("conflict");
        }
        let recorder = &self.service.parts.recorder;
        let recording = recorder.record_watch(outbox.user, conversation, reason);
        match timeout(RECORD_WITHIN, recording).await {
            Ok(Ok(())) => {}
            Ok(Err(NotRecorded::Refused)) => return Err("not-found"),
            Ok(Err(NotRecorded::Unavailable)) | Err(_) => return Err("unavailable"),
        }
        let watched = self.hall().watch(conversation, &outbox);
        watched.map_err(|reason| match reason {
            NotWatched::NotAllowed => "not-found",
            NotWatched::TooMany => "conflict",
        })
    }

    /// Looks away.
    pub(super) fn unwatch(
        &mut self,
        conversation: Option<ConversationId>,
    ) -> Result<(), &'static str> {
        let was_watched = conversation.is_some_and(|id| self.hall().unwatch(id, self.outbox()));
        was_watched.then_some(()).ok_or("not-found")
    }
}
