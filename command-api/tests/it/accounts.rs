//! Accounts in memory: the subject of a token is the user id itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chassis::caller::{AuthError, Authenticate, Caller, Via};
use chassis::identity::Claims;
use command_api::{Identities, ProviderSubject, Sessions, StartedSession, Unreachable};
use domain::{Role, Timestamp, UserId};
use uuid::Uuid;
use wire::Person;

/// When every session ends.
pub const EXPIRES_AT: i64 = 4_000_000_000_000;

#[derive(Default)]
pub struct MemoryAccounts {
    sessions: Mutex<HashMap<String, UserId>>,
    subjects: Mutex<HashMap<String, UserId>>,
    pub demo: Mutex<Vec<Person>>,
}

#[async_trait::async_trait]
impl Authenticate for MemoryAccounts {
    async fn bearer(&self, claims: Claims) -> Result<Caller, AuthError> {
        let user_id = claims.sub.parse().map_err(|_| AuthError::Unauthenticated)?;
        Ok(Caller {
            user_id,
            role: claims.role,
            via: Via::Bearer { exp: claims.exp },
        })
    }

    async fn session(&self, cookie: &str) -> Result<Caller, AuthError> {
        let user_id = self.signed_in(cookie).ok_or(AuthError::Unauthenticated)?;
        let expires_at = Timestamp::from_millis(EXPIRES_AT);
        Ok(Caller {
            user_id,
            role: Role::Client,
            via: Via::Session {
                id: cookie.to_owned(),
                expires_at,
            },
        })
    }
}

impl MemoryAccounts {
    pub fn signed_in(&self, cookie: &str) -> Option<UserId> {
        self.sessions.lock().unwrap().get(cookie).copied()
    }

    pub fn user_of(&self, subject: &str) -> Option<UserId> {
        self.subjects.lock().unwrap().get(subject).copied()
    }
}

#[async_trait::async_trait]
impl Sessions for MemoryAccounts {
    async fn start(&self, user: UserId) -> Result<StartedSession, Unreachable> {
        let cookie = Uuid::new_v4().simple().to_string();
        self.sessions.lock().unwrap().insert(cookie.clone(), user);
        Ok(StartedSession {
            cookie,
            expires_at: Timestamp::from_millis(EXPIRES_AT),
        })
    }

    async fn end(&self, cookie: &str) -> Result<(), Unreachable> {
        self.sessions.lock().unwrap().remove(cookie);
        Ok(())
    }

    async fn demo_people(&self) -> Result<Vec<Person>, Unreachable> {
        Ok(self.demo.lock().unwrap().clone())
    }
}

#[async_trait::async_trait]
impl Identities for MemoryAccounts {
    async fn claim(&self, subject: &ProviderSubject, user: UserId) -> Result<UserId, Unreachable> {
        Ok(*self
            .subjects
            .lock()
            .unwrap()
            .entry(subject.as_str().to_owned())
            .or_insert(user))
    }

    async fn subject_of(&self, user: UserId) -> Result<Option<String>, Unreachable> {
        let subjects = self.subjects.lock().unwrap();
        let mut named = subjects.iter().filter(|(_, named)| **named == user);
        Ok(named.next().map(|(subject, _)| subject.clone()))
    }
}

pub fn shared() -> Arc<MemoryAccounts> {
    Arc::default()
}
