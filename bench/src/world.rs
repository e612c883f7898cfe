//! People in a project, conversations between them, and the writer that they go through.

use anyhow::Context as _;
use domain::{
    Command, ConversationCommand, ConversationId, MessageId, Metadata, Name, Private,
    ProjectCommand, ProjectId, Role, Subject, UserCommand, UserId,
};
use event_store::{RequestKey, Submission, Writer};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::text;

/// Who writes; each starts every so manyth conversation.
const CLIENTS: usize = 32;
/// Commands under way at once while the world is made.
const AT_ONCE: usize = 128;
/// Connections of the writer's pool: it holds one of its own, and snapshots go through these.
const CONNECTIONS: u32 = 4;

/// A conversation and who writes in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) conversation: ConversationId,
    pub(crate) project: ProjectId,
    pub(crate) client: UserId,
    pub(crate) team: UserId,
}

/// A log with people and conversations in it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) writer: Writer,
    admin: UserId,
    project: ProjectId,
    clients: Vec<UserId>,
    team: UserId,
}

impl World {
    /// Starts a writer on a fresh log and registers everybody.
    pub(crate) async fn settle(url: &str, sole: bool) -> anyhow::Result<Self> {
        Self::settle_many(url, sole, CLIENTS).await
    }

    /// The same with so many clients.
    pub(crate) async fn settle_many(url: &str, sole: bool, clients: usize) -> anyhow::Result<Self> {
        let pool = event_store::pool(url, event_store::Role::Append, CONNECTIONS).await?;
        let world = Self {
            writer: Writer::start(pool, sole).await?,
            admin: user(),
            project: ProjectId::new(Uuid::now_v7()),
            clients: (0..clients).map(|_| user()).collect(),
            team: user(),
        };
        let admin = world.admin;
        world.register(admin, Role::Admin).await?;
        let create = ProjectCommand::CreateProject {
            name: Name::parse("Website")?,
        };
        world
            .ask(admin, Command::Project(world.project, create))
            .await?;
        world.register(world.team, Role::Team).await?;
        for client in &world.clients {
            world.register(*client, Role::Client).await?;
        }
        for user_id in world.clients.iter().copied().chain([world.team]) {
            let add = ProjectCommand::AddMember { user_id };
            world
                .ask(admin, Command::Project(world.project, add))
                .await?;
        }
        Ok(world)
    }

    async fn register(&self, user: UserId, role: Role) -> anyhow::Result<()> {
        let register = UserCommand::RegisterUser {
            role,
            name: Some(Private::new(Name::parse("Clara Client")?, text::salt()?)),
            email: None,
        };
        self.ask(user, Command::User(user, register)).await
    }

    async fn ask(&self, by: UserId, command: Command) -> anyhow::Result<()> {
        let submission = Submission {
            by,
            command,
            key: None,
            metadata: Metadata::new(),
        };
        self.writer.submit(submission).await?;
        Ok(())
    }

    /// Who may read everything.
    pub(crate) const fn admin(&self) -> UserId {
        self.admin
    }

    /// One of those who write.
    pub(crate) fn client(&self, n: usize) -> anyhow::Result<UserId> {
        self.clients.get(n).copied().context("so many clients")
    }

    /// Starts so many conversations, the clients in turn.
    pub(crate) async fn converse(&self, count: usize) -> anyhow::Result<Vec<Place>> {
        let clients: Vec<_> = self.clients.iter().copied().cycle().take(count).collect();
        self.converse_as(clients).await
    }

    /// Starts a conversation for each time that somebody is named.
    pub(crate) async fn converse_as(
        &self,
        clients: impl IntoIterator<Item = UserId>,
    ) -> anyhow::Result<Vec<Place>> {
        stream::iter(clients)
            .map(|client| self.start(client))
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn start(&self, client: UserId) -> anyhow::Result<Place> {
        let place = Place {
            conversation: ConversationId::new(Uuid::now_v7()),
            project: self.project,
            client,
            team: self.team,
        };
        let command = Command::Conversation(place.conversation, place.started()?);
        self.ask(client, command).await?;
        Ok(place)
    }

    /// Lets so many messages be sent, to give a conversation a history.
    pub(crate) async fn fill(&self, place: Place, messages: usize) -> anyhow::Result<()> {
        stream::iter(0..messages)
            .map(|_| self.send(place, false))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Sends one message, with a key of its own if asked: then the row is as full as it gets.
    pub(crate) async fn send(&self, place: Place, keyed: bool) -> anyhow::Result<()> {
        self.submit(place, sent()?, keyed).await
    }

    /// Lets a conversation's client ask for something.
    pub(crate) async fn submit(
        &self,
        place: Place,
        command: ConversationCommand,
        keyed: bool,
    ) -> anyhow::Result<()> {
        let submission = Submission {
            by: place.client,
            command: Command::Conversation(place.conversation, command),
            key: keyed.then(|| RequestKey {
                key: Uuid::now_v7().to_string(),
                digest: vec![7; 32],
            }),
            metadata: metadata(),
        };
        self.writer.submit(submission).await?;
        Ok(())
    }
}

impl Place {
    /// The command that starts it.
    pub(crate) fn started(self) -> anyhow::Result<ConversationCommand> {
        Ok(ConversationCommand::StartConversation {
            id: self.conversation,
            project_id: self.project,
            subject: Private::new(Subject::parse("The new logo")?, text::salt()?),
            participants: vec![self.team],
        })
    }
}

/// Lets somebody sign in: their subject at the identity provider, which is the development key.
pub(crate) async fn identify(url: &str, user: UserId) -> anyhow::Result<String> {
    let subject = user.to_string();
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query("insert into app.identities (iss, sub, user_id) values ('tidings', $1, $2)")
        .bind(&subject)
        .bind(user.uuid())
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(subject)
}

/// A message as a client sends it.
pub(crate) fn sent() -> anyhow::Result<ConversationCommand> {
    Ok(ConversationCommand::SendMessage {
        id: MessageId::new(Uuid::now_v7()),
        body: text::private_body()?,
        files: Vec::new(),
        reply_to: None,
    })
}

/// What a traced request leaves with its event.
pub(crate) fn metadata() -> Metadata {
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    Metadata::from([("traceparent".to_owned(), trace.to_owned())])
}

fn user() -> UserId {
    UserId::new(Uuid::now_v7())
}
