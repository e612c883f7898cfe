//! People who start conversations, write, read, come and go, as a seed says.

use domain::{
    Command, ConversationCommand, ConversationId, MessageId, Private, ProjectCommand,
    ReadMarkerCommand, Refusal, Role, Subject, UserId,
};
use event_store::{Outcome, SubmitError};
use harness::{People, salt, text};
use uuid::Uuid;

/// An xorshift: the same seed, the same workload.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

pub(crate) struct Workload {
    dice: Dice,
    people: People,
    users: Vec<UserId>,
    talks: Vec<(ConversationId, Vec<MessageId>)>,
}

impl Workload {
    /// Four more people in the project, and a first conversation.
    pub(crate) async fn begin(people: &People, seed: u64) -> Self {
        let mut users = vec![people.client, people.team];
        for name in ["Uma", "Vic", "Wim", "Xia"] {
            let user = UserId::new(Uuid::now_v7());
            people.register(user, Role::Client, name).await;
            people.join(people.project, user).await;
            users.push(user);
        }
        let mut workload = Self {
            dice: Dice::new(seed),
            people: people.clone(),
            users,
            talks: Vec::new(),
        };
        workload.start().await;
        workload
    }

    pub(crate) async fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.step().await;
        }
    }

    async fn step(&mut self) {
        match self.dice.below(40) {
            0 => self.start().await,
            1..=3 => {
                let (who, user_id) = (self.people.admin, self.dice.pick(&self.users));
                self.talk(who, ConversationCommand::RemoveParticipant { user_id })
                    .await;
            }
            4..=7 => {
                let (who, user_id) = (self.people.admin, self.dice.pick(&self.users));
                self.talk(who, ConversationCommand::AddParticipant { user_id })
                    .await;
            }
            8 => self.leave_and_come_back().await,
            9..=19 => self.read().await,
            _ => self.send().await,
        }
    }

    async fn start(&mut self) {
        let id = ConversationId::new(Uuid::now_v7());
        let by = self.dice.pick(&self.users);
        let start = ConversationCommand::StartConversation {
            id,
            project_id: self.people.project,
            subject: Private::new(
                Subject::parse(format!("Talk {}", self.talks.len())).unwrap(),
                salt(),
            ),
            participants: vec![self.dice.pick(&self.users), self.dice.pick(&self.users)],
        };
        if allowed(self.people.ask(by, Command::Conversation(id, start)).await).is_some() {
            self.talks.push((id, Vec::new()));
        }
    }

    async fn talk(&mut self, by: UserId, command: ConversationCommand) {
        let (id, _) = &self.talks[self.dice.below(self.talks.len())];
        allowed(
            self.people
                .ask(by, Command::Conversation(*id, command))
                .await,
        );
    }

    async fn leave_and_come_back(&mut self) {
        let user_id = self.dice.pick(&self.users);
        for change in [
            ProjectCommand::RemoveMember { user_id },
            ProjectCommand::AddMember { user_id },
        ] {
            allowed(
                self.people
                    .ask(
                        self.people.admin,
                        Command::Project(self.people.project, change),
                    )
                    .await,
            );
        }
    }

    async fn send(&mut self) {
        let by = if self.dice.below(10) == 0 {
            self.people.admin
        } else {
            self.dice.pick(&self.users)
        };
        let index = self.dice.below(self.talks.len());
        let (id, messages) = &mut self.talks[index];
        let message = MessageId::new(Uuid::now_v7());
        let reply_to =
            (self.dice.below(4) == 0 && !messages.is_empty()).then(|| self.dice.pick(messages));
        let send = ConversationCommand::SendMessage {
            id: message,
            body: text("Hello \u{1f44b}"),
            reply_to,
        };
        if allowed(self.people.ask(by, Command::Conversation(*id, send)).await).is_some() {
            messages.push(message);
        }
    }

    async fn read(&mut self) {
        let by = self.dice.pick(&self.users);
        let (id, messages) = &self.talks[self.dice.below(self.talks.len())];
        let up_to = u64::try_from(self.dice.below(messages.len() + 3)).unwrap();
        let mark = ReadMarkerCommand::MarkRead { up_to };
        allowed(
            self.people
                .ask(by, Command::ReadMarker(*id, by, mark))
                .await,
        );
    }
}

/// Refusals belong to life: who was removed asks too.
fn allowed(answer: Result<Outcome, SubmitError>) -> Option<Outcome> {
    match answer {
        Ok(outcome) => Some(outcome),
        Err(SubmitError::Refused(
            Refusal::NoSuchConversation
            | Refusal::NoSuchProject
            | Refusal::NotInProject { .. }
            | Refusal::ReadBeyondEnd { .. },
        )) => None,
        Err(error) => panic!("{error}"),
    }
}
