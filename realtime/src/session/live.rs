//! A socket that was let in: what it missed first, then what happens.

use std::future::ready;
use std::pin::{Pin, pin};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use chassis::caller::Via;
use presence::Arrival;
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::WaitForCancellationFuture;
use wire::LogPosition;
use wire::frame::{FrameName, Ready, Resync, ResyncReason};

use super::connection::Connection;
use super::due::Due;
use super::greeting::{self, Greeted};
use super::term::Term;
use super::{Door, End};
use crate::close::Close;
use crate::dialect::Said;
use crate::hall::{Hall, Here, Place};
use crate::outbox::Outbox;
use crate::resume::{Resume, Step};
use crate::service::Inner;

/// What is written at once: small enough that a slow line gets it within the write's limit.
const WRITE_BYTES: usize = 32 * 1024;

/// The socket's task holds it until the end.
pub(super) struct Live<'a> {
    pub(super) service: &'a Inner,
    pub(super) connection: &'a mut Connection,
    pub(super) door: &'a Door,
    pub(super) sid: &'a str,
    place: Place,
    /// The person is here.
    _arrival: Arrival,
    pub(super) term: Term,
    phase: Phase,
    /// Socket.IO wants to be welcomed before the first frame, and the welcome says whether it is
    /// recovered: so it waits until that is known.
    is_welcomed: bool,
    /// What the client called our log.
    pid: Option<String>,
    pub(super) due: Due,
}

/// A replay is large, and soon over.
enum Phase {
    Resuming(Box<Resume>),
    /// The hall is behind the client's cursor.
    Waiting(Box<Resume>, watch::Receiver<Option<u64>>),
    Live,
}

enum Happened {
    Stop,
    Due,
    /// Boxed, since the room for it is kept while one waits.
    Heard(Box<Result<Said, End>>),
    Filled,
    Moved,
    Resume,
}

/// Serves a socket until it ends.
pub(super) async fn live(
    service: &Inner,
    connection: &mut Connection,
    door: &Door,
    greeted: Greeted,
) -> End {
    let now = Instant::now();
    let pace = service.parts.pace;
    let session = match &greeted.caller.via {
        Via::Session { id, .. } => Some(id.clone()),
        Via::Bearer { .. } => None,
    };
    let caller = &greeted.caller;
    let outbox = Outbox::new(caller.user_id, caller.role, door.dialect, session);
    let mut live = Live {
        service,
        connection,
        door,
        sid: &door.sid,
        place: service.hall.admit(Arc::new(outbox)),
        _arrival: service.company.arrive(caller.user_id),
        term: Term::of(caller, pace.warn_before, now),
        phase: Phase::Live,
        is_welcomed: false,
        pid: greeted.pid,
        due: Due::from(now, &pace),
    };
    // Both are of the whole process, behind locks that all sockets share: they are joined once, not
    // at each turn.
    let stop = service.parts.shutdown.token();
    let mut stopped = pin!(stop.cancelled());
    let mut timer = pin!(sleep_until(live.deadline()));
    let end = async {
        Box::pin(live.begin(greeted.cursor)).await?;
        loop {
            live.turn(stopped.as_mut(), timer.as_mut()).await?;
        }
    };
    match end.await {
        Ok::<std::convert::Infallible, End>(never) => match never {},
        Err(end) => end,
    }
}

