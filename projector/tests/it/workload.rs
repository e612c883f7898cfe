//! People who do whatever can be done, allowed or not, as a seed says.

use domain::{
    AccessCommand, Command, ConversationCommand, ConversationId, File, FileId, FileName, FileState,
    LookedAt, MessageId, Name, Note, Part, Private, ProjectCommand, ProjectId, ReadMarkerCommand,
    Reason, ReportCommand, ReportId, ReportReason, Role, State, Status, Subject, UserCommand,
    UserId,
};
use event_store::{Outcome, SubmitError};
use futures_util::future::join_all;
use harness::{People, salt, text};
use uuid::Uuid;

/// How many ask at the same time.
const AT_ONCE: usize = 64;

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

    fn is_one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }
}

/// A conversation as far as the workload remembers it.
struct Talk {
    id: ConversationId,
    version: u64,
    last_seq: u64,
    people: Vec<UserId>,
    messages: Vec<MessageId>,
    scanned: Vec<(MessageId, FileId)>,
}

pub(crate) struct Workload {
    dice: Dice,
    people: People,
    users: Vec<UserId>,
    projects: Vec<ProjectId>,
    talks: Vec<Talk>,
    reports: Vec<(ReportId, u64)>,
}

impl Workload {
    /// Four more people in the project, an auditor, a second project, and a first conversation.
    pub(crate) async fn begin(people: &People, seed: u64) -> Self {
        let mut workload = Self {
            dice: Dice::new(seed),
            people: people.clone(),
            users: vec![people.client, people.team],
            projects: vec![people.project, ProjectId::new(Uuid::now_v7())],
            talks: Vec::new(),
            reports: Vec::new(),
        };
        let create = ProjectCommand::CreateProject { name: name("Shop") };
        let second = Command::Project(workload.projects[1], create);
        workload.asks(people.admin, second).await;
        for name in ["Uma", "Vic", "Wim", "Xia"] {
            let user = UserId::new(Uuid::now_v7());
            people.register(user, Role::Client, name).await;
            people.join(people.project, user).await;
            workload.users.push(user);
        }
        while workload.talks.is_empty() {
            let (by, start) = workload.start();
            workload.asks(by, start).await;
        }
        workload
    }

    /// One after the other.
    pub(crate) async fn steps(&mut self, count: usize) {
        for _ in 0..count {
            let (by, command) = self.next();
            self.asks(by, command).await;
        }
    }

    /// Many at once.
    pub(crate) async fn crowd(&mut self, count: usize) {
        for _ in 0..count / AT_ONCE {
            let asked: Vec<_> = (0..AT_ONCE).map(|_| self.next()).collect();
            let people = self.people.clone();
            let answers = asked.iter().map(|(by, command)| {
                let (people, command) = (people.clone(), command.clone());
                let by = *by;
                async move { people.ask(by, command).await }
            });
            let answers = join_all(answers).await;
            for ((_, command), answer) in asked.iter().zip(answers) {
                self.remember(command, answer);
            }
        }
    }

    /// Erases some of those who have said something.
    pub(crate) async fn erase(&mut self, count: usize) -> Vec<UserId> {
        let gone: Vec<UserId> = self.users.iter().copied().take(count).collect();
        for user in &gone {
            let erase = UserCommand::EraseUser { reason: reason() };
            self.asks(self.people.admin, Command::User(*user, erase))
                .await;
        }
        gone
    }

    async fn asks(&mut self, by: UserId, command: Command) {
        let answer = self.people.ask(by, command.clone()).await;
        self.remember(&command, answer);
    }

    fn next(&mut self) -> (UserId, Command) {
        match self.dice.below(100) {
            0 => self.start(),
            1 => self.directory(),
            2..=7 => self.participants(),
            8..=10 => self.matter(),
            11..=30 => self.reading(),
            31..=36 => self.report(),
            37 => self.access(),
            38..=60 => self.change(),
            _ => self.send(),
        }
    }

