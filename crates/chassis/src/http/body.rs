use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::problem::Problem;

/// A body that brings nothing for this long is given up.
pub const BODY_IDLE_MAX: Duration = Duration::from_secs(30);

/// A body that takes longer than this in all is given up.
pub const BODY_TOTAL_MAX: Duration = Duration::from_secs(300);

/// Past the slowest upload there is nothing left to wait for.
const ANSWER_MAX: Duration = Duration::from_secs(360);

/// A body did not arrive in time. Whoever reads a body finds it among the causes of the error.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub struct BodyStopped;

impl BodyStopped {
    /// Whether an error of reading a body comes from this: then the answer is 408 `timeout`.
    pub fn caused(error: &(dyn std::error::Error + 'static)) -> bool {
        std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<Self>())
    }
}

/// Limits how long a request's body may take, and the answer with it.
pub(super) async fn limit_time(request: Request, next: Next) -> Response {
    let request = if request.body().is_end_stream() {
        request
    } else {
        request.map(|body| Body::new(TimedBody::new(body)))
    };
    match tokio::time::timeout(ANSWER_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable(Duration::from_secs(5)).into_response(),
    }
}

struct TimedBody {
    body: Body,
    end: Instant,
    // When to give up: the end, or a pause before it.
    alarm: Pin<Box<Sleep>>,
}

impl TimedBody {
    fn new(body: Body) -> Self {
        let now = Instant::now();
        Self {
            body,
            end: now + BODY_TOTAL_MAX,
            alarm: Box::pin(sleep_until(now + BODY_IDLE_MAX)),
        }
    }
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let next = (Instant::now() + BODY_IDLE_MAX).min(self.end);
            self.alarm.as_mut().reset(next);
            // A trickle that never pauses still ends.
            if Instant::now() >= self.end && matches!(frame, Some(Ok(_))) {
                return Poll::Ready(Some(Err(Box::new(BodyStopped))));
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        self.alarm
            .as_mut()
            .poll(context)
            .map(|()| Some(Err(BodyStopped.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
