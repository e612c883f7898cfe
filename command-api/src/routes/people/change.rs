use axum::extract::State;
use chassis::extract::Path;
use chassis::problem::Problem;
use domain::{Command, Role, UserCommand, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::PersonAnswer;
use crate::answer::Answer;
use crate::api::Api;
use crate::context::Ask;
use crate::demand::Admin;
use crate::field::{present, private_text};
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, Erased, NotFound, OfBody};

/// What is different about a person; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangePerson {
    /// What they are called.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// What they are.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, pattern = "^(client|team|admin|auditor)$")]
    role: Option<Role>,
    /// Whether they may not sign in.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = bool)]
    disabled: Option<bool>,
}

/// Change what the directory says of a person
#[utoipa::path(
    patch,
    path = "/api/admin/directory/people/{uid}",
    tag = "directory",
    operation_id = "changePerson",
    params(
        ("uid" = String, Path, description = "The person"),
        Key,
    ),
    request_body(content = ChangePerson, example = json!({"role": "team", "disabled": false})),
    responses((status = 200, description = "They are like this", body = PersonAnswer, example = json!(examples::person())), Any, OfBody, NotFound, Erased),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn change(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(id): Path<UserId>,
    ask: Ask<ChangePerson>,
) -> Result<Answer<PersonAnswer>, Problem> {
    let command = Command::User(id, ask.body.command()?);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let subject = api.identities.subject_of(id).await?.unwrap_or_default();
    let body = api.person_after(id, subject, &outcome).await?;
    Ok(Answer::done(&outcome, body))
}

impl ChangePerson {
    fn command(self) -> Result<UserCommand, Problem> {
        let Self {
            name,
            role,
            disabled,
        } = self;
        if name.is_none() && role.is_none() && disabled.is_none() {
            return Err(Problem::invalid_field("", "says no change"));
        }
        Ok(UserCommand::ChangePerson {
            name: name.map(|name| private_text("/name", name)).transpose()?,
            role,
            disabled,
        })
    }
}
