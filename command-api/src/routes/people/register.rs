use axum::extract::State;
use chassis::problem::Problem;
use domain::{Command, Role, StreamId, UserCommand, UserId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PersonAnswer;
use crate::answer::Answer;
use crate::api::{Api, bug};
use crate::context::Ask;
use crate::demand::Admin;
use crate::field::{present, private_text};
use crate::ports::ProviderSubject;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::Key;
use crate::routes::problems::{Any, OfBody, Taken};

/// A person to make known before they first sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RegisterPerson {
    /// What the identity provider calls them: the `sub` of their tokens.
    #[schema(min_length = 1, max_length = 1024)]
    subject: String,
    /// What they are called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What they are.
    #[schema(value_type = String, pattern = "^(client|team|admin|auditor)$")]
    role: Role,
    /// Where mail reaches them.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    email: Option<String>,
}

/// Make a person known
#[utoipa::path(
    post,
    path = "/api/admin/directory/people",
    tag = "directory",
    operation_id = "registerPerson",
    params(Key),
    request_body(content = RegisterPerson, example = json!({"subject": "clara", "name": "Clara", "role": "client", "email": "clara@example.com"})),
    responses((status = 201, description = "Known", body = PersonAnswer, headers(("Location" = String, description = "Its path")), example = json!(examples::person())), Any, OfBody, Taken),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn register(
    State(api): State<Api>,
    Admin(caller): Admin,
    ask: Ask<RegisterPerson>,
) -> Result<Answer<PersonAnswer>, Problem> {
    let (subject, command) = ask.body.parse()?;
    // The subject gets its id first: a process that ends here leaves an id that the next try
    // takes up, not a person whom nobody can sign in as. Of several tries one registers.
    let user = api
        .identities
        .claim(&subject, UserId::new(Uuid::now_v7()))
        .await?;
    let command = Command::User(user, command);
    let outcome = api
        .submit(caller.user_id, command, ask.context, Named::BY_PATH)
        .await?;
    let Some(StreamId::User(user)) = outcome.events.first().map(|event| event.stream) else {
        return Err(bug("the person after a command"));
    };
    let body = api
        .person_after(user, subject.as_str().to_owned(), &outcome)
        .await?;
    let location = format!("/api/admin/directory/people/{user}");
    Ok(Answer::created(&outcome, Some(location), body))
}

impl RegisterPerson {
    fn parse(self) -> Result<(ProviderSubject, UserCommand), Problem> {
        let subject = ProviderSubject::parse(self.subject)
            .map_err(|bad| Problem::invalid_field("/subject", bad))?;
        let name = private_text("/name", self.name)?;
        let email = self.email.map(|email| private_text("/email", email));
        Ok((
            subject,
            UserCommand::RegisterUser {
                role: self.role,
                name: Some(name),
                email: email.transpose()?,
            },
        ))
    }
}
