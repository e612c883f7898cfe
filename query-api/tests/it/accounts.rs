//! Accounts in memory: the subject of a token is the user id itself.

use std::collections::HashMap;
use std::sync::Mutex;

use chassis::caller::{AuthError, Authenticate, Caller, Via};
use chassis::identity::Claims;
use domain::{Role, Timestamp, UserId};
use query_api::{Accounts, Unreachable};
use wire::Person;

/// When every session ends.
pub const EXPIRES_AT: i64 = 4_000_000_000_000;

#[derive(Default)]
pub struct MemoryAccounts {
    pub sessions: Mutex<HashMap<String, UserId>>,
    pub subjects: Mutex<HashMap<UserId, String>>,
    pub demo: Mutex<Vec<Person>>,
    pub is_away: Mutex<bool>,
}

#[async_trait::async_trait]
impl Authenticate for MemoryAccounts {
    async fn bearer(&self, claims: Claims) -> Result<Caller, AuthError> {
        if *self.is_away.lock().unwrap() {
            return Err(AuthError::Unavailable);
        }
        let user_id = claims.sub.parse().map_err(|_| AuthError::Unauthenticated)?;
        Ok(Caller {
            user_id,
            role: claims.role,
            via: Via::Bearer { exp: claims.exp },
        })
    }

    async fn session(&self, cookie: &str) -> Result<Caller, AuthError> {
        let known = self.sessions.lock().unwrap().get(cookie).copied();
        let user_id = known.ok_or(AuthError::Unauthenticated)?;
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

#[async_trait::async_trait]
impl Accounts for MemoryAccounts {
    async fn subjects(&self, of: &[UserId]) -> Result<HashMap<UserId, String>, Unreachable> {
        let subjects = self.subjects.lock().unwrap();
        Ok(of
            .iter()
            .filter_map(|id| Some((*id, subjects.get(id)?.clone())))
            .collect())
    }

    async fn demo_people(&self) -> Result<Vec<Person>, Unreachable> {
        Ok(self.demo.lock().unwrap().clone())
    }
}
