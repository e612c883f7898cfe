//! One conversation of the demo, step by step.

use blobs::Carrier;
use bytes::Bytes;
use domain::{
    Body, Command, ConversationCommand, ConversationCore, ConversationId, File, MessageId, Note,
    ProjectId, ReadMarkerCommand, Reason, ReportCommand, ReportId, State, Status, StreamId,
    Subject, UserId,
};

use super::script::{Paper, Step, Talk};
use super::{DemoFailure, Known, Stage, id, of, private, salt};

impl Stage<'_> {
    /// Starts a conversation and has its people do what the script says.
    pub(super) async fn play(&self, talk: &Talk, known: &Known) -> Result<(), DemoFailure> {
        let Some((starter, others)) = talk.people.split_first() else {
            return Ok(());
        };
        let conversation = ConversationId::new(id("conversation", talk.subject));
        let start = ConversationCommand::StartConversation {
            id: conversation,
            project_id: ProjectId::new(id("project", talk.project)),
            subject: private(Subject::parse(talk.subject)?)?,
            participants: others.iter().map(|subject| of(known, subject)).collect(),
        };
        let start = Command::Conversation(conversation, start);
        let name = format!("conversation {}", talk.subject);
        self.ask(of(known, starter), &name, start).await?;
        let mut said = 0;
        for (place, (who, step)) in talk.steps.iter().enumerate() {
            let scene = Scene {
                talk: talk.subject,
                conversation,
                by: of(known, who),
                name: format!("step {} {place}", talk.subject),
            };
            let message = scene.message(said);
            match step {
                Step::Says(_) | Step::Sends(..) | Step::Answers(..) => {
                    said += 1;
                    // Whoever speaks has read what was said.
                    let up_to = self.core(&scene).await?.map_or(1, |core| core.last_seq);
                    let read = scene.marking(ReadMarkerCommand::MarkRead { up_to });
                    self.ask(scene.by, &format!("read {}", scene.name), read)
                        .await?;
                }
                Step::Edits(..)
                | Step::Deletes(_)
                | Step::Reads
                | Step::Mutes
                | Step::Reports(..)
                | Step::Settles(..)
                | Step::Closes(_) => {}
            }
            self.step(&scene, message, step, known).await?;
        }
        Ok(())
    }

    async fn step(
        &self,
        scene: &Scene<'_>,
        message: MessageId,
        step: &Step,
        known: &Known,
    ) -> Result<(), DemoFailure> {
        let command = match step {
            Step::Says(text) => scene.sending(message, text, Vec::new(), None)?,
            Step::Answers(to, text) => {
                let original = Some(scene.message(*to));
                scene.sending(message, text, Vec::new(), original)?
            }
            Step::Sends(text, papers) => {
                let Some(files) = self.files(scene, message, papers).await? else {
                    return Ok(());
                };
                scene.sending(message, text, files, None)?
            }
            Step::Edits(which, text) => scene.changing(ConversationCommand::EditMessage {
                id: scene.message(*which),
                body: private(Body::parse(*text)?)?,
                if_match: None,
            }),
            Step::Deletes(which) => scene.changing(ConversationCommand::DeleteMessage {
                id: scene.message(*which),
                if_match: None,
            }),
            Step::Reads => {
                let up_to = self.core(scene).await?.map_or(1, |core| core.last_seq);
                scene.marking(ReadMarkerCommand::MarkRead { up_to })
            }
            Step::Mutes => scene.marking(ReadMarkerCommand::SetMine {
                unread_from: None,
                muted: Some(true),
            }),
            Step::Reports(which, reason, note) => {
                let report = ReportCommand::ReportMessage {
                    conversation_id: scene.conversation,
                    message_id: scene.message(*which),
                    reason: *reason,
                    note: Some(private(Note::parse(*note)?)?),
                };
                Command::Report(scene.report(*which, scene.by), report)
            }
            Step::Settles(which, reporter, outcome) => {
                let resolve = ReportCommand::ResolveReport {
                    outcome: *outcome,
                    if_match: 1,
                };
                Command::Report(scene.report(*which, of(known, reporter)), resolve)
            }
            Step::Closes(reason) => scene.changing(ConversationCommand::ChangeStatus {
                status: Status::Closed,
                reason: Some(private(Reason::parse(*reason)?)?),
                if_match: self.core(scene).await?.map_or(1, |core| core.version),
            }),
        };
        self.ask(scene.by, &scene.name, command).await
    }

    /// The conversation as it is.
    async fn core(&self, scene: &Scene<'_>) -> Result<Option<ConversationCore>, DemoFailure> {
        let stream = StreamId::Conversation(scene.conversation);
        Ok(match self.reader.state(stream).await?.0 {
            State::Conversation(conversation) => conversation.core().cloned(),
            State::ReadMarker(_)
            | State::Report(_)
            | State::Project(_)
            | State::User(_)
            | State::Access(_) => None,
        })
    }

    /// Files, uploaded and reserved for a message. None where the message is there already.
    async fn files(
        &self,
        scene: &Scene<'_>,
        message: MessageId,
        papers: &'static [Paper],
    ) -> Result<Option<Vec<File>>, DemoFailure> {
        let named = (scene.conversation, message);
        if !self.reader.messages(&[named]).await?.is_empty() {
            return Ok(None);
        }
        let failed =
            |name, error: &dyn std::fmt::Display| DemoFailure::File(name, error.to_string());
        let carrier = Carrier {
            conversation: scene.conversation,
            message,
        };
        let mut arrivals = Vec::new();
        for Paper(name, bytes) in papers {
            let chunk = Ok::<_, std::convert::Infallible>(Bytes::from_static(bytes));
            let arrival = self
                .intake
                .take(name, futures_util::stream::iter([chunk]))
                .await;
            arrivals.push(arrival.map_err(|error| failed(name, &error))?);
        }
        let first = papers.first().map_or("", |Paper(name, _)| name);
        let kept = self.files.keep(scene.by, arrivals).await;
        let kept = kept.map_err(|error| failed(first, &error))?;
        let ids: Vec<_> = kept.iter().map(|upload| upload.id).collect();
        let reserved = self.files.ledger().reserve(scene.by, carrier, &ids).await;
        // Kept: no attempt to send the demo's own message is refused but by what people did since.
        let _held = reserved.map_err(|error| failed(first, &error))?;
        let mut files = Vec::new();
        for upload in &kept {
            files.push(upload.as_file(salt()?)?);
        }
        Ok(Some(files))
    }
}

/// Where a step happens, and who takes it.
struct Scene<'a> {
    talk: &'a str,
    conversation: ConversationId,
    by: UserId,
    name: String,
}

impl Scene<'_> {
    fn message(&self, number: usize) -> MessageId {
        MessageId::new(id("message", &format!("{} {number}", self.talk)))
    }

    fn report(&self, message: usize, reporter: UserId) -> ReportId {
        ReportId::of(self.conversation, self.message(message), reporter)
    }

    fn changing(&self, command: ConversationCommand) -> Command {
        Command::Conversation(self.conversation, command)
    }

    fn marking(&self, command: ReadMarkerCommand) -> Command {
        Command::ReadMarker(self.conversation, self.by, command)
    }

    fn sending(
        &self,
        id: MessageId,
        text: &str,
        files: Vec<File>,
        reply_to: Option<MessageId>,
    ) -> Result<Command, DemoFailure> {
        Ok(self.changing(ConversationCommand::SendMessage {
            id,
            body: private(Body::parse(text)?)?,
            files,
            reply_to,
        }))
    }
}
