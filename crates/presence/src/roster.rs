use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use domain::UserId;
use tokio::time::Instant;

use crate::News;

/// Who is there, on which node. Held by the board.
#[derive(Debug)]
pub(crate) struct Roster {
    /// Connections to this node.
    here: HashMap<UserId, usize>,
    /// What the other nodes wrote last.
    elsewhere: HashMap<String, HashSet<UserId>>,
    /// Who was told to be online, and since when they are not there.
    told: HashMap<UserId, Option<Instant>>,
    /// Who left, in that order. Who came back since is looked over.
    leaving: VecDeque<(Instant, UserId)>,
    is_known: bool,
    grace: Duration,
}

impl Roster {
    pub(crate) fn new(grace: Duration, is_known: bool) -> Self {
        Self {
            here: HashMap::new(),
            elsewhere: HashMap::new(),
            told: HashMap::new(),
            leaving: VecDeque::new(),
            is_known,
            grace,
        }
    }

    /// A connection more. Whether the person was not here before.
    pub(crate) fn arrive(&mut self, user: UserId, now: Instant, news: &mut Vec<News>) -> bool {
        let connections = self.here.entry(user).or_default();
        *connections += 1;
        let is_first = *connections == 1;
        self.look_at(user, now, news);
        is_first
    }

    /// A connection less. Whether the person is not here any more.
    pub(crate) fn depart(&mut self, user: UserId, now: Instant, news: &mut Vec<News>) -> bool {
        let Some(connections) = self.here.get_mut(&user) else {
            return false;
        };
        *connections = connections.saturating_sub(1);
        let is_last = *connections == 0;
        if is_last {
            self.here.remove(&user);
        }
        self.look_at(user, now, news);
        is_last
    }

    /// Who is here.
    pub(crate) fn here(&self) -> impl Iterator<Item = UserId> {
        self.here.keys().copied()
    }

    /// What another node wrote.
    pub(crate) fn note(
        &mut self,
        node: &str,
        users: HashSet<UserId>,
        now: Instant,
        news: &mut Vec<News>,
    ) {
        let before = if users.is_empty() {
            self.elsewhere.remove(node).unwrap_or_default()
        } else {
            let entry = self.elsewhere.entry(node.to_owned()).or_default();
            std::mem::replace(entry, users.clone())
        };
        for user in before.symmetric_difference(&users) {
            self.look_at(*user, now, news);
        }
    }

    /// The other nodes that were heard of.
    pub(crate) fn nodes(&self) -> Vec<String> {
        self.elsewhere.keys().cloned().collect()
    }

    pub(crate) fn set_known(&mut self, is_known: bool, news: &mut Vec<News>) {
        if self.is_known != is_known {
            self.is_known = is_known;
            news.push(if is_known { News::Known } else { News::Unknown });
        }
    }

    pub(crate) fn online(&self, users: &HashSet<UserId>) -> Option<HashSet<UserId>> {
        let is_told = |user: &&UserId| self.told.contains_key(*user);
        self.is_known
            .then(|| users.iter().filter(is_told).copied().collect())
    }

    /// Tells who has been gone for long enough.
    pub(crate) fn settle(&mut self, now: Instant, news: &mut Vec<News>) {
        while let Some((since, user)) = self.leaving.front().copied()
            && since + self.grace <= now
        {
            self.leaving.pop_front();
            if self.told.get(&user) == Some(&Some(since)) {
                self.told.remove(&user);
                if self.is_known {
                    news.push(News::Left(user));
                }
            }
        }
    }

    /// When there is something to settle.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.leaving.front().map(|(since, _)| *since + self.grace)
    }

    fn look_at(&mut self, user: UserId, now: Instant, news: &mut Vec<News>) {
        let is_there = self.here.contains_key(&user)
            || self.elsewhere.values().any(|users| users.contains(&user));
        match self.told.get_mut(&user) {
            Some(gone_since) if is_there => *gone_since = None,
            Some(gone_since) if gone_since.is_none() => {
                *gone_since = Some(now);
                self.leaving.push_back((now, user));
            }
            None if is_there => {
                self.told.insert(user, None);
                if self.is_known {
                    news.push(News::Joined(user));
                }
            }
            Some(_) | None => {}
        }
    }
}
