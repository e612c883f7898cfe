//! The demo: an agency, two clients' projects, and a few conversations to look at.
//!
//! All of it goes through ordinary commands, each under a key, so that a start that was
//! interrupted is finished by the next one and a finished demo is left as people changed it.

mod script;

use std::collections::HashMap;

use accounts::Accounts;
use domain::{
    Body, Command, ConversationCommand, ConversationId, MessageId, Metadata, Name, Private,
    ProjectCommand, ProjectId, SALT_BYTES, Salt, Subject, UserCommand, UserId,
};
use event_store::{RequestKey, Submission, SubmitError, Writer};
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
    /// No random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
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
pub async fn settle(writer: &Writer, accounts: &Accounts, issuer: &str) -> Result<(), DemoFailure> {
    // Somebody may have signed in under a subject of the demo before it was one.
    let mut known = HashMap::new();
    for (subject, name, role) in PEOPLE {
        let fresh = UserId::new(id("person", subject));
        let user = accounts.claim(issuer, subject, fresh).await?;
        known.insert(*subject, user);
        let register = UserCommand::RegisterUser {
            role: *role,
            name: Some(private(Name::parse(*name)?)?),
            email: None,
        };
        submit(
            writer,
            user,
            format!("person {subject}"),
            Command::User(user, register),
        )
        .await?;
    }
    let who = |subject: &str| {
        let made = || UserId::new(id("person", subject));
        known.get(subject).copied().unwrap_or_else(made)
    };
    for (project, members) in PROJECTS {
        let project_id = ProjectId::new(id("project", project));
        let name = Name::parse(*project)?;
        let create = Command::Project(project_id, ProjectCommand::CreateProject { name });
        submit(writer, who("ada"), format!("project {project}"), create).await?;
        for member in *members {
            let user_id = who(member);
            let add = Command::Project(project_id, ProjectCommand::AddMember { user_id });
            submit(
                writer,
                who("ada"),
                format!("member {project} {member}"),
                add,
            )
            .await?;
        }
    }
    for script::Talk {
        project,
        subject,
        people,
        lines,
    } in CONVERSATIONS
    {
        let Some((starter, others)) = people.split_first() else {
            continue;
        };
        let conversation = ConversationId::new(id("conversation", subject));
        let start = ConversationCommand::StartConversation {
            id: conversation,
            project_id: ProjectId::new(id("project", project)),
            subject: private(Subject::parse(*subject)?)?,
            participants: others.iter().map(|subject| who(subject)).collect(),
        };
        let start = Command::Conversation(conversation, start);
        submit(
            writer,
            who(starter),
            format!("conversation {subject}"),
            start,
        )
        .await?;
        for (place, (author, line)) in lines.iter().enumerate() {
            let step = format!("message {subject} {place}");
            let send = ConversationCommand::SendMessage {
                id: MessageId::new(id("message", &step)),
                body: private(Body::parse(*line)?)?,
                reply_to: None,
            };
            submit(
                writer,
                who(author),
                step,
                Command::Conversation(conversation, send),
            )
            .await?;
        }
    }
    Ok(())
}

fn private<T>(text: T) -> Result<Private<T>, DemoFailure> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt)?;
    Ok(Private::new(text, Salt(salt)))
}

/// Asks under a key that names the step, so that a second time does nothing.
async fn submit(
    writer: &Writer,
    by: UserId,
    step: String,
    command: Command,
) -> Result<(), DemoFailure> {
    let key = RequestKey {
        key: format!("demo-{}", id("step", &step)),
        digest: Vec::new(),
    };
    let submission = Submission {
        by,
        command,
        key: Some(key),
        metadata: Metadata::new(),
    };
    match writer.submit(submission).await {
        // Somebody changed the demo since: that is theirs to decide.
        Ok(_) | Err(SubmitError::Refused(_)) => Ok(()),
        Err(error) => Err(DemoFailure::Command(step, error)),
    }
}
