//! What the routes stand on.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use chassis::caller::Recognition;
use chassis::config::{Checked, Secret};
use chassis::limits::Limits;
use chassis::problem::{Code, Problem};
use domain::{Command, Refusal, UserId};
use event_store::{Failure, LogReader, Outcome, Submission, SubmitError, Writer};

use crate::context::Context;
use crate::exports::Exports;
use crate::ports::{Files, Identities, Sessions, Unreachable};
use crate::refusal::{self, Named};

/// A command that is not decided by then is answered 503; a repeat settles what became of it.
const DECIDE_MAX: Duration = Duration::from_secs(10);

/// When to come back after a 503.
pub(crate) const PAUSE: Duration = Duration::from_secs(1);

/// Everything that is handed in by the binary.
#[derive(Clone)]
pub struct CommandApi {
    /// Takes commands to the log.
    pub writer: Writer,
    /// Reads what answers show of other events.
    pub reader: LogReader,
    /// Recognises callers.
    pub recognition: Recognition,
    /// Counts what callers do.
    pub limits: Limits,
    /// The settings: demo mode, cookie, trusted proxies.
    pub settings: Checked,
    /// Keys the digests of repeatable requests.
    pub secret: Secret,
    /// Keeps the sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Keeps what the identity provider calls people.
    pub identities: Arc<dyn Identities>,
    /// Keeps uploaded files.
    pub files: Arc<dyn Files>,
    /// Takes down which exports are asked for.
    pub exports: Exports,
    /// What a session's answer tells clients to enforce too; the same as `GET /api/session` says.
    pub session_terms: SessionTerms,
}

/// The part of a session's answer that is the same for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTerms {
    /// The numbers that a client enforces too.
    pub limits: serde_json::Value,
    /// The file types that may be uploaded.
    pub file_types: Vec<String>,
}

/// The routes' state.
#[derive(Clone)]
pub(crate) struct Api(Arc<Parts>);

struct Parts {
    api: CommandApi,
    idempotency_key: [u8; 32],
}

impl std::ops::Deref for Api {
    type Target = CommandApi;

    fn deref(&self) -> &CommandApi {
        &self.0.api
    }
}

impl FromRef<Api> for Recognition {
    fn from_ref(api: &Api) -> Self {
        api.recognition.clone()
    }
}

impl Api {
    pub(crate) fn new(api: CommandApi) -> Self {
        let idempotency_key = api.secret.idempotency_key();
        Self(Arc::new(Parts {
            api,
            idempotency_key,
        }))
    }

    pub(crate) fn idempotency_key(&self) -> &[u8; 32] {
        &self.0.idempotency_key
    }

    /// Has a command decided, or says with a problem why not.
    pub(crate) async fn submit(
        &self,
        by: UserId,
        command: Command,
        context: Context,
        named: Named,
    ) -> Result<Outcome, Problem> {
        let decided = self.decide(by, command, context).await;
        decided.map_err(|undone| undone.problem(named))
    }

    /// Has a command decided. A caller that hangs up meanwhile changes nothing: the writer works
    /// in a task of its own and its `submit` is cancellation safe, so no further task is needed here.
    pub(crate) async fn decide(
        &self,
        by: UserId,
        command: Command,
        context: Context,
    ) -> Result<Outcome, Undone> {
        let Context { key, metadata } = context;
        let submission = Submission {
            by,
            command,
            key,
            metadata,
        };
        crash::point("command.received");
        let decided = tokio::time::timeout(DECIDE_MAX, self.writer.submit(submission)).await;
        crash::point("command.decided");
        match decided {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(SubmitError::Refused(refusal))) => Err(Undone::Refused(refusal)),
            Ok(Err(SubmitError::KeyReused)) => Err(Undone::KeyReused),
            Ok(Err(SubmitError::Unavailable(failure))) => Err(Undone::Unknown(away(&failure))),
            Err(_) => {
                tracing::warn!(
                    seconds = DECIDE_MAX.as_secs(),
                    "a command was not decided in time"
                );
                Err(Undone::Unknown(Problem::unavailable(PAUSE)))
            }
        }
    }
}

/// A command that was not carried out, or of which nobody knows.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The domain says no.
    Refused(Refusal),
    /// Its key or message id stands for another request.
    KeyReused,
    /// It may have been carried out.
    Unknown(Problem),
}

impl Undone {
    pub(crate) fn problem(self, named: Named) -> Problem {
        match self {
            Self::Refused(refusal) => refusal::problem(&refusal, named),
            Self::KeyReused => {
                Problem::new(Code::KeyReused, "the key was used for another request")
            }
            Self::Unknown(problem) => problem,
        }
    }
}

/// The log did not answer.
pub(crate) fn away(failure: &Failure) -> Problem {
    tracing::warn!(error = %failure, "the log cannot be reached");
    Problem::unavailable(PAUSE)
}

impl From<Unreachable> for Problem {
    fn from(_: Unreachable) -> Self {
        Self::unavailable(PAUSE)
    }
}

/// What cannot be unless a program of ours is wrong.
pub(crate) fn bug(what: &'static str) -> Problem {
    tracing::error!(what, "an answer cannot be made");
    Problem::internal()
}
