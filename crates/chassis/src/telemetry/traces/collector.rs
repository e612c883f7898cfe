//! The way to a collector: a POST now and then, on a fresh connection.

use std::time::Duration;

use async_trait::async_trait;
use axum::http::{HeaderValue, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use tokio::runtime::Handle;

use crate::outgoing;

/// A collector that takes longer is as good as none: the spans are dropped.
const SEND_MAX: Duration = Duration::from_secs(10);

/// What it answers is a few bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Sends from a thread of the library's own, through our runtime.
#[derive(Debug)]
pub(super) struct Collector(Handle);

impl Collector {
    /// Looks through the address, which is each request's too.
    pub(super) fn at(url: &str, runtime: Handle) -> Result<Self, HttpError> {
        let is_http = url.parse::<Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        });
        match is_http {
            true => Ok(Self(runtime)),
            false => Err(format!("{url} is no http or https URL").into()),
        }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sending = self.0.spawn(async move {
            tokio::time::timeout(SEND_MAX, send(request))
                .await
                .unwrap_or_else(|_| Err("it did not answer in time".into()))
        });
        sending.await?
    }
}

async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let uri = request.uri().clone();
    let is_https = uri.scheme_str() == Some("https");
    let host = uri.host().ok_or("the collector has no name")?;
    let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let stream = outgoing::connect(bare, port, is_https).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let mut request = request.map(Full::new);
    let authority = uri.authority().map_or("", |name| name.as_str());
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = path.parse()?;
    let headers = request.headers_mut();
    headers.insert(header::HOST, HeaderValue::from_str(authority)?);
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let exchange = async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await?;
        Ok(Response::from_parts(head, body.to_bytes()))
    };
    // The connection has to be driven, and its end is no answer: what it brought may still be read.
    let driven = async {
        let _ = connection.await;
        std::future::pending().await
    };
    tokio::select! {
        answer = exchange => answer,
        answer = driven => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_collector_has_an_http_address() {
        for (url, is_accepted) in [
            ("http://collector:4318/v1/traces", true),
            ("https://[::1]/v1/traces", true),
            ("collector:4318/v1/traces", false),
            ("grpc://collector/v1/traces", false),
            ("/v1/traces", false),
        ] {
            let made = Collector::at(url, Handle::current());
            assert_eq!(made.is_ok(), is_accepted, "{url}");
        }
    }
}
