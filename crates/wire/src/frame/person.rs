//! Frames about people.

use domain::{Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Facts, known};
use crate::{LogPosition, Person};

/// Data of `person-updated`: what an earlier answer said of this person is out of date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonUpdated {
    /// Hand it in at the next connect to get all that comes after.
    #[schema(value_type = String)]
    pub cursor: LogPosition,
    /// The event's place in the log.
    #[schema(value_type = String)]
    pub position: LogPosition,
    /// The person after it.
    pub person: Person,
    /// They may not come in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub disabled: bool,
    /// Their words are gone: blank what you hold of them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub erased: bool,
}

/// Data of `user-joined` and `user-left`: somebody came online, or went offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserPresence {
    /// Who.
    #[schema(value_type = String, format = Uuid)]
    pub user_id: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// The data of a person who is otherwise than before.
pub(super) fn updated(
    position: LogPosition,
    id: UserId,
    erased: bool,
    facts: &Facts,
) -> Result<String, serde_json::Error> {
    let person = known(facts.person.as_ref(), "who the person is")?;
    serde_json::to_string(&PersonUpdated {
        cursor: position,
        position,
        person: Person {
            id,
            name: person.name.clone(),
            role: person.role,
            online: None,
        },
        disabled: person.disabled,
        erased,
    })
}
