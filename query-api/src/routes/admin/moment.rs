//! Which moment of a conversation is asked for, and through whose eyes.

use chassis::problem::Problem;
use domain::{ConversationId, Timestamp, UserId};
use event_store::{AsOf, Failure, Moment};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::Api;
use crate::failure::PAUSE;

/// A moment of a conversation, as somebody saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct When {
    /// Up to this one of its sequences; not together with `asOf`
    #[param(value_type = u64, required = false, minimum = 1)]
    as_of_seq: Option<u64>,
    /// As it was at this time; not together with `asOfSeq`
    #[param(value_type = String, required = false)]
    as_of: Option<Timestamp>,
    /// As this participant saw it: up to where they were taken out, and no secret of others
    #[serde(rename = "as")]
    #[param(rename = "as", value_type = String, required = false)]
    pub(super) as_user: Option<UserId>,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Looked {
    /// Up to where; for a participant, as far as they saw it.
    pub(super) until: Moment,
    /// The sequence that the trace names: none for all there is.
    pub(super) as_of_seq: Option<u64>,
}

impl When {
    /// Only one of the two, before anything is looked up.
    pub(super) fn checked(self) -> Result<Self, Problem> {
        if self.as_of_seq.is_some() && self.as_of.is_some() {
            let message = "cannot go together with asOfSeq";
            return Err(Problem::invalid_parameter("asOf", message));
        }
        Ok(self)
    }

    /// Finds the moment. What is told about a moment that there is not is less than anybody may know who
    /// may ask.
    pub(super) async fn find(
        self,
        api: &Api,
        conversation: ConversationId,
    ) -> Result<Looked, Problem> {
        let reader = api.reader();
        let now = reader.moment(conversation, AsOf::Now).await;
        let now = now.map_err(unread)?.ok_or_else(Problem::not_found)?;
        let (as_of, parameter) = match (self.as_of_seq, self.as_of) {
            (Some(sequence), _) => (AsOf::Sequence(sequence), "asOfSeq"),
            (None, Some(time)) => (AsOf::Time(time), "asOf"),
            (None, None) => (AsOf::Now, ""),
        };
        let moment = match as_of {
            AsOf::Now => Some(now),
            AsOf::Sequence(_) | AsOf::Time(_) => {
                reader.moment(conversation, as_of).await.map_err(unread)?
            }
        };
        let moment = moment.ok_or_else(|| {
            let message = format!("the conversation goes from 1 to {}", now.sequence);
            let other = "the conversation had not begun";
            let message = if parameter == "asOf" {
                other.to_owned()
            } else {
                message
            };
            Problem::invalid_parameter(parameter, message)
        })?;
        let until = match self.as_user {
            None => moment,
            Some(user) => {
                let seen = reader.seen_by(conversation, user, moment).await;
                seen.map_err(unread)?.ok_or_else(|| {
                    Problem::invalid_parameter("as", "took no part in the conversation by then")
                })?
            }
        };
        let has_bound = self.as_of_seq.is_some() || self.as_of.is_some();
        Ok(Looked {
            until,
            as_of_seq: has_bound.then_some(moment.sequence),
        })
    }

    /// Whether it is all there is, as far as the log goes.
    pub(super) const fn is_now(self) -> bool {
        self.as_of_seq.is_none() && self.as_of.is_none()
    }
}

/// The log could not be read.
pub(super) fn unread(failure: Failure) -> Problem {
    tracing::warn!(error = %failure, "the log cannot be read");
    Problem::unavailable(PAUSE)
}
