//! What clients ask for over the socket.

use domain::ConversationId;
use presence::Typing;
use serde_json::Value;

use super::End;
use super::live::Live;
use crate::dialect::Ask;
use chassis::caller::AuthError;

impl Live<'_> {
    /// Does what is asked, and answers where an answer is wanted.
    pub(super) async fn answer(&mut self, ask: Ask) -> Result<(), End> {
        let text = |key| ask.content.get(key).and_then(Value::as_str);
        let outcome = match ask.name.as_str() {
            "refresh-token" => match text("token") {
                Some(token) => Some(self.refresh(token).await),
                None => Some(Err("validation-failed")),
            },
            // Of a conversation that is not theirs people learn nothing, not even that it is.
            "typing" | "stop-typing" => {
                let conversation = text("conversationId").and_then(|id| id.parse().ok());
                Some(self.type_in(conversation, ask.name == "typing"))
            }
            "watch" => {
                let conversation = text("conversationId").and_then(|id| id.parse().ok());
                Some(self.watch(conversation, text("reason")).await)
            }
            "unwatch" => {
                let conversation = text("conversationId").and_then(|id| id.parse().ok());
                Some(self.unwatch(conversation))
            }
            _ => {
                metrics::counter!("tidings_socket_unknown_requests_total").increment(1);
                return self.connection.flood.asked(false).map_err(End::Close);
            }
        };
        self.connection.flood.asked(true).map_err(End::Close)?;
        match (ask.id, outcome) {
            (Some(id), Some(outcome)) => {
                let ack = self.connection.dialect.ack(id, outcome.err());
                self.connection.write([ack]).await
            }
            (_, _) => Ok(()),
        }
    }

    /// Somebody begins or ends to type where they take part.
    fn type_in(
        &self,
        conversation: Option<ConversationId>,
        is_typing: bool,
    ) -> Result<(), &'static str> {
        let is_theirs = |id: &ConversationId| self.hall().is_seen_by(*id, self.outbox());
        let conversation = conversation.filter(is_theirs).ok_or("not-found")?;
        self.service.company.type_in(Typing {
            conversation,
            user: self.outbox().user,
            is_typing,
        });
        Ok(())
    }

    /// A new token for the same person.
    async fn refresh(&mut self, token: &str) -> Result<(), &'static str> {
        match self.service.parts.recognition.of_token(token).await {
            Ok(caller) if caller.user_id == self.outbox().user => {
                self.renew(&caller);
                Ok(())
            }
            Ok(_) => Err("forbidden"),
            Err(AuthError::TokenExpired) => Err("token-expired"),
            Err(AuthError::Unauthenticated) => Err("unauthenticated"),
            Err(AuthError::Disabled) => Err("forbidden"),
            Err(AuthError::Unavailable) => Err("unavailable"),
        }
    }
}
