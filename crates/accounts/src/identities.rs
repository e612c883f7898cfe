use std::collections::HashMap;
use std::time::Duration;

use domain::UserId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
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

impl Subject {
    /// What is left of it when its person is erased.
    fn tombstone(&self, key: &[u8; 32]) -> Vec<u8> {
        // HMAC takes keys of every length, so there always is one.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
            return Vec::new();
        };
        for part in [&self.iss, &self.sub] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().to_vec()
    }
}

impl AccountsError {
    fn of_claim(error: sqlx::Error) -> Self {
        // Raised by app.claim_identity.
        match error.as_database_error().and_then(|error| error.code()) {
            Some(code) if code == "TD002" => Self::Erased,
            Some(_) | None => error.into(),
        }
    }
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
    /// claim at once, in any process, all get the same. The subject of somebody who was erased is
    /// refused ([`AccountsError::Erased`]): a token may outlive them.
    pub async fn claim(&self, iss: &str, sub: &str, user: UserId) -> Result<UserId, AccountsError> {
        let subject = Subject {
            iss: iss.to_owned(),
            sub: sub.to_owned(),
        };
        loop {
            let owner: Option<Uuid> =
                sqlx::query_scalar("select app.claim_identity($1, $2, $3, $4)")
                    .bind(iss)
                    .bind(sub)
                    .bind(user.uuid())
                    .bind(subject.tombstone(&self.tombstone_key))
                    .fetch_one(&self.pool)
                    .await
                    .map_err(AccountsError::of_claim)?;
            // None: whoever had it was erased between the two looks at it.
            if let Some(owner) = owner {
                return Ok(self.remember(subject, UserId::new(owner)));
            }
        }
    }

    /// The same for a subject that an admin makes known anew: it may be that of somebody who was erased,
    /// and then is another person's from now on.
    pub async fn claim_anew(
        &self,
        iss: &str,
        sub: &str,
        user: UserId,
    ) -> Result<UserId, AccountsError> {
        let subject = Subject {
            iss: iss.to_owned(),
            sub: sub.to_owned(),
        };
        sqlx::query("delete from app.erased_identities where hash = $1")
            .bind(subject.tombstone(&self.tombstone_key))
            .execute(&self.pool)
            .await?;
        self.claim(iss, sub, user).await
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

    /// Erases a person's subject, and leaves its keyed hash, so that it is not taken for a new person's;
    /// the pool's role must be `tidings_erase`. Repeatable.
    pub async fn forget_subject(&self, user: UserId) -> Result<(), AccountsError> {
        let mut transaction = self.pool.begin().await?;
        let gone: Option<(String, String)> =
            sqlx::query_as("delete from app.identities where user_id = $1 returning iss, sub")
                .bind(user.uuid())
                .fetch_optional(&mut *transaction)
                .await?;
        if let Some((iss, sub)) = gone {
            sqlx::query(
                "insert into app.erased_identities (hash) values ($1) on conflict do nothing",
            )
            .bind(Subject { iss, sub }.tombstone(&self.tombstone_key))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
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
