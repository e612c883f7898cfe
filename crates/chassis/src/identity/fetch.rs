//! A key set behind a URL: one GET, with limits on everything, and nothing followed anywhere else. It is
//! fetched every few minutes, on a fresh connection.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::{StatusCode, Uri, header};
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

use super::jwks::{DOCUMENT_BYTES_MAX, JwksError};
use crate::outgoing::{ConnectError, Stream, connect};

/// From looking up the name to the last byte. A slower provider is as good as one that is away.
pub(super) const FETCH_MAX: Duration = Duration::from_secs(5);

/// Where a key set is published.
pub(super) struct Location {
    uri: Uri,
    is_https: bool,
    host: String,
    port: u16,
}

/// Why a set could not be fetched. The old one stays in force for a while.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("it took longer than {} s", FETCH_MAX.as_secs())]
    Slow,
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("it does not speak HTTP/1.1: {0}")]
    Protocol(#[from] hyper::Error),
    #[error("it answered {0}; only 200 counts, and redirects are not followed")]
    Status(StatusCode),
    #[error("the document is larger than {} KiB", DOCUMENT_BYTES_MAX / 1024)]
    TooLarge,
    #[error("the document did not arrive whole")]
    Cut,
}

impl Location {
    /// https anywhere, http on this machine only: whoever can change the document on its way can be anybody.
    pub(super) fn parse(url: &str) -> Result<Self, JwksError> {
        let refused = || JwksError::Url {
            url: url.to_owned(),
        };
        let uri: Uri = url.parse().map_err(|_| refused())?;
        let authority = uri.authority().ok_or_else(refused)?;
        let host = authority
            .host()
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let is_local = host == "localhost"
            || host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_local => false,
            _ => return Err(refused()),
        };
        if authority.as_str().contains('@') || host.is_empty() {
            return Err(refused());
        }
        let port = authority
            .port_u16()
            .unwrap_or(if is_https { 443 } else { 80 });
        Ok(Self {
            uri,
            is_https,
            host,
            port,
        })
    }

    pub(super) async fn fetch(&self) -> Result<String, FetchError> {
        tokio::time::timeout(FETCH_MAX, self.fetch_patiently())
            .await
            .unwrap_or(Err(FetchError::Slow))
    }

    async fn fetch_patiently(&self) -> Result<String, FetchError> {
        let stream = connect(&self.host, self.port, self.is_https).await?;
        self.ask(stream).await
    }

    async fn ask(&self, stream: Box<dyn Stream>) -> Result<String, FetchError> {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let authority = self.uri.authority().map_or("", |name| name.as_str());
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let request = hyper::Request::get(path)
            .header(header::HOST, authority)
            .header(header::ACCEPT, "application/jwk-set+json, application/json")
            .header(header::CONNECTION, "close")
            .body(Empty::<Bytes>::new())
            .map_err(|error| ConnectError::from(std::io::Error::other(error)))?;
        let exchange = async {
            let response = sender.send_request(request).await?;
            if response.status() != StatusCode::OK {
                return Err(FetchError::Status(response.status()));
            }
            let body = Limited::new(response.into_body(), DOCUMENT_BYTES_MAX);
            let bytes = match body.collect().await {
                Ok(body) => body.to_bytes(),
                Err(error) if error.is::<LengthLimitError>() => return Err(FetchError::TooLarge),
                Err(_) => return Err(FetchError::Cut),
            };
            String::from_utf8(bytes.to_vec()).map_err(|_| FetchError::Cut)
        };
        // The connection has to be driven, and its end is no answer: what it brought may still be read.
        let driven = async {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "the connection to the key set ended early");
            }
            std::future::pending().await
        };
        tokio::select! {
            answer = exchange => answer,
            answer = driven => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for (url, is_accepted) in [
            ("https://id.example/keys", true),
            ("https://id.example:8443/keys?x=1", true),
            ("http://127.0.0.1:9000/keys", true),
            ("http://[::1]:9000/keys", true),
            ("http://localhost/keys", true),
            ("http://id.example/keys", false),
            ("http://127.0.0.1.evil.example/keys", false),
            ("https://user@id.example/keys", false),
            ("ftp://127.0.0.1/keys", false),
            ("https://", false),
        ] {
            assert_eq!(Location::parse(url).is_ok(), is_accepted, "{url}");
        }
    }
}
