//! A `multipart/form-data` body, part by part, holding little of it at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use chassis::http::BodyStopped;
use chassis::problem::{Code, Problem};
use futures_util::stream::{Stream, StreamExt as _};
use multer::{Field, Multipart};

use crate::ports::FileBytes;

/// What stands between two files: a boundary and a few headers. More is no upload.
const BETWEEN_BYTES_MAX: usize = 16 * 1024;

/// The only name that a part may have.
const PART: &str = "file";

/// The parts of a body.
pub(super) struct Parts {
    parts: Multipart<'static>,
    between: Between,
}

/// One part.
pub(super) struct Part {
    part: Field<'static>,
}

impl Parts {
    /// The parts of this request's body, or why it has none.
    pub(super) fn of(request: Request) -> Result<Self, Problem> {
        let boundary = boundary(request.headers())?;
        let between = Between::default();
        let body = Measured::new(request.into_body(), between.clone());
        Ok(Self {
            parts: Multipart::new(body, boundary),
            between,
        })
    }

    /// The next part, once the one before it was read or dropped.
    pub(super) async fn next(&mut self) -> Result<Option<Part>, Problem> {
        self.between.begins();
        let part = self.parts.next_field().await.map_err(unreadable)?;
        self.between.ends();
        Ok(part.map(|part| Part { part }))
    }
}

impl Part {
    /// What its sender called the file.
    pub(super) fn file_name(&self, pointer: &str) -> Result<String, Problem> {
        match (self.part.name(), self.part.file_name()) {
            (Some(PART), Some(name)) => Ok(name.to_owned()),
            (Some(PART), None) => {
                Err(Problem::invalid_field(pointer, "must have a file name").closing())
            }
            (_, _) => {
                Err(Problem::invalid_field(pointer, "each part must be named \"file\"").closing())
            }
        }
    }

    /// Its bytes as they come.
    pub(super) fn bytes(self) -> FileBytes<'static> {
        let bytes = self.part.map(|piece| piece.map_err(cause));
        bytes.boxed()
    }
}

/// The body is not what its type says.
pub(super) fn malformed() -> Problem {
    Problem::invalid_header(
        "Content-Type",
        "the body is not the multipart/form-data that this announces",
    )
    .closing()
}

fn boundary(headers: &HeaderMap) -> Result<String, Problem> {
    let unsupported = || {
        Problem::new(
            Code::UnsupportedMediaType,
            "the body must be multipart/form-data",
        )
    };
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(Ok(value)), None) = (types.next().map(|value| value.to_str()), types.next()) else {
        return Err(unsupported());
    };
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(unsupported());
    }
    multer::parse_boundary(value).map_err(|error| match error {
        multer::Error::NoBoundary => {
            Problem::invalid_header("Content-Type", "must say the boundary")
        }
        _ => unsupported(),
    })
}

fn unreadable(error: multer::Error) -> Problem {
    let error = cause(error);
    match BodyStopped::caused(error.as_ref()) {
        true => Problem::new(Code::Timeout, "the body did not arrive in time").closing(),
        false => malformed(),
    }
}

/// What the body's stream said, where it was that which failed.
fn cause(error: multer::Error) -> BoxError {
    match error {
        multer::Error::StreamReadFailed(error) => error,
        other => other.into(),
    }
}

/// Counts what is read between two files. Shared by the parts and their stream.
#[derive(Clone, Default)]
struct Between(Arc<AtomicUsize>);

/// Inside of a file nothing is counted.
const INSIDE: usize = usize::MAX;

impl Between {
    fn begins(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn ends(&self) {
        self.0.store(INSIDE, Ordering::Relaxed);
    }

    /// Whether more may be read; a piece that was read counts from the next time on, for most of it may
    /// be the next file's.
    fn may_go_on(&self) -> bool {
        let read = self.0.load(Ordering::Relaxed);
        read == INSIDE || read <= BETWEEN_BYTES_MAX
    }

    fn count(&self, bytes: usize) {
        let read = self.0.load(Ordering::Relaxed);
        if read != INSIDE {
            self.0.store(
                read.saturating_add(bytes).min(INSIDE - 1),
                Ordering::Relaxed,
            );
        }
    }
}

/// The body's bytes, one piece each time it is asked: the parser would otherwise take in whatever has
/// arrived before it looks at any of it.
struct Measured {
    bytes: BodyDataStream,
    between: Between,
    pauses: bool,
}

impl Measured {
    fn new(body: Body, between: Between) -> Self {
        Self {
            bytes: body.into_data_stream(),
            between,
            pauses: false,
        }
    }
}

/// More stands between two files than belongs there.
#[derive(Debug, thiserror::Error)]
#[error("the headers of a part are too long")]
struct TooMuchBetween;

impl Stream for Measured {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.pauses {
            self.pauses = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !self.between.may_go_on() {
            return Poll::Ready(Some(Err(TooMuchBetween.into())));
        }
        let piece = std::task::ready!(self.bytes.poll_next_unpin(context));
        if let Some(Ok(piece)) = &piece {
            self.between.count(piece.len());
            self.pauses = true;
        }
        Poll::Ready(piece.map(|piece| piece.map_err(Into::into)))
    }
}
