use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::http::Uri;

use super::ConfigError;

/// The address browsers use, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    is_https: bool,
    host: String,
    port: Option<u16>,
}

impl PublicUrl {
    /// Parses a URL; plain http is accepted on loopback only.
    pub fn parse(url: &str) -> Result<Self, ConfigError> {
        let malformed = || ConfigError::PublicUrl {
            url: url.to_owned(),
        };
        let uri: Uri = url.parse().map_err(|_| malformed())?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(malformed()),
        };
        let authority = uri.authority().ok_or_else(malformed)?;
        let is_bare = matches!(uri.path(), "" | "/")
            && uri.query().is_none()
            && !authority.as_str().contains('@');
        if !is_bare || authority.host().is_empty() {
            return Err(malformed());
        }
        let default_port = if is_https { 443 } else { 80 };
        let parsed = Self {
            is_https,
            host: authority.host().to_ascii_lowercase(),
            port: authority.port_u16().filter(|port| *port != default_port),
        };
        if !parsed.is_https && !parsed.is_loopback() {
            return Err(ConfigError::PlainHttp {
                url: url.to_owned(),
            });
        }
        Ok(parsed)
    }

    /// The URL of a listen address. An unspecified address is reached as loopback.
    pub fn of_listen(listen: SocketAddr) -> Result<Self, ConfigError> {
        match listen.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => {
                Self::parse(&format!("http://127.0.0.1:{}", listen.port()))
            }
            IpAddr::V6(ip) if ip.is_unspecified() => {
                Self::parse(&format!("http://[::1]:{}", listen.port()))
            }
            IpAddr::V4(_) | IpAddr::V6(_) => Self::parse(&format!("http://{listen}")),
        }
    }

    /// Whether browsers reach us over TLS.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.host)
    }

    /// The port, with the default of the scheme filled in.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.is_https { 443 } else { 80 })
    }

    /// `scheme://host[:port]`, as browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        self.to_string()
    }

    /// Name of the session cookie. `__Host-` makes browsers insist on Secure and Path=/; on plain
    /// loopback the port is in the name, since cookies of all ports of a host mix.
    pub fn cookie_name(&self) -> String {
        if self.is_https {
            "__Host-tidings".to_owned()
        } else {
            format!("tidings-{}", self.port())
        }
    }

    /// Whether a `Host` header is ours: the public one, or loopback (health checks, local tools).
    pub fn accepts_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let Ok(authority) = host.parse::<axum::http::uri::Authority>() else {
            return false;
        };
        if host.contains('@') {
            return false;
        }
        if is_loopback_host(authority.host()) {
            return true;
        }
        let default_port = if self.is_https { 443 } else { 80 };
        authority.host() == self.host && authority.port_u16().unwrap_or(default_port) == self.port()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(out, "{scheme}://{}", self.host)?;
        match self.port {
            Some(port) => write!(out, ":{port}"),
            None => Ok(()),
        }
    }
}

/// `localhost`, its subdomains, and addresses that never leave the machine.
fn is_loopback_host(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
