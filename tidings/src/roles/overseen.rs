//! What sockets need of others: privileged looks are written to the log, and rights that changed
//! are forgotten.

use accounts::Accounts;
use async_trait::async_trait;
use chassis::shutdown::Shutdown;
use domain::{
    AccessCommand, Command, ConversationId, LookedAt, Metadata, Private, Reason, SALT_BYTES, Salt,
    UserId,
};
use event_store::{Submission, SubmitError, Writer};
use realtime::{Doorkeeper, NotRecorded, Recorder};

/// Writes looks at conversations into the log.
pub struct Looks(pub Writer);

#[async_trait]
impl Recorder for Looks {
    async fn record_watch(
        &self,
        watcher: UserId,
        conversation: ConversationId,
        reason: Reason,
    ) -> Result<(), NotRecorded> {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|error| {
            tracing::error!(%error, "the operating system has no randomness to give");
            NotRecorded::Unavailable
        })?;
        let command = AccessCommand {
            looked_at: LookedAt::Watch(conversation),
            reason: Private::new(reason, Salt(salt)),
        };
        let submission = Submission {
            by: watcher,
            command: Command::Access(watcher, command),
            key: None,
            metadata: Metadata::new(),
        };
        match self.0.submit(submission).await {
            Ok(_) => Ok(()),
            Err(SubmitError::Refused(refusal)) => {
                tracing::debug!(%refusal, "a conversation may not be watched");
                Err(NotRecorded::Refused)
            }
            Err(error @ (SubmitError::KeyReused | SubmitError::Unavailable(_))) => {
                tracing::warn!(%error, "a look at a conversation could not be written down");
                Err(NotRecorded::Unavailable)
            }
        }
    }
}

/// Has accounts forget what people might do, as soon as the log says otherwise.
pub struct Keeper {
    /// Who remembers it.
    pub accounts: Accounts,
    /// Waits for what is still being done.
    pub shutdown: Shutdown,
}

impl Doorkeeper for Keeper {
    fn rights_changed(&self, user: UserId, may_come_in: bool) {
        self.accounts.forget_state_of(user);
        if may_come_in {
            return;
        }
        let accounts = self.accounts.clone();
        self.shutdown.spawn("end-sessions", async move {
            // Whoever comes with one of them is refused anyway, and it is ended then.
            if let Err(error) = accounts.end_sessions_of(user).await {
                tracing::warn!(%error, "the sessions of somebody who may not come in were not ended");
            }
        });
    }
}
