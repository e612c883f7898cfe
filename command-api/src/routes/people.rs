//! People of the directory.

use axum::extract::State;
use chassis::problem::Problem;
use domain::{
    Command, Event, LogId, Name, Private, Role, StreamId, UserCommand, UserEvent, UserId,
};
use event_store::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wire::{DirectoryPerson, LogPosition};

use super::parameters::Key;
use super::problems::{Any, OfBody, Taken};
use crate::answer::{Answer, position};
use crate::api::{Api, bug};
use crate::context::Ask;
use crate::demand::Admin;
use crate::field::{present, private, text};
use crate::ports::ProviderSubject;
use crate::refusal::Named;

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

/// A person as they were made known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonAnswer {
    person: DirectoryPerson,
    /// How far the tables must be to show it.
    #[schema(value_type = String)]
    position: LogPosition,
}

/// Make a person known
#[utoipa::path(
    post,
    path = "/api/admin/directory/people",
    tag = "directory",
    operation_id = "registerPerson",
    params(Key),
    request_body = RegisterPerson,
    responses((status = 201, description = "Known", body = PersonAnswer, headers(("Location" = String, description = "Its path"))), Any, OfBody, Taken),
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
    let body = registered(&outcome, &subject, api.reader.log())?;
    let location = format!("/api/admin/directory/people/{}", body.person.id);
    Ok(Answer::created(&outcome, Some(location), body))
}

impl RegisterPerson {
    fn parse(self) -> Result<(ProviderSubject, UserCommand), Problem> {
        let subject = ProviderSubject::parse(self.subject)
            .map_err(|bad| Problem::invalid_field("/subject", bad))?;
        let name = private(text::<Name>("/name", self.name)?)?;
        let email = match self.email {
            Some(email) => Some(private(text::<Name>("/email", email)?)?),
            None => None,
        };
        Ok((
            subject,
            UserCommand::RegisterUser {
                role: self.role,
                name: Some(name),
                email,
            },
        ))
    }
}

/// The subject is not in the log; a repeat names the same one.
fn registered(
    outcome: &Outcome,
    subject: &ProviderSubject,
    log: LogId,
) -> Result<PersonAnswer, Problem> {
    let recorded = outcome
        .events
        .first()
        .ok_or_else(|| bug("the person after a command"))?;
    let (
        StreamId::User(id),
        Event::User(UserEvent::UserRegistered {
            role, name, email, ..
        }),
    ) = (recorded.stream, &recorded.event)
    else {
        return Err(bug("the person after a command"));
    };
    let person = DirectoryPerson {
        id,
        name: shown(name.as_ref()),
        role: *role,
        subject: subject.as_str().to_owned(),
        email: shown(email.as_ref()),
        disabled: false,
        erased: name.as_ref().is_some_and(|name| name.kept().is_none()),
    };
    Ok(PersonAnswer {
        person,
        position: position(outcome, log),
    })
}

fn shown(text: Option<&Private<Name>>) -> Option<String> {
    text?.kept().map(|text| text.as_str().to_owned())
}
