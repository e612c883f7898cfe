//! Who is asking: accounts, which know what identity providers and cookies say, joined with the
//! log, which knows who a person is.

use std::collections::HashMap;

use accounts::{Accounts, AccountsError, PersonState};
use async_trait::async_trait;
use chassis::caller::{AuthError, Authenticate, Caller, Via};
use chassis::identity::Claims;
use command_api::{Identities, ProviderSubject, Sessions, StartedSession, Unreachable};
use domain::{
    Command, Metadata, Name, Private, Role, SALT_BYTES, Salt, State, StreamId, User, UserCommand,
    UserId,
};
use event_store::{LogReader, Submission, SubmitError, Writer};
use uuid::Uuid;
use wire::Person;

/// What the key is for that erased identities are hashed with.
pub const TOMBSTONES: &str = "tombstones";

/// Everybody, as every service sees them.
pub struct People {
    accounts: Accounts,
    writer: Writer,
    reader: LogReader,
    issuer: String,
    /// Whether a token decides its bearer's role each time, or only at first sight.
    has_roles_from_token: bool,
}

impl People {
    /// Joins the two.
    pub fn new(
        accounts: Accounts,
        writer: Writer,
        reader: LogReader,
        issuer: &str,
        has_roles_from_token: bool,
    ) -> Self {
        Self {
            accounts,
            writer,
            reader,
            issuer: issuer.to_owned(),
            has_roles_from_token,
        }
    }

    /// What a registered person may do, by the log as it was in the last half minute.
    async fn state(&self, user: UserId) -> Result<Option<PersonState>, AuthError> {
        let load = async {
            let (state, _) = self.reader.state(StreamId::User(user)).await?;
            Ok::<_, event_store::Failure>(match state {
                State::User(user) => state_of(&user),
                State::Conversation(_)
                | State::ReadMarker(_)
                | State::Report(_)
                | State::Project(_)
                | State::Access(_) => None,
            })
        };
        self.accounts.state_of(user, load).await.map_err(away)
    }

    /// The person of a subject, registered from the claims when seen for the first time. Two that
    /// come at once get the same id; if the process dies in between, the next request registers.
    async fn registered(&self, claims: &Claims) -> Result<(UserId, PersonState), AuthError> {
        let known = self
            .accounts
            .user_of(&claims.iss, &claims.sub)
            .await
            .map_err(away)?;
        let user = match known {
            Some(user) => user,
            None => {
                let fresh = UserId::new(Uuid::now_v7());
                let claimed = self.accounts.claim(&claims.iss, &claims.sub, fresh).await;
                claimed.map_err(|error| match error {
                    // The token outlived the person.
                    AccountsError::Erased => AuthError::Disabled,
                    AccountsError::Postgres(_) | AccountsError::Randomness(_) => away(error),
                })?
            }
        };
        if let Some(state) = self.state(user).await? {
            return Ok((user, state));
        }
        let register = UserCommand::RegisterUser {
            role: claims.role,
            name: personal(claims.name.as_deref())?,
            email: personal(claims.email.as_deref())?,
        };
        match self.writer.submit(submission(user, register)).await {
            Ok(_) => Ok((user, PersonState::Active(claims.role))),
            // Another request was faster.
            Err(SubmitError::Refused(_)) => match self.state(user).await? {
                Some(state) => Ok((user, state)),
                None => Err(AuthError::Unavailable),
            },
            Err(error) => Err(away(error)),
        }
    }

    /// The aggregates decide by the directory's role, so what the token says goes there first.
    async fn take_role(&self, user: UserId, role: Role) -> Result<(), AuthError> {
        let taken = self
            .writer
            .submit(submission(user, UserCommand::TakeRole { role }))
            .await;
        taken.map_err(away)?;
        self.accounts.forget_state_of(user);
        Ok(())
    }
}

fn state_of(user: &User) -> Option<PersonState> {
    let role = user.role()?;
    Some(if user.is_active() {
        PersonState::Active(role)
    } else if user.is_here() {
        PersonState::Disabled
    } else {
        PersonState::Erased
    })
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
        let (user_id, state) = self.registered(&claims).await?;
        let role = match state {
            PersonState::Active(role) if self.has_roles_from_token && role != claims.role => {
                self.take_role(user_id, claims.role).await?;
                claims.role
            }
            PersonState::Active(role) => role,
            PersonState::Disabled | PersonState::Erased => return Err(AuthError::Disabled),
        };
        let via = Via::Bearer { exp: claims.exp };
        Ok(Caller { user_id, role, via })
    }

    async fn session(&self, cookie: &str) -> Result<Caller, AuthError> {
        let session = self.accounts.session(cookie).await.map_err(away)?;
        let session = session.ok_or(AuthError::Unauthenticated)?;
        let role = match self.state(session.user_id).await? {
            Some(PersonState::Active(role)) => role,
            Some(PersonState::Disabled | PersonState::Erased) => {
                // Enabled again, a person signs in anew.
                let ended = self.accounts.end_sessions_of(session.user_id).await;
                ended.map_err(away)?;
                return Err(AuthError::Disabled);
            }
            None => return Err(AuthError::Unauthenticated),
        };
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
            .claim_anew(&self.issuer, subject.as_str(), user)
            .await;
        claimed.map_err(|error| unreachable(&error))
    }

    async fn subject_of(&self, user: UserId) -> Result<Option<String>, Unreachable> {
        let subjects = self.accounts.subjects_of(&[user]).await;
        let mut subjects = subjects.map_err(|error| unreachable(&error))?;
        Ok(subjects.remove(&user))
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

#[cfg(test)]
mod tests;
