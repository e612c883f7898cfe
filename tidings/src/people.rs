//! Who is asking: accounts, which know what identity providers and cookies say, joined with the
//! log, which knows who a person is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use accounts::Accounts;
use async_trait::async_trait;
use chassis::caller::{AuthError, Authenticate, Caller, Via};
use chassis::identity::Claims;
use command_api::{Identities, ProviderSubject, Sessions, StartedSession, Unreachable};
use domain::{
    Command, Metadata, Name, Private, Role, SALT_BYTES, Salt, State, StreamId, UserCommand, UserId,
};
use event_store::{LogReader, Submission, SubmitError, Writer};
use uuid::Uuid;
use wire::Person;

/// How long a role is taken from memory. A change takes effect within 60 s.
const ROLE_AGE_MAX: Duration = Duration::from_secs(30);
/// Roles kept in memory.
const ROLES_MAX: usize = 50_000;

/// Everybody, as every service sees them.
pub struct People {
    accounts: Accounts,
    writer: Writer,
    reader: LogReader,
    issuer: String,
    /// Roles by person, and when they were read. Held for look-ups only, never across an await.
    roles: Mutex<HashMap<UserId, (Role, Instant)>>,
}

impl People {
    /// Joins the two.
    pub fn new(accounts: Accounts, writer: Writer, reader: LogReader, issuer: &str) -> Self {
        Self {
            accounts,
            writer,
            reader,
            issuer: issuer.to_owned(),
            roles: Mutex::new(HashMap::new()),
        }
    }

    /// The role of a registered person, by the log.
    async fn role(&self, user: UserId) -> Result<Option<Role>, AuthError> {
        if let Some(role) = self.remembered(user) {
            return Ok(Some(role));
        }
        let (state, _) = self
            .reader
            .state(StreamId::User(user))
            .await
            .map_err(away)?;
        let role = match state {
            State::User(user) => user.role(),
            State::Conversation(_) | State::ReadMarker(_) | State::Project(_) => None,
        };
        if let Some(role) = role {
            self.remember(user, role);
        }
        Ok(role)
    }

    fn remembered(&self, user: UserId) -> Option<Role> {
        let roles = self.roles.lock().unwrap_or_else(PoisonError::into_inner);
        let (role, read) = roles.get(&user)?;
        (read.elapsed() < ROLE_AGE_MAX).then_some(*role)
    }

    fn remember(&self, user: UserId, role: Role) {
        let mut roles = self.roles.lock().unwrap_or_else(PoisonError::into_inner);
        if roles.len() >= ROLES_MAX {
            roles.retain(|_, (_, read)| read.elapsed() < ROLE_AGE_MAX);
        }
        roles.insert(user, (role, Instant::now()));
    }

    /// The person of a subject, registered from the claims when seen for the first time. Two that
    /// come at once get the same id; if the process dies in between, the next request registers.
    async fn registered(&self, claims: &Claims) -> Result<(UserId, Role), AuthError> {
        let known = self
            .accounts
            .user_of(&claims.iss, &claims.sub)
            .await
            .map_err(away)?;
        let user = match known {
            Some(user) => user,
            None => {
                let fresh = UserId::new(Uuid::now_v7());
                self.accounts
                    .claim(&claims.iss, &claims.sub, fresh)
                    .await
                    .map_err(away)?
            }
        };
        if let Some(role) = self.role(user).await? {
            return Ok((user, role));
        }
        let register = UserCommand::RegisterUser {
            role: claims.role,
            name: personal(claims.name.as_deref())?,
            email: personal(claims.email.as_deref())?,
        };
        match self.writer.submit(submission(user, register)).await {
            Ok(_) => {
                self.remember(user, claims.role);
                Ok((user, claims.role))
            }
            // Another request was faster.
            Err(SubmitError::Refused(_)) => match self.role(user).await? {
                Some(role) => Ok((user, role)),
                None => Err(AuthError::Unavailable),
            },
            Err(error) => Err(away(error)),
        }
    }
}

fn submission(user: UserId, command: UserCommand) -> Submission {
    Submission {
        by: user,
        command: Command::User(user, command),
        key: None,
        metadata: Metadata::new(),
    }
}

/// A claim as personal text; one that is no name is as good as none.
fn personal(claim: Option<&str>) -> Result<Option<Private<Name>>, AuthError> {
    let Some(name) = claim.and_then(|claim| Name::parse(claim).ok()) else {
        return Ok(None);
    };
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(away)?;
    Ok(Some(Private::new(name, Salt(salt))))
}

fn away(error: impl std::fmt::Display) -> AuthError {
    tracing::warn!(%error, "a person could not be looked up");
    AuthError::Unavailable
}

#[async_trait]
impl Authenticate for People {
    async fn bearer(&self, claims: Claims) -> Result<Caller, AuthError> {
        let (user_id, role) = self.registered(&claims).await?;
        let via = Via::Bearer { exp: claims.exp };
        Ok(Caller { user_id, role, via })
    }

    async fn session(&self, cookie: &str) -> Result<Caller, AuthError> {
        let session = self.accounts.session(cookie).await.map_err(away)?;
        let session = session.ok_or(AuthError::Unauthenticated)?;
        let role = self
            .role(session.user_id)
            .await?
            .ok_or(AuthError::Unauthenticated)?;
        let via = Via::Session {
            id: session.id.to_string(),
            expires_at: session.expires_at,
        };
        Ok(Caller {
            user_id: session.user_id,
            role,
            via,
        })
    }
}

#[async_trait]
impl Sessions for People {
    async fn start(&self, user: UserId) -> Result<StartedSession, Unreachable> {
        let started = async {
            let cookie = self.accounts.start_session(user).await?;
            let session = self.accounts.session(&cookie).await?;
            Ok::<_, accounts::AccountsError>((cookie, session))
        };
        match started.await {
            Ok((cookie, Some(session))) => Ok(StartedSession {
                cookie,
                expires_at: session.expires_at,
            }),
            Ok((_, None)) => Err(Unreachable),
            Err(error) => Err(unreachable(&error)),
        }
    }

    async fn end(&self, cookie: &str) -> Result<(), Unreachable> {
        let ended = self.accounts.end_session(cookie).await;
        ended.map(|_| ()).map_err(|error| unreachable(&error))
    }

    async fn demo_people(&self) -> Result<Vec<Person>, Unreachable> {
        crate::demo::people(&self.accounts, &self.issuer)
            .await
            .map_err(|error| {
                tracing::warn!(%error, "the demo's people could not be looked up");
                Unreachable
            })
    }
}

#[async_trait]
impl Identities for People {
    async fn claim(&self, subject: &ProviderSubject, user: UserId) -> Result<UserId, Unreachable> {
        let claimed = self
            .accounts
            .claim(&self.issuer, subject.as_str(), user)
            .await;
        claimed.map_err(|error| unreachable(&error))
    }
}

#[async_trait]
impl query_api::Accounts for People {
    async fn subjects(
        &self,
        of: &[UserId],
    ) -> Result<HashMap<UserId, String>, query_api::Unreachable> {
        self.accounts.subjects_of(of).await.map_err(|error| {
            unreachable(&error);
            query_api::Unreachable
        })
    }

    async fn demo_people(&self) -> Result<Vec<Person>, query_api::Unreachable> {
        let people = Sessions::demo_people(self).await;
        people.map_err(|Unreachable| query_api::Unreachable)
    }
}

fn unreachable(error: &accounts::AccountsError) -> Unreachable {
    tracing::warn!(%error, "the accounts cannot be reached");
    Unreachable
}
