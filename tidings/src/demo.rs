//! The demo: an agency, two clients' projects, and conversations that show what there is: files,
//! answers, edits, a deleted message, a report and what came of it, a closed conversation.
//!
//! All of it goes through ordinary commands, each under a key, so that a start that was
//! interrupted is finished by the next one and a finished demo is left as people changed it.

mod play;
mod script;

use std::collections::HashMap;

use accounts::Accounts;
use blobs::{Files, Intake};
use domain::{
    Command, Metadata, Name, Private, ProjectCommand, ProjectId, SALT_BYTES, Salt, UserCommand,
    UserId,
};
use event_store::{Failure, LogReader, RequestKey, Submission, SubmitError, Writer};
use uuid::Uuid;
use wire::Person;

use script::{CONVERSATIONS, PEOPLE, PROJECTS};

/// Ids of the demo are made from names, the same in every log.
const NAMESPACE: Uuid = Uuid::from_u128(0x6ba7_b814_9dad_41d1_80b4_00c0_4fd4_30c8);

/// Why the demo could not be made or shown.
#[derive(Debug, thiserror::Error)]
pub enum DemoFailure {
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] accounts::AccountsError),
    /// A command.
    #[error("the demo's {0} was not carried out: {1}")]
    Command(String, SubmitError),
    /// A text of the script is outside its limits.
    #[error("the demo's script: {0}")]
    Script(#[from] domain::BadText),
    /// A file could not be taken in.
    #[error("the demo's file {0}: {1}")]
    File(&'static str, String),
    /// The log.
    #[error(transparent)]
    Log(#[from] Failure),
    /// No random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

/// What the demo is made with.
pub struct Stage<'a> {
    /// Takes its commands.
    pub writer: &'a Writer,
    /// Reads what came of them.
    pub reader: &'a LogReader,
    /// Knows what its people are called elsewhere.
    pub accounts: &'a Accounts,
    /// The issuer of its people's tokens.
    pub issuer: &'a str,
    /// Takes its files in.
    pub intake: &'a Intake,
    /// Keeps them.
    pub files: &'a Files,
}

fn id(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind} {name}").as_bytes())
}

/// The people that may be chosen at sign-in, those that are there already.
pub async fn people(accounts: &Accounts, issuer: &str) -> Result<Vec<Person>, DemoFailure> {
    let mut people = Vec::with_capacity(PEOPLE.len());
    for (subject, name, role) in PEOPLE {
        if let Some(id) = accounts.user_of(issuer, subject).await? {
            people.push(Person {
                id,
                name: Some((*name).to_owned()),
                role: *role,
                online: None,
            });
        }
    }
    Ok(people)
}

/// Makes what is missing of the demo.
pub async fn settle(stage: &Stage<'_>) -> Result<(), DemoFailure> {
    let known = stage.people().await?;
    for (project, members) in PROJECTS {
        let project_id = ProjectId::new(id("project", project));
        let name = Name::parse(*project)?;
        let create = Command::Project(project_id, ProjectCommand::CreateProject { name });
        let ada = of(&known, "ada");
        stage
            .ask(ada, &format!("project {project}"), create)
            .await?;
        for member in *members {
            let user_id = of(&known, member);
            let add = Command::Project(project_id, ProjectCommand::AddMember { user_id });
            stage
                .ask(ada, &format!("member {project} {member}"), add)
                .await?;
        }
    }
    for talk in CONVERSATIONS {
        stage.play(talk, &known).await?;
    }
    Ok(())
}

type Known = HashMap<&'static str, UserId>;

fn of(known: &Known, subject: &str) -> UserId {
    let made = || UserId::new(id("person", subject));
    known.get(subject).copied().unwrap_or_else(made)
}

fn private<T>(text: T) -> Result<Private<T>, DemoFailure> {
    Ok(Private::new(text, salt()?))
}

fn salt() -> Result<Salt, DemoFailure> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt)?;
    Ok(Salt(salt))
}

impl Stage<'_> {
    /// Makes the people known. Somebody may have signed in under a subject of the demo before it was
    /// one, and then stays who they are.
    async fn people(&self) -> Result<Known, DemoFailure> {
        let mut known = HashMap::new();
        for (subject, name, role) in PEOPLE {
            let fresh = UserId::new(id("person", subject));
            let user = self.accounts.claim(self.issuer, subject, fresh).await?;
            known.insert(*subject, user);
            let register = UserCommand::RegisterUser {
                role: *role,
                name: Some(private(Name::parse(*name)?)?),
                email: None,
            };
            let register = Command::User(user, register);
            self.ask(user, &format!("person {subject}"), register)
                .await?;
        }
        Ok(known)
    }

    /// Asks under a key that names the step, so that a second time does nothing.
    async fn ask(&self, by: UserId, step: &str, command: Command) -> Result<(), DemoFailure> {
        let key = RequestKey {
            key: format!("demo-{}", id("step", step)),
            digest: Vec::new(),
        };
        let submission = Submission {
            by,
            command,
            key: Some(key),
            metadata: Metadata::new(),
        };
        match self.writer.submit(submission).await {
            // Where it is refused, people have changed the demo since: that is theirs to decide.
            Ok(_) | Err(SubmitError::Refused(_)) => Ok(()),
            Err(error) => Err(DemoFailure::Command(step.to_owned(), error)),
        }
    }
}
