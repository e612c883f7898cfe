//! People in a project, through ordinary commands.

use domain::{
    Command, ConversationCommand, ConversationId, MessageId, Name, Private, ProjectCommand,
    ProjectId, ReadMarkerCommand, Role, SALT_BYTES, Salt, Subject, UserCommand, UserId,
};
use event_store::{Outcome, Submission, SubmitError, Writer};
use uuid::Uuid;

/// Random bytes for a personal value.
#[must_use]
pub fn salt() -> Salt {
    let mut bytes = [0; SALT_BYTES];
    getrandom::fill(&mut bytes).unwrap();
    Salt(bytes)
}

/// A body, with its salt.
#[must_use]
pub fn text(body: &str) -> Private<domain::Body> {
    Private::new(domain::Body::parse(body).unwrap(), salt())
}

/// An admin, a project, a client and a team person in it, and an outsider; and short ways to ask.
#[derive(Clone, Debug)]
pub struct People {
    /// The log they act on.
    pub writer: Writer,
    /// Keeps the directory.
    pub admin: UserId,
    /// The project of the two below.
    pub project: ProjectId,
    /// A client person of the project.
    pub client: UserId,
    /// A team person of the project.
    pub team: UserId,
    /// A client person of no project.
    pub outsider: UserId,
}

fn user() -> UserId {
    UserId::new(Uuid::now_v7())
}

impl People {
    /// Registers them all.
    pub async fn settle(writer: &Writer) -> Self {
        let people = Self {
            writer: writer.clone(),
            admin: user(),
            project: ProjectId::new(Uuid::now_v7()),
            client: user(),
            team: user(),
            outsider: user(),
        };
        people.register(people.admin, Role::Admin, "Ada").await;
        people.register(people.client, Role::Client, "Clara").await;
        people.register(people.team, Role::Team, "Timo").await;
        people.register(people.outsider, Role::Client, "Otto").await;
        let name = Name::parse("Website").unwrap();
        let create = ProjectCommand::CreateProject { name };
        people
            .ask(people.admin, Command::Project(people.project, create))
            .await
            .unwrap();
        people.join(people.project, people.client).await;
        people.join(people.project, people.team).await;
        people
    }

    /// Makes somebody known.
    pub async fn register(&self, user: UserId, role: Role, name: &str) {
        let name = Some(Private::new(Name::parse(name).unwrap(), salt()));
        let register = UserCommand::RegisterUser {
            role,
            name,
            email: None,
        };
        self.ask(user, Command::User(user, register)).await.unwrap();
    }

    /// Lets somebody into a project.
    pub async fn join(&self, project: ProjectId, user_id: UserId) {
        let add = ProjectCommand::AddMember { user_id };
        self.ask(self.admin, Command::Project(project, add))
            .await
            .unwrap();
    }

    /// Starts a conversation of the client with the team person.
    pub async fn converse(&self) -> ConversationId {
        let id = ConversationId::new(Uuid::now_v7());
        let start = ConversationCommand::StartConversation {
            id,
            project_id: self.project,
            subject: Private::new(Subject::parse("The new logo").unwrap(), salt()),
            participants: vec![self.team],
        };
        self.ask(self.client, Command::Conversation(id, start))
            .await
            .unwrap();
        id
    }

    /// Says something.
    ///
    /// # Errors
    /// What the writer says.
    pub async fn send(
        &self,
        by: UserId,
        to: ConversationId,
        body: &str,
    ) -> Result<Outcome, SubmitError> {
        let send = ConversationCommand::SendMessage {
            id: MessageId::new(Uuid::now_v7()),
            body: text(body),
            files: vec![],
            reply_to: None,
        };
        self.ask(by, Command::Conversation(to, send)).await
    }

    /// Marks as read.
    ///
    /// # Errors
    /// What the writer says.
    pub async fn read(
        &self,
        by: UserId,
        of: ConversationId,
        up_to: u64,
    ) -> Result<Outcome, SubmitError> {
        let mark = ReadMarkerCommand::MarkRead { up_to };
        self.ask(by, Command::ReadMarker(of, by, mark)).await
    }

    /// Asks without a key.
    ///
    /// # Errors
    /// What the writer says.
    pub async fn ask(&self, by: UserId, command: Command) -> Result<Outcome, SubmitError> {
        let submission = Submission {
            by,
            command,
            key: None,
            metadata: domain::Metadata::new(),
        };
        self.writer.submit(submission).await
    }
}
