//! Connections that we make: to a key set's publisher, to a collector of traces.
//!
//! hyper is here already and TLS is what Postgres connections use, so this needs no client of its own
//! with pools, redirects, proxies and cookies.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// A connection, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error("it cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    #[error("the certificate authorities of this machine cannot be read: {0}")]
    Authorities(String),
}

/// Connects, with TLS where it is asked for.
pub(crate) async fn connect(
    host: &str,
    port: u16,
    is_https: bool,
) -> Result<Box<dyn Stream>, ConnectError> {
    let stream = TcpStream::connect((host, port)).await?;
    if !is_https {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(host.to_owned()).map_err(std::io::Error::other)?;
    let stream = connector().await?.connect(name, stream).await?;
    Ok(Box::new(stream))
}

/// Trusts what the machine trusts, so that a provider inside a company works as any program there does
/// (`SSL_CERT_FILE` names other authorities).
async fn connector() -> Result<TlsConnector, ConnectError> {
    let loaded = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs)
        .await
        .map_err(|error| ConnectError::Authorities(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(loaded.certs);
    if roots.is_empty() {
        let reason = loaded.errors.first().map(ToString::to_string);
        let reason = reason.unwrap_or_else(|| "there are none".to_owned());
        return Err(ConnectError::Authorities(reason));
    }
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectError::Authorities(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