    fn start(&mut self) -> (UserId, Command) {
        let id = ConversationId::new(Uuid::now_v7());
        let by = self.anybody();
        let count = self.dice.below(4);
        let index = self.dice.below(8) / 7;
        let start = ConversationCommand::StartConversation {
            id,
            project_id: self.projects[index],
            subject: subject(&format!("Talk {}", self.talks.len())),
            participants: (0..count).map(|_| self.dice.pick(&self.users)).collect(),
        };
        (by, Command::Conversation(id, start))
    }

    fn directory(&mut self) -> (UserId, Command) {
        let project = self.dice.pick(&self.projects);
        let user_id = self.dice.pick(&self.users);
        let person = |name, role, disabled| {
            let change = UserCommand::ChangePerson {
                name,
                role,
                disabled,
            };
            Command::User(user_id, change)
        };
        let command = match self.dice.below(16) {
            0..=2 => Command::Project(project, ProjectCommand::RemoveMember { user_id }),
            3..=7 => Command::Project(project, ProjectCommand::AddMember { user_id }),
            8 => {
                let name = name(&format!("Project {}", self.dice.below(50)));
                Command::Project(project, ProjectCommand::RenameProject { name })
            }
            9 => {
                let name = name(&format!("Person {}", self.dice.below(50)));
                person(Some(Private::new(name, salt())), None, None)
            }
            10 => {
                let roles = [Role::Client, Role::Client, Role::Team, Role::Auditor];
                person(None, Some(self.dice.pick(&roles)), None)
            }
            11 => person(None, None, Some(true)),
            12..=13 => person(None, Some(Role::Client), Some(false)),
            14 if self.dice.is_one_in(3) => {
                Command::User(user_id, UserCommand::EraseUser { reason: reason() })
            }
            14 => person(None, None, Some(false)),
            _ => {
                let user = UserId::new(Uuid::now_v7());
                let register = UserCommand::RegisterUser {
                    role: Role::Client,
                    name: Some(Private::new(name("Newcomer"), salt())),
                    email: Some(Private::new(name("new@example.org"), salt())),
                };
                self.users.push(user);
                Command::User(user, register)
            }
        };
        (self.mostly_admin(), command)
    }

    fn participants(&mut self) -> (UserId, Command) {
        let user_id = self.dice.pick(&self.users);
        let command = match self.dice.below(10) {
            0..=3 => ConversationCommand::RemoveParticipant { user_id },
            4 => ConversationCommand::EndPart { user_id },
            _ => ConversationCommand::AddParticipant { user_id },
        };
        let by = self.mostly_admin();
        (by, Command::Conversation(self.talk().id, command))
    }

    fn matter(&mut self) -> (UserId, Command) {
        let by = self.mostly_admin();
        let number = self.dice.below(1_000);
        let status = match number / 2 % 6 {
            0 => Status::Closed,
            1 => Status::Archived,
            _ => Status::Active,
        };
        let is_stale = self.dice.is_one_in(5);
        let talk = self.talk();
        let command = if number.is_multiple_of(2) {
            ConversationCommand::ChangeSubject {
                subject: subject(&format!("About {}", number % 7)),
            }
        } else {
            ConversationCommand::ChangeStatus {
                status,
                reason: (status != Status::Active).then(reason),
                if_match: talk.version - u64::from(is_stale),
            }
        };
        (by, Command::Conversation(talk.id, command))
    }

