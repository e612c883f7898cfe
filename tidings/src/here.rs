//! Who is here: known by the process with the sockets, asked by whoever shows people.

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use chassis::config::Checked;
use chassis::shutdown::Shutdown;
use domain::{LogId, UserId};
use presence::{MemoryPresence, Pace, Presence, RedisPresence, Unusable};

use crate::roles::Roles;

/// Presence as this process knows it.
pub struct Here {
    presence: Arc<dyn Presence>,
    /// Without Redis, presence is in the memory of the process that has the sockets.
    is_told: bool,
}

impl Here {
    /// Presence over Redis where there is one, and else in memory. Runs until the process stops.
    pub fn open(
        settings: &Checked,
        roles: Roles,
        log: LogId,
        shutdown: &Shutdown,
    ) -> Result<Self, Unusable> {
        let is_asked = roles.realtime || roles.query_api;
        let redis = settings.settings().redis_url.as_ref().filter(|_| is_asked);
        let presence: Arc<dyn Presence> = match redis {
            None => Arc::new(MemoryPresence::new(Pace::default())),
            Some(url) => {
                let log = format!("{}.{}", log.log_id.simple(), log.incarnation);
                // What a node writes is all that is on it. Who has no sockets must not write over
                // what its namesake with the sockets wrote.
                let node = match roles.realtime {
                    true => settings.node().to_owned(),
                    false => format!("{}.{}", settings.node(), std::process::id()),
                };
                Arc::new(RedisPresence::new(url, &log, &node, Pace::default())?)
            }
        };
        let (running, stop) = (presence.clone(), shutdown.token());
        shutdown.spawn("presence", async move { running.run(stop).await });
        Ok(Self {
            presence,
            is_told: roles.realtime || redis.is_some(),
        })
    }

    /// For the sockets.
    pub fn presence(&self) -> Arc<dyn Presence> {
        self.presence.clone()
    }
}

#[async_trait]
impl query_api::Presence for Here {
    async fn online(&self, of: &[UserId]) -> Option<HashSet<UserId>> {
        if !self.is_told {
            return None;
        }
        self.presence.online(&of.iter().copied().collect())
    }
}
