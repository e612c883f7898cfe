use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Activity, Limits, client_address};
use crate::caller::{AuthError, Recognised, Recognition};
use crate::config::TrustedProxies;
use crate::http::Peer;
use crate::problem::Problem;

/// What the layer needs: who asks, and the counters.
#[derive(Clone)]
pub(crate) struct Gatekeeper {
    pub(crate) limits: Limits,
    pub(crate) recognition: Recognition,
    pub(crate) trusted: TrustedProxies,
}

/// Recognises the caller once, counts the request, and hands the caller on to the route.
pub(crate) async fn admit(
    State(gate): State<Gatekeeper>,
    mut request: Request,
    next: Next,
) -> Response {
    let outcome = gate.recognition.of_headers(request.headers()).await;
    let counted = match &outcome {
        Ok(caller) => gate.limits.take(
            caller.user_id,
            classify(request.method(), request.uri().path()),
        ),
        // Nobody is counted for our own trouble.
        Err(AuthError::Unavailable) => Ok(()),
        Err(AuthError::Unauthenticated | AuthError::TokenExpired | AuthError::Disabled) => {
            match request.extensions().get::<Peer>() {
                Some(Peer(peer)) => gate.limits.take_address(client_address(
                    peer.ip(),
                    request.headers(),
                    &gate.trusted,
                )),
                None => Ok(()),
            }
        }
    };
    match counted {
        Ok(()) => {
            request.extensions_mut().insert(Recognised(outcome));
            next.run(request).await
        }
        Err(problem) => Problem::into_response(problem),
    }
}

/// Puts the limits around a router's routes. Recognition happens here once; [`crate::caller::Caller`]
/// takes what was found.
pub fn limit(
    router: axum::Router,
    limits: Limits,
    recognition: Recognition,
    trusted: &TrustedProxies,
) -> axum::Router {
    let gate = Gatekeeper {
        limits,
        recognition,
        trusted: trusted.clone(),
    };
    router.layer(axum::middleware::from_fn_with_state(gate, admit))
}

/// Which rate a request of the public API counts against.
pub fn classify(method: &Method, path: &str) -> Activity {
    let is_read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let is_search = path == "/api/messaging/search";
    if is_read {
        return if is_search {
            Activity::Search
        } else {
            Activity::Read
        };
    }
    if *method == Method::POST && path == "/api/messaging/files" {
        return Activity::Upload;
    }
    let is_send = *method == Method::POST
        && path.starts_with("/api/messaging/conversations/")
        && path.ends_with("/messages");
    if is_send {
        Activity::Send
    } else {
        Activity::Command
    }
}
