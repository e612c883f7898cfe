//! Who may look at what they take no part in, and the trace that they leave.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chassis::caller::{AuthError, Caller};
use chassis::extract::Reason as GivenReason;
use chassis::problem::{Code, Problem};
use chassis::request_id::RequestContext;
use domain::{
    AccessCommand, ConversationId, LookedAt, Metadata, Private, Reason, Refusal, Role, SALT_BYTES,
    Salt, UserId,
};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::api::{Api, Sight};
use crate::failure::PAUSE;
use crate::ports::Unrecorded;

/// Somebody who may read everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overseer {
    pub(crate) user_id: UserId,
    pub(crate) role: Role,
}

impl Overseer {
    /// What the database lets them see.
    pub(crate) const fn sight(self) -> Sight {
        Sight::All(self.user_id, self.role)
    }
}

impl FromRequestParts<Api> for Overseer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, api).await?;
        match caller.role {
            Role::Admin | Role::Auditor => Ok(Self {
                user_id: caller.user_id,
                role: caller.role,
            }),
            Role::Client | Role::Team => Err(Problem::new(
                Code::Forbidden,
                Refusal::OnlyAuditors.to_string(),
            )),
        }
    }
}

/// A look at something, not yet taken: who looks, why if they said so, and what is known of the request.
#[derive(Clone, Debug)]
pub(crate) struct Looking {
    pub(crate) overseer: Overseer,
    reason: Option<String>,
    metadata: Metadata,
}

impl FromRequestParts<Api> for Looking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let overseer = Overseer::from_request_parts(parts, api).await?;
        let GivenReason(reason) = GivenReason::from_request_parts(parts, api)
            .await
            .map_err(|problem| unusable(&problem))?;
        let traceparent = match parts.extensions.get::<RequestContext>() {
            Some(context) => context.traceparent.clone(),
            None => RequestContext::of(&parts.headers).traceparent,
        };
        Ok(Self {
            overseer,
            reason,
            metadata: Metadata::from([("traceparent".to_owned(), traceparent)]),
        })
    }
}

/// A reason that says nothing is as good as none.
fn unusable(problem: &Problem) -> Problem {
    Problem::new(Code::ValidationFailed, "say in Tidings-Reason why")
        .errors(problem.field_errors().to_vec())
}

impl Looking {
    /// Puts into the log that a conversation is looked at, and returns when it is there. Whoever takes part
    /// in it looks at their own.
    pub(crate) async fn leave_trace(
        &self,
        api: &Api,
        conversation: ConversationId,
        looked_at: LookedAt,
    ) -> Result<(), Problem> {
        if self.takes_part(api, conversation).await? {
            return Ok(());
        }
        let reason = GivenReason(self.reason.clone()).required()?;
        let reason = Reason::parse(reason)
            .map_err(|bad| unusable(&Problem::invalid_header("Tidings-Reason", bad.to_string())))?;
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|error| {
            tracing::error!(%error, "the system gives no random bytes");
            Problem::internal()
        })?;
        let command = AccessCommand {
            looked_at,
            reason: Private::new(reason, Salt(salt)),
        };
        let by = self.overseer.user_id;
        let left = api.trace.leave(by, command, self.metadata.clone()).await;
        left.map_err(Problem::from)
    }

    async fn takes_part(&self, api: &Api, conversation: ConversationId) -> Result<bool, Problem> {
        if !self.overseer.role.takes_part() {
            return Ok(false);
        }
        let query = sqlx::query(TAKES_PART)
            .bind(self.overseer.user_id.uuid())
            .bind(conversation.uuid());
        api.one(self.overseer.sight(), query)
            .await?
            .is("takes_part")
    }
}

pub(super) const TAKES_PART: &str = "
    select exists (
      select
      from read.conversation_participants p
      join read.conversations c on c.id = p.conversation_id
      join read.project_members m
        on m.project_id = c.project_id
       and m.user_id = p.user_id
      where p.user_id = $1
        and p.conversation_id = $2
        and p.left_seq is null) as takes_part";

impl From<Unrecorded> for Problem {
    fn from(unrecorded: Unrecorded) -> Self {
        match unrecorded {
            Unrecorded::Unreachable => Self::unavailable(PAUSE),
            Unrecorded::Refused(Refusal::PersonDisabled) => AuthError::Disabled.into(),
            Unrecorded::Refused(
                Refusal::NoSuchConversation
                | Refusal::NoSuchMessage
                | Refusal::NoSuchProject
                | Refusal::NoSuchReport,
            ) => Self::not_found(),
            // Whatever else the log says, it did not take the trace down.
            Unrecorded::Refused(refusal) => Self::new(Code::Forbidden, refusal.to_string()),
        }
    }
}

/// The `Tidings-Reason` header, for the description.
pub(crate) struct Why;

impl IntoParams for Why {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .build();
        let what = "Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with \
                    who looked at what. May be left out by those who take part";
        let parameter = ParameterBuilder::new()
            .name("Tidings-Reason")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(what))
            .schema(Some(text))
            .build();
        vec![parameter]
    }
}
