//! People of the directory.

pub(super) mod change;
pub(super) mod erase;
pub(super) mod register;

use chassis::problem::Problem;
use domain::UserId;
use event_store::Outcome;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{DirectoryPerson, LogPosition};

use crate::answer::position;
use crate::api::Api;
use crate::person::KnownPerson;

/// A person after the command.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonAnswer {
    person: DirectoryPerson,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

impl Api {
    /// The person as the command left them, or as they are where nothing changed. What the identity
    /// provider calls them is not in the log, and is as it is now.
    async fn person_after(
        &self,
        id: UserId,
        subject: String,
        outcome: &Outcome,
    ) -> Result<PersonAnswer, Problem> {
        let up_to = outcome.events.last().map(|recorded| recorded.sequence);
        let KnownPerson {
            name,
            email,
            role,
            disabled,
            erased,
        } = self.person(id, up_to).await?;
        let person = DirectoryPerson {
            id,
            name,
            role,
            subject,
            email,
            disabled,
            erased,
        };
        Ok(PersonAnswer {
            person,
            position: position(outcome, self.reader.log()),
        })
    }
}
