use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Checked;
use crate::problem::{Code, FieldError, Problem};

/// Browsers send about twenty.
const HEADERS_MAX: usize = 100;

/// Room for a token of 8 KiB, cookies of the neighbours, and a long address.
const HEADER_BYTES_MAX: usize = 32 * 1024;

/// Refuses more headers than anybody needs. The server itself stops reading a good deal later.
pub(super) async fn header_sizes(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let target = request
        .uri()
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if headers.len() > HEADERS_MAX || bytes + target > HEADER_BYTES_MAX {
        return Problem::new(
            Code::HeadersTooLarge,
            "the headers are too many or too long",
        )
        .closing()
        .into_response();
    }
    next.run(request).await
}

/// Refuses requests for other hosts: they came by a rebound DNS name or a wrong route.
pub(super) async fn host(
    State(settings): State<Checked>,
    request: Request,
    next: Next,
) -> Response {
    let host = match only_host(request.headers()) {
        Ok(host) => host,
        Err(problem) => return problem.into_response(),
    };
    // A target in absolute form carries the host that counts.
    let target = request
        .uri()
        .authority()
        .map(|authority| authority.as_str());
    let is_ours = settings.public_url().accepts_host(host)
        && target.is_none_or(|target| settings.public_url().accepts_host(target));
    if is_ours {
        next.run(request).await
    } else {
        Problem::new(Code::Misdirected, "this host is not served here").into_response()
    }
}

fn only_host(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next().map(|host| host.to_str()), hosts.next()) {
        (Some(Ok(host)), None) => Ok(host),
        _ => Err(
            Problem::new(Code::InvalidHeader, "a request names one host")
                .error(FieldError::at_header("Host", "must be there once"))
                .closing(),
        ),
    }
}
