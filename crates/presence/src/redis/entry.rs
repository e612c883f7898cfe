//! What a node writes: the people on it, sixteen bytes each.

use std::collections::HashSet;

use domain::UserId;
use uuid::Uuid;

/// People in one entry. A node has fewer connections.
const PEOPLE_MAX: usize = 50_000;

pub(super) fn write(users: &[UserId]) -> Vec<u8> {
    let users = users.iter().take(PEOPLE_MAX);
    users.flat_map(|user| user.uuid().into_bytes()).collect()
}

pub(super) fn read(entry: &[u8]) -> HashSet<UserId> {
    let ids = entry.chunks_exact(16).take(PEOPLE_MAX);
    ids.filter_map(|id| Uuid::from_slice(id).ok())
        .map(UserId::new)
        .collect()
}