    fn reading(&mut self) -> (UserId, Command) {
        let index = self.dice.below(self.talks.len());
        let by = self.somebody_of(index);
        let (id, last) = (self.talks[index].id, self.talks[index].last_seq);
        let bound = usize::try_from(last).unwrap() + 3;
        // Mostly near the end, as people read.
        let near = u64::try_from(bound - self.dice.below(bound.min(12)) - 1).unwrap();
        let far = u64::try_from(self.dice.below(bound)).unwrap();
        let command = match self.dice.below(10) {
            0..=5 => ReadMarkerCommand::MarkRead { up_to: near },
            6 => ReadMarkerCommand::MarkRead { up_to: far },
            7 => ReadMarkerCommand::SetMine {
                unread_from: Some(Some(far)),
                muted: None,
            },
            8 => ReadMarkerCommand::SetMine {
                unread_from: Some(None),
                muted: Some(true),
            },
            _ => ReadMarkerCommand::SetMine {
                unread_from: None,
                muted: Some(self.dice.is_one_in(2)),
            },
        };
        (by, Command::ReadMarker(id, by, command))
    }

    fn report(&mut self) -> (UserId, Command) {
        if self.reports.is_empty() || self.dice.is_one_in(3) {
            let id = ReportId::new(Uuid::now_v7());
            let has_note = self.dice.is_one_in(2);
            let index = self.dice.below(self.talks.len());
            let by = self.somebody_of(index);
            let message_id = self.message(index);
            let command = ReportCommand::ReportMessage {
                conversation_id: self.talks[index].id,
                message_id,
                reason: ReportReason::Abuse,
                note: has_note.then(note),
            };
            return (by, Command::Report(id, command));
        }
        let (id, version) = self.dice.pick(&self.reports);
        let if_match = version + u64::from(self.dice.is_one_in(8));
        let command = match self.dice.below(6) {
            0 | 1 => ReportCommand::ReviewReport { if_match },
            2 => ReportCommand::ResolveReport {
                outcome: domain::Outcome::MessageRemoved,
                if_match,
            },
            3 => ReportCommand::DismissReport { if_match },
            _ => ReportCommand::NoteReport { text: note() },
        };
        (self.mostly_admin(), Command::Report(id, command))
    }

    fn access(&mut self) -> (UserId, Command) {
        let by = self.mostly_admin();
        let index = self.dice.below(self.talks.len());
        let id = self.talks[index].id;
        let looked_at = match self.dice.below(5) {
            0 => LookedAt::Export(self.dice.pick(&self.projects), None),
            1 => LookedAt::Watch(id),
            2 => LookedAt::Message(id, self.message(index)),
            3 => LookedAt::File(id, FileId::new(Uuid::now_v7())),
            _ => LookedAt::History {
                conversation_id: id,
                part: Part::Messages,
                as_of_seq: None,
                as_user: None,
            },
        };
        let command = AccessCommand {
            looked_at,
            reason: reason(),
        };
        (by, Command::Access(by, command))
    }

    /// Something becomes of a message, often of the newest: edited, deleted, restored, scanned.
    fn change(&mut self) -> (UserId, Command) {
        let index = self.dice.below(self.talks.len());
        let id = self.message(index);
        let command = match self.dice.below(10) {
            0..=3 => ConversationCommand::EditMessage {
                id,
                body: text(&format!("Better {}", self.dice.below(1_000))),
                if_match: self.dice.is_one_in(4).then_some(1),
            },
            4..=6 => ConversationCommand::DeleteMessage { id, if_match: None },
            7..=8 => ConversationCommand::RestoreMessage { id },
            _ => match self.talks[index].scanned.as_slice() {
                [] => ConversationCommand::RestoreMessage { id },
                scanned => {
                    let (message_id, file_id) = self.dice.pick(scanned);
                    ConversationCommand::ChangeFileState {
                        message_id,
                        file_id,
                        state: self.dice.pick(&[FileState::Ready, FileState::Refused]),
                    }
                }
            },
        };
        let by = match self.dice.below(3) {
            0 => self.people.admin,
            _ => self.somebody_of(index),
        };
        (by, Command::Conversation(self.talks[index].id, command))
    }

