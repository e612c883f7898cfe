use domain::{FileId, UserId};
use sqlx::Row as _;
use uuid::Uuid;

use super::{Carrier, Ledger, LedgerError, Upload};

/// The files of one attempt to send a message. Nobody else can send them. Let it be where the message was
/// sent or nobody knows whether it was; [`Ledger::release`] it where it certainly was not.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a refused send releases its files"]
pub struct Reservation {
    carrier: Carrier,
    files: Vec<Upload>,
}

impl Reservation {
    /// The files, in the order in which they were asked for.
    #[must_use]
    pub fn files(&self) -> &[Upload] {
        &self.files
    }
}

/// Why a file cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// There is none with this id that the sender uploaded, or none any more.
    #[error("there is no such file of yours")]
    Unknown,
    /// Another message has it.
    #[error("the file is in another message")]
    InUse,
    /// The scanner found something in it.
    #[error("the file was refused by the scanner")]
    Refused,
    /// It was asked for before, in the same message.
    #[error("the file is named twice")]
    Repeated,
}

/// Why files were not reserved; then none of them was.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// The file at this place, from 0, stands in the way.
    #[error("file {index}: {obstacle}")]
    Obstacle {
        /// Its place in the list.
        index: usize,
        /// Why.
        obstacle: Obstacle,
    },
    /// The ledger failed.
    #[error("{0}")]
    Failed(#[from] LedgerError),
}

impl From<sqlx::Error> for ReserveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Ledger {
    /// Reserves files for a message, all or none. Of two messages that want one file, one gets it; a repeat
    /// for the message that has it gets it again.
    ///
    /// # Errors
    /// The first file that stands in the way, or the ledger failed.
    pub async fn reserve(
        &self,
        owner: UserId,
        carrier: Carrier,
        ids: &[FileId],
    ) -> Result<Reservation, ReserveError> {
        let repeated = ids
            .iter()
            .enumerate()
            .position(|(at, id)| ids.iter().take(at).any(|earlier| earlier == id));
        if let Some(index) = repeated {
            return Err(ReserveError::Obstacle {
                index,
                obstacle: Obstacle::Repeated,
            });
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let obstacle = sqlx::query("select * from app.reserve_uploads($1, $2, $3, $4) limit 1")
            .bind(owner.uuid())
            .bind(carrier.conversation.uuid())
            .bind(carrier.message.uuid())
            .bind(&ids)
            .fetch_optional(&self.pool)
            .await?;
        if let Some(row) = obstacle {
            let place: i64 = row.try_get("place")?;
            let obstacle = match row.try_get("obstacle")? {
                "unknown" => Obstacle::Unknown,
                "in-use" => Obstacle::InUse,
                "refused" => Obstacle::Refused,
                _ => return Err(LedgerError::Unreadable("obstacle").into()),
            };
            return Err(ReserveError::Obstacle {
                index: usize::try_from(place - 1).unwrap_or_default(),
                obstacle,
            });
        }
        let files = self.in_order(&ids).await?;
        Ok(Reservation { carrier, files })
    }

    /// Gives the files of a refused attempt back to their owner, unless another attempt to send the same
    /// message holds them too: that one may have been the one that was sent.
    pub async fn release(&self, reservation: Reservation) -> Result<(), LedgerError> {
        let ids: Vec<Uuid> = reservation
            .files
            .iter()
            .map(|file| file.id.uuid())
            .collect();
        sqlx::query(
            "update app.uploads set
               holds = holds - 1,
               conversation_id = case when holds > 1 then conversation_id end,
               message_id = case when holds > 1 then message_id end,
               reserved_at = case when holds > 1 then reserved_at end
             where id = any($1) and conversation_id = $2 and message_id = $3 and not sent",
        )
        .bind(ids)
        .bind(reservation.carrier.conversation.uuid())
        .bind(reservation.carrier.message.uuid())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