impl Live<'_> {
    pub(super) fn hall(&self) -> &Hall {
        &self.service.hall
    }

    pub(super) fn outbox(&self) -> &Arc<Outbox> {
        &self.place.outbox
    }

    async fn begin(&mut self, cursor: Option<LogPosition>) -> Result<(), End> {
        match cursor {
            None => {
                // Who was here before and kept no cursor has a hole that we cannot fill.
                self.welcome(false).await?;
                self.start_anew(None).await
            }
            Some(cursor) if cursor.log != self.hall().log() => {
                self.start_anew(Some(ResyncReason::OtherLog)).await
            }
            Some(cursor) => {
                self.phase = Phase::Resuming(Box::new(Resume::after(cursor.position)));
                Ok(())
            }
        }
    }

    /// Waits for what happens next and does it. What is done is boxed: an idle socket, of which
    /// there are many, should not keep room for all that it might do one day.
    async fn turn(
        &mut self,
        stopped: Pin<&mut WaitForCancellationFuture<'_>>,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), End> {
        match self.next(stopped, timer).await {
            Happened::Stop => {
                self.plan_to_leave();
                Ok(())
            }
            Happened::Due => Box::pin(self.do_what_is_due()).await,
            Happened::Heard(said) => Box::pin(self.hear((*said)?)).await,
            Happened::Filled => Box::pin(self.write_what_waits()).await,
            Happened::Moved | Happened::Resume => Box::pin(self.resume()).await,
        }
    }

    async fn next(
        &mut self,
        stopped: Pin<&mut WaitForCancellationFuture<'_>>,
        mut timer: Pin<&mut Sleep>,
    ) -> Happened {
        // What is due later than the timer tells is found out when it does: most deadlines are
        // moved on before they come.
        let deadline = self.deadline();
        if deadline < timer.deadline() || timer.is_elapsed() {
            timer.as_mut().reset(deadline);
        }
        let is_resuming = matches!(self.phase, Phase::Resuming(_));
        let moved = async {
            match &mut self.phase {
                // The hall outlives its sockets, so its word does not end.
                Phase::Waiting(_, moved) => drop(moved.changed().await),
                Phase::Resuming(_) | Phase::Live => std::future::pending().await,
            }
        };
        let heard = async { Box::new(self.connection.hear().await) };
        // What is due comes first, and what is said before what is told: neither can starve the
        // rest, since both are bounded.
        tokio::select! {
            biased;
            () = stopped, if self.due.leave.is_none() => Happened::Stop,
            () = timer => Happened::Due,
            said = heard => Happened::Heard(said),
            () = self.place.outbox.filled() => Happened::Filled,
            () = moved => Happened::Moved,
            () = ready(()), if is_resuming => Happened::Resume,
        }
    }

    pub(super) const fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Live)
    }

    async fn hear(&mut self, said: Said) -> Result<(), End> {
        // Whatever it is, it is a sign of life.
        self.due.pong = None;
        match said {
            Said::Hello(_) => Err(End::Close(Close::Malformed)),
            Said::OtherNamespace(name) => {
                let refused = self.connection.dialect.no_namespace(&name);
                self.connection.write(refused).await
            }
            Said::Ping(pong) => self.connection.write([pong.into()]).await,
            Said::Ask(ask) => self.answer(ask).await,
            Said::Leave => Err(End::Gone),
            Said::Moved => self.connection.write(None).await,
            Said::Pong | Said::Nothing => Ok(()),
        }
    }

    async fn write_what_waits(&mut self) -> Result<(), End> {
        let taken = self.outbox().take(WRITE_BYTES);
        self.hall().note_taken(taken.bytes);
        if !taken.texts.is_empty() {
            self.due.cursor = Instant::now() + self.service.parts.pace.quiet_max;
            self.connection.write(taken.texts).await?;
        }
        match taken.close {
            Some(close) => Err(End::Close(close)),
            None => Ok(()),
        }
    }

    async fn resume(&mut self) -> Result<(), End> {
        let (Phase::Resuming(mut resume) | Phase::Waiting(mut resume, _)) =
            std::mem::replace(&mut self.phase, Phase::Live)
        else {
            return Ok(());
        };
        // Before the step: what moves during it is not missed.
        let moved = self.hall().moved();
        let service = self.service;
        let greet = self.greet(None);
        let step = resume
            .step(
                &service.hall,
                &*service.parts.history,
                &self.place.outbox,
                greet,
            )
            .await;
        match step {
            Ok(Step::Tell(texts)) => {
                self.phase = Phase::Resuming(resume);
                if texts.is_empty() {
                    return Ok(());
                }
                self.welcome(true).await?;
                self.write_all(texts).await
            }
            Ok(Step::Live) => {
                metrics::counter!("tidings_socket_replayed_total").increment(resume.told());
                self.welcome(true).await
            }
            Ok(Step::Wait) => {
                self.phase = Phase::Waiting(resume, moved);
                Ok(())
            }
            Ok(Step::Resync(reason)) => self.start_anew(Some(reason)).await,
            Err(error) => {
                tracing::warn!(%error, "a replay failed, the client has to come back");
                Err(End::Close(Close::Restarting))
            }
        }
    }

    /// Goes live where the hall is.
    async fn start_anew(&mut self, resync: Option<ResyncReason>) -> Result<(), End> {
        if let Some(reason) = resync {
            metrics::counter!("tidings_socket_resyncs_total", "reason" => reason.as_str())
                .increment(1);
        }
        self.welcome(resync.is_none()).await?;
        let greet = self.greet(resync);
        self.hall()
            .go_live(&self.place.outbox, None, |here| greet(here, 0));
        self.phase = Phase::Live;
        Ok(())
    }

    async fn welcome(&mut self, is_whole: bool) -> Result<(), End> {
        if std::mem::replace(&mut self.is_welcomed, true) {
            return Ok(());
        }
        let pid = greeting::pid(self.hall().log(), self.pid.as_deref(), is_whole);
        let welcome = self.connection.dialect.welcome(self.sid, &pid);
        self.connection.write(welcome).await
    }

    /// Writes a page of a replay in portions, each with a limit of its own.
    async fn write_all(&mut self, texts: Vec<Utf8Bytes>) -> Result<(), End> {
        let mut portion = Vec::new();
        let mut bytes = 0;
        for text in texts {
            bytes += text.len();
            portion.push(text);
            if bytes >= WRITE_BYTES {
                bytes = 0;
                self.connection.write(portion.drain(..)).await?;
            }
        }
        self.connection.write(portion).await
    }
}

impl<'a> Live<'a> {
    /// What it hears first when it is live.
    fn greet(
        &self,
        resync: Option<ResyncReason>,
    ) -> impl FnOnce(Here, u64) -> Vec<Utf8Bytes> + use<'a> {
        let service: &'a Inner = self.service;
        let (company, sid) = (&service.company, self.sid);
        let (user_id, dialect) = (self.outbox().user, self.outbox().dialect);
        move |here, resumed| {
            let cursor = here.cursor;
            let position = cursor;
            let resync = resync.map(|reason| Resync {
                cursor,
                position,
                reason,
            });
            let ready = Ready {
                cursor,
                position,
                user_id,
                session_id: sid.to_owned(),
                resumed,
                online: company.online(&here.company),
            };
            let resync = resync.and_then(|resync| serde_json::to_string(&resync).ok());
            let ready = serde_json::to_string(&ready).ok();
            let cursor = cursor.to_string();
            [(FrameName::Resync, resync), (FrameName::Ready, ready)]
                .into_iter()
                .filter_map(|(name, data)| Some(dialect.placed(name, &data?, &cursor)))
                .collect()
        }
    }
}