    fn send(&mut self) -> (UserId, Command) {
        let index = self.dice.below(self.talks.len());
        let by = self.somebody_of(index);
        let count = if self.dice.is_one_in(4) { 2 } else { 0 };
        let states = [FileState::Ready, FileState::Scanning];
        let files = (0..count).map(|_| file(self.dice.pick(&states))).collect();
        let send = ConversationCommand::SendMessage {
            id: MessageId::new(Uuid::now_v7()),
            body: text("Hello \u{1f44b}"),
            files,
            reply_to: self.dice.is_one_in(4).then(|| self.message(index)),
        };
        (by, Command::Conversation(self.talks[index].id, send))
    }

    fn talk(&mut self) -> &Talk {
        let index = self.dice.below(self.talks.len());
        &self.talks[index]
    }

    /// A message of a conversation; every second time one of the newest.
    fn message(&mut self, talk: usize) -> MessageId {
        let count = self.talks[talk].messages.len();
        if count == 0 {
            return MessageId::new(Uuid::now_v7());
        }
        let back = if self.dice.is_one_in(2) {
            count
        } else {
            count.min(3)
        };
        let index = count - 1 - self.dice.below(back);
        self.talks[talk].messages[index]
    }

    /// Mostly somebody who takes part.
    fn somebody_of(&mut self, talk: usize) -> UserId {
        let people = self.talks[talk].people.clone();
        if people.is_empty() || self.dice.is_one_in(8) {
            self.anybody()
        } else {
            self.dice.pick(&people)
        }
    }

    fn anybody(&mut self) -> UserId {
        match self.dice.below(10) {
            0 => self.people.admin,
            _ => self.dice.pick(&self.users),
        }
    }

    fn mostly_admin(&mut self) -> UserId {
        match self.dice.below(3) {
            0 => self.dice.pick(&self.users),
            _ => self.people.admin,
        }
    }

    /// Refusals belong to life; failures do not.
    fn remember(&mut self, command: &Command, answer: Result<Outcome, SubmitError>) {
        let outcome = match answer {
            Ok(outcome) => outcome,
            Err(SubmitError::Refused(_) | SubmitError::KeyReused) => return,
            Err(error) => panic!("{error}"),
        };
        match (command, &*outcome.state) {
            (Command::Conversation(id, command), State::Conversation(state)) => {
                let core = state.core().unwrap();
                if !self.talks.iter().any(|talk| talk.id == *id) {
                    self.talks.push(Talk {
                        id: *id,
                        version: 1,
                        last_seq: 1,
                        people: Vec::new(),
                        messages: Vec::new(),
                        scanned: Vec::new(),
                    });
                }
                let talk = self.talks.iter_mut().find(|talk| talk.id == *id).unwrap();
                talk.version = talk.version.max(core.version);
                talk.last_seq = talk.last_seq.max(core.last_seq);
                talk.people = core.participants.iter().map(|one| one.user_id).collect();
                if let ConversationCommand::SendMessage { id, files, .. } = command {
                    talk.messages.push(*id);
                    talk.scanned.extend(files.iter().map(|file| (*id, file.id)));
                }
            }
            (Command::Report(id, _), State::Report(state)) => {
                self.reports.retain(|(known, _)| known != id);
                self.reports.push((*id, state.version()));
            }
            (_, _) => {}
        }
    }
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn subject(text: &str) -> Private<Subject> {
    Private::new(Subject::parse(text).unwrap(), salt())
}

fn reason() -> Private<Reason> {
    Private::new(Reason::parse("It had to be").unwrap(), salt())
}

fn note() -> Private<Note> {
    Private::new(Note::parse("Look at this").unwrap(), salt())
}

pub(crate) fn file(state: FileState) -> File {
    File {
        id: FileId::new(Uuid::now_v7()),
        name: Private::new(FileName::parse("logo.png").unwrap(), salt()),
        size: 1_234,
        content_type: "image/png".to_owned(),
        sha256: "0".repeat(64),
        width: Some(20),
        height: Some(10),
        has_preview: true,
        state,
    }
}
