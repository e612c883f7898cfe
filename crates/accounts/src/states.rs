use domain::{Role, UserId};

use crate::Accounts;

/// What a person may do, as the directory has it just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonState {
    /// They may come in.
    Active(Role),
    /// They may not, until an admin lets them.
    Disabled,
    /// They never will again.
    Erased,
}

impl Accounts {
    /// What a person may do: remembered for 30 s at most, else from whoever knows (the log). None where
    /// the person is not known; that is not remembered, since they may be registered any moment.
    pub async fn state_of<E>(
        &self,
        user: UserId,
        load: impl Future<Output = Result<Option<PersonState>, E>>,
    ) -> Result<Option<PersonState>, E> {
        if let Some(state) = self.states.find(&user) {
            return Ok(Some(state));
        }
        let mark = self.states.mark();
        let loaded = load.await?;
        if let Some(state) = loaded {
            self.states.insert_since(mark, user, state);
        }
        Ok(loaded)
    }

    /// Forgets what a person may do. For whoever follows the log, at each change of a role and at each
    /// person who is disabled, enabled or erased; without it, a change takes effect within 30 s. Whose
    /// sessions are over is told by [`Self::end_sessions_of`].
    pub fn forget_state_of(&self, user: UserId) {
        self.states.forget(&user);
    }
}
