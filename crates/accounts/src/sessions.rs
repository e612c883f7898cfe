use std::time::Duration;

use domain::{Timestamp, UserId};
use sqlx::Row;
use sqlx::postgres::{PgListener, PgRow};
use time::OffsetDateTime;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::session::{Session, SessionId, new_cookie};
use crate::{Accounts, AccountsError};

/// A session ends this long after its last use.
pub const SESSION_HOURS: i32 = 12;

/// Where Postgres announces the ids of sessions that were ended.
pub const SESSION_CHANNEL: &str = "tidings_session";

/// The pause before listening again, doubled each time.
const LISTEN_PAUSE_MIN: Duration = Duration::from_millis(200);
const LISTEN_PAUSE_MAX: Duration = Duration::from_secs(5);

impl Accounts {
    /// Signs a person in: the cookie's value, which is kept nowhere else.
    pub async fn start_session(&self, user: UserId) -> Result<String, AccountsError> {
        let cookie = new_cookie()?;
        if let Some(id) = SessionId::of_cookie(&cookie) {
            sqlx::query(
                "insert into app.sessions (id_hash, user_id, expires_at)
                 values ($1, $2, now() + make_interval(hours => $3))",
            )
            .bind(id.bytes())
            .bind(user.uuid())
            .bind(SESSION_HOURS)
            .execute(&self.pool)
            .await?;
        }
        Ok(cookie)
    }

    /// The session of a cookie's value, if it lives. Using it lengthens it.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>, AccountsError> {
        let Some(id) = SessionId::of_cookie(cookie) else {
            return Ok(None);
        };
        if let Some(session) = self.sessions.find(&id) {
            return Ok(Some(session));
        }
        // Postgres' clock alone decides, so that nodes whose clocks differ agree.
        let row = sqlx::query(
            "select user_id, expires_at, extract(epoch from expires_at - now())::float8 as seconds_left
             from app.sessions
             where id_hash = $1 and expires_at > now()",
        )
        .bind(id.bytes())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let (mut session, seconds_left) = read(id, &row)?;
        if let Some(expires_at) = self.lengthen(id).await? {
            session.expires_at = expires_at;
        }
        let good_for = Duration::try_from_secs_f64(seconds_left).unwrap_or_default();
        let lives = self.sessions.insert(id, session, good_for);
        Ok(lives.then_some(session))
    }

    /// Signs out: the session is dead on this node when this returns, and soon on all.
    /// False where there was none.
    pub async fn end_session(&self, cookie: &str) -> Result<bool, AccountsError> {
        let Some(id) = SessionId::of_cookie(cookie) else {
            return Ok(false);
        };
        let ended = self.end(Some(id), None).await?;
        Ok(!ended.is_empty())
    }

    /// Signs a person out everywhere: disabled or erased.
    pub async fn end_sessions_of(&self, user: UserId) -> Result<usize, AccountsError> {
        let ended = self.end(None, Some(user)).await?;
        Ok(ended.len())
    }

    /// Deletes sessions that ran out; how many.
    pub async fn sweep_sessions(&self) -> Result<u64, AccountsError> {
        let swept = sqlx::query("delete from app.sessions where expires_at <= now()")
            .execute(&self.pool)
            .await?;
        Ok(swept.rows_affected())
    }

    /// Hears of sessions that end, on this node or another (while [`Self::follow_endings`] runs): for
    /// sockets, which have to be closed. Who falls behind is told so and should ask for each session again.
    pub fn endings(&self) -> broadcast::Receiver<SessionId> {
        self.endings.subscribe()
    }

    /// Listens to the other nodes until told to stop.
    pub async fn follow_endings(&self, stop: CancellationToken) {
        let mut pause = LISTEN_PAUSE_MIN;
        while !stop.is_cancelled() {
            let outcome = tokio::select! {
                () = stop.cancelled() => return,
                outcome = self.listen(&mut pause) => outcome,
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "listening to ended sessions was interrupted");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 2).min(LISTEN_PAUSE_MAX);
        }
    }

    async fn listen(&self, pause: &mut Duration) -> Result<(), AccountsError> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(SESSION_CHANNEL).await?;
        // What ended while nobody listened: nothing remembered can be trusted.
        self.sessions.forget_answers(|_| true);
        *pause = LISTEN_PAUSE_MIN;
        // A lost connection shows as None, and what it would have told is lost with it.
        while let Some(notification) = listener.try_recv().await? {
            match notification.payload().parse() {
                Ok(id) => self.forget(id),
                Err(error) => tracing::warn!(%error, "a notification could not be read"),
            }
        }
        Ok(())
    }

    /// At most once a minute a session, since reads come by the second.
    async fn lengthen(&self, id: SessionId) -> Result<Option<Timestamp>, AccountsError> {
        let moved: Option<OffsetDateTime> = sqlx::query_scalar(
            "update app.sessions set expires_at = now() + make_interval(hours => $2)
             where id_hash = $1
               and expires_at > now()
               and expires_at < now() + make_interval(hours => $2, mins => -1)
             returning expires_at",
        )
        .bind(id.bytes())
        .bind(SESSION_HOURS)
        .fetch_optional(&self.pool)
        .await?;
        Ok(moved.map(Timestamp::from))
    }

    async fn end(
        &self,
        id: Option<SessionId>,
        user: Option<UserId>,
    ) -> Result<Vec<SessionId>, AccountsError> {
        // Deleted and announced by one statement: nobody hears of what did not happen.
        let hashes: Vec<Vec<u8>> = sqlx::query_scalar(
            "with gone as (delete from app.sessions where id_hash = $1 or user_id = $2 returning id_hash),
                  told as (select id_hash, pg_notify($3, encode(id_hash, 'hex')) as told from gone)
             select id_hash from told where told is not null",
        )
        .bind(id.map(|id| id.bytes().to_vec()))
        .bind(user.map(UserId::uuid))
        .bind(SESSION_CHANNEL)
        .fetch_all(&self.pool)
        .await?;
        let ended: Vec<SessionId> = hashes.into_iter().filter_map(SessionId::of_bytes).collect();
        ended.iter().for_each(|id| self.forget(*id));
        Ok(ended)
    }

    fn forget(&self, id: SessionId) {
        self.sessions.end(id);
        // Nobody listens where no sockets are.
        let _ = self.endings.send(id);
    }
}

fn read(id: SessionId, row: &PgRow) -> Result<(Session, f64), sqlx::Error> {
    let user_id: Uuid = row.try_get("user_id")?;
    let expires_at: OffsetDateTime = row.try_get("expires_at")?;
    let session = Session {
        id,
        user_id: UserId::new(user_id),
        expires_at: expires_at.into(),
    };
    Ok((session, row.try_get("seconds_left")?))
}
