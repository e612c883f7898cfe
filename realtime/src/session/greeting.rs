//! The beginning: who is it, and where were they?

use axum::http::{HeaderMap, HeaderValue, header};
use chassis::caller::{AuthError, Caller};
use chassis::limits::Activity;
use domain::LogId;
use tokio::time::{Instant, timeout_at};
use wire::LogPosition;

use super::connection::Connection;
use super::{Door, End};
use crate::close::Close;
use crate::dialect::{Hello, Said};
use crate::service::Inner;

/// Who came, and what they last heard.
pub(super) struct Greeted {
    pub(super) caller: Caller,
    pub(super) cursor: Option<LogPosition>,
    /// What Socket.IO's own recovery took our log for.
    pub(super) pid: Option<String>,
}

/// Why somebody is not let in, in the dialects' words.
struct Refusal {
    code: &'static str,
    close: Close,
}

/// Waits for a hello that can be believed. Socket.IO tells in words what is wrong, and may try
/// again on the same connection; the plain dialect closes.
pub(super) async fn greet(
    service: &Inner,
    connection: &mut Connection,
    door: &Door,
) -> Result<Greeted, End> {
    let pace = service.parts.pace;
    let deadline = Instant::now() + pace.hello_within;
    let upgrades = connection.upgrades();
    let opening = door
        .dialect
        .opening(&door.sid, upgrades, pace.ping_every, pace.pong_within);
    connection.write(opening).await?;
    let stop = service.parts.shutdown.token();
    loop {
        let heard = tokio::select! {
            () = stop.cancelled() => return Err(End::Close(Close::Restarting)),
            heard = timeout_at(deadline, connection.hear()) => heard,
        };
        let hello = match heard.map_err(|_| End::Close(Close::NoHello))?? {
            Said::Hello(hello) => hello,
            Said::OtherNamespace(name) => {
                connection.write(door.dialect.no_namespace(&name)).await?;
                continue;
            }
            Said::Ping(pong) => {
                connection.write([pong.into()]).await?;
                continue;
            }
            Said::Moved => {
                connection.write(None).await?;
                continue;
            }
            Said::Pong | Said::Nothing => continue,
            Said::Ask(_) => return Err(End::Close(Close::Malformed)),
            Said::Leave => return Err(End::Gone),
        };
        match believe(service, door, hello).await {
            Ok(greeted) => return Ok(greeted),
            Err(refusal) => match door.dialect.refusal(refusal.code, "not let in") {
                None => return Err(End::Close(refusal.close)),
                Some(refused) => connection.write([refused]).await?,
            },
        }
    }
}

async fn believe(service: &Inner, door: &Door, hello: Hello) -> Result<Greeted, Refusal> {
    let cursor = cursor_of(&hello)?;
    let identified = match (&hello.token, &door.cookie) {
        (Some(token), _) => service.parts.recognition.of_token(token).await,
        (None, Some(_)) => session(service, door).await,
        (None, None) => Err(AuthError::Unauthenticated),
    };
    let caller = match identified {
        Ok(caller) => caller,
        Err(error) => return Err(refuse(service, door, &error)),
    };
    service
        .parts
        .limits
        .take(caller.user_id, Activity::SocketConnect)
        .map_err(|_| RATE_LIMITED)?;
    Ok(Greeted {
        caller,
        cursor,
        pid: hello.pid,
    })
}

const RATE_LIMITED: Refusal = Refusal {
    code: "rate-limited",
    close: Close::Flooding,
};

/// Who the cookie belongs to.
pub(super) async fn session(service: &Inner, door: &Door) -> Result<Caller, AuthError> {
    let recognition = &service.parts.recognition;
    let cookie = door.cookie.as_deref().unwrap_or_default();
    let pair = format!("{}={cookie}", recognition.cookie_name());
    let value = HeaderValue::from_str(&pair).map_err(|_| AuthError::Unauthenticated)?;
    let headers = HeaderMap::from_iter([(header::COOKIE, value)]);
    recognition.of_headers(&headers).await
}

fn refuse(service: &Inner, door: &Door, error: &AuthError) -> Refusal {
    let is_counted = !matches!(error, AuthError::Unavailable);
    if let Some(address) = door.address.filter(|_| is_counted)
        && service.parts.limits.take_address(address).is_err()
    {
        return RATE_LIMITED;
    }
    let (code, close) = match error {
        AuthError::Unauthenticated => ("unauthenticated", Close::Unauthenticated),
        AuthError::TokenExpired => ("token-expired", Close::Unauthenticated),
        AuthError::Disabled => ("forbidden", Close::Refused),
        AuthError::Unavailable => ("unavailable", Close::Restarting),
    };
    Refusal { code, close }
}

/// The newest that the client brought. Two of different logs cannot be compared: the one that was
/// set on purpose counts.
fn cursor_of(hello: &Hello) -> Result<Option<LogPosition>, Refusal> {
    let malformed = |_| Refusal {
        code: "invalid-parameter",
        close: Close::Malformed,
    };
    let parse = |text: &String| text.parse::<LogPosition>().map_err(malformed);
    let given = hello.cursor.as_ref().map(parse).transpose()?;
    let offset = hello.offset.as_ref().filter(|_| hello.pid.is_some());
    let offset = offset.map(parse).transpose()?;
    Ok(match (given, offset) {
        (Some(given), Some(offset)) if offset.log == given.log => Some(LogPosition::new(
            given.log,
            given.position.max(offset.position),
        )),
        (Some(given), _) => Some(given),
        (None, offset) => offset,
    })
}

/// How Socket.IO's own recovery names our log. A client takes itself for recovered if it gets the
/// name that it had: so it gets that one if nothing is missing, and else a new one.
pub(super) fn pid(log: LogId, had: Option<&str>, is_whole: bool) -> String {
    let name = format!("{}.{}", log.log_id.simple(), log.incarnation);
    match had {
        Some(had) if is_whole && is_variant(had, &name) => had.to_owned(),
        Some(_) if !is_whole => format!("{name}~{}", uuid::Uuid::new_v4().simple()),
        Some(_) | None => name,
    }
}

/// Whether a client's name for our log is one that we gave: nothing else is said back.
fn is_variant(had: &str, name: &str) -> bool {
    let variant = had.strip_prefix(name).map(|rest| rest.strip_prefix('~'));
    had == name
        || matches!(variant, Some(Some(id)) if id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_called_what_it_was_called_only_if_nothing_is_missing() {
        let log = LogId {
            log_id: uuid::Uuid::from_u128(1),
            incarnation: 2,
        };
        let name = pid(log, None, true);
        assert_eq!(pid(log, Some(&name), true), name);
        let renamed = pid(log, Some(&name), false);
        assert_ne!(renamed, name);
        assert_eq!(pid(log, Some(&renamed), true), renamed);
        assert_eq!(pid(log, Some("\"]}\u{0}"), true), name);
    }
}
