//! The one crash point that needs more than a line: half of an answer is on its way.

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream;

const ANSWERING: &str = "command.answering";

/// A layer that lets the process end between the two halves of an answer, if it was started for that.
/// Otherwise the answer goes through as it is.
pub async fn answering(response: Response) -> Response {
    if !crash::is_awaited(ANSWERING) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    let halves = [Bytes::copy_from_slice(first), Bytes::copy_from_slice(rest)];
    let halves = stream::iter(halves)
        .enumerate()
        .then(|(n, half)| async move {
            if n == 1 {
                // The first one is written only once this task has waited.
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                crash::point(ANSWERING);
            }
            Ok::<_, std::convert::Infallible>(half)
        });
    Response::from_parts(parts, Body::from_stream(halves))
}
