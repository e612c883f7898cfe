use std::collections::HashMap;
use std::time::Duration;

use domain::UserId;
use uuid::Uuid;

use crate::{Accounts, AccountsError};

/// A person's id does not run out.
const WHILE_KEPT: Duration = Duration::MAX;

/// What an identity provider calls a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The provider.
    pub iss: String,
    /// Its name for the person.
    pub sub: String,
}

impl Accounts {
    /// The person of a subject, if there is one.
    pub async fn user_of(&self, iss: &str, sub: &str) -> Result<Option<UserId>, AccountsError> {
        let subject = Subject {
            iss: iss.to_owned(),
            sub: sub.to_owned(),
        };
        if let Some(user) = self.identities.find(&subject) {
            return Ok(Some(user));
        }
        // Postgres cannot hold it, so nobody has it.
        if has_nul(&subject) {
            return Ok(None);
        }
        let found: Option<Uuid> =
            sqlx::query_scalar("select user_id from app.identities where iss = $1 and sub = $2")
                .bind(iss)
                .bind(sub)
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.map(|id| self.remember(subject, UserId::new(id))))
    }

    /// Gives a subject the user id, unless it has one: the answer is the one it has. Of several that
    /// claim at once, in any process, all get the same.
    pub async fn claim(&self, iss: &str, sub: &str, user: UserId) -> Result<UserId, AccountsError> {
        let fresh: Option<Uuid> = sqlx::query_scalar(
            "insert into app.identities (iss, sub, user_id) values ($1, $2, $3)
             on conflict (iss, sub) do nothing
             returning user_id",
        )
        .bind(iss)
        .bind(sub)
        .bind(user.uuid())
        .fetch_optional(&self.pool)
        .await?;
        // The winner's row may be newer than the snapshot of the statement that lost to it, so it is
        // read by a statement of its own.
        let owner: Uuid = match fresh {
            Some(owner) => owner,
            None => {
                sqlx::query_scalar("select user_id from app.identities where iss = $1 and sub = $2")
                    .bind(iss)
                    .bind(sub)
                    .fetch_one(&self.pool)
                    .await?
            }
        };
        let subject = Subject {
            iss: iss.to_owned(),
            sub: sub.to_owned(),
        };
        Ok(self.remember(subject, UserId::new(owner)))
    }

    /// The subjects of these people, those that have one.
    pub async fn subjects_of(
        &self,
        users: &[UserId],
    ) -> Result<HashMap<UserId, String>, AccountsError> {
        let ids: Vec<Uuid> = users.iter().map(|user| user.uuid()).collect();
        let rows: Vec<(Uuid, String)> =
            sqlx::query_as("select user_id, sub from app.identities where user_id = any($1)")
                .bind(ids)
                .fetch_all(&self.pool)
                .await?;
        let named = rows.into_iter().map(|(id, sub)| (UserId::new(id), sub));
        Ok(named.collect())
    }

    /// The subject of a person, unless erased.
    pub async fn subject_of(&self, user: UserId) -> Result<Option<Subject>, AccountsError> {
        let found: Option<(String, String)> =
            sqlx::query_as("select iss, sub from app.identities where user_id = $1")
                .bind(user.uuid())
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.map(|(iss, sub)| Subject { iss, sub }))
    }

    /// Erases a person's subject; the pool's role must be `tidings_erase`. Repeatable.
    pub async fn forget_subject(&self, user: UserId) -> Result<(), AccountsError> {
        sqlx::query("delete from app.identities where user_id = $1")
            .bind(user.uuid())
            .execute(&self.pool)
            .await?;
        self.identities.forget_answers(|known| *known == user);
        Ok(())
    }

    fn remember(&self, subject: Subject, user: UserId) -> UserId {
        self.identities.insert(subject, user, WHILE_KEPT);
        user
    }
}

fn has_nul(subject: &Subject) -> bool {
    subject.iss.contains('\0') || subject.sub.contains('\0')
}
