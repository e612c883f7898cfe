use std::net::IpAddr;

use axum::http::Uri;
use ipnet::IpNet;

use super::ConfigError;

/// The proxies whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Parses addresses and ranges.
    pub fn parse(proxies: &[String]) -> Result<Self, ConfigError> {
        proxies
            .iter()
            .map(|proxy| parse_range(proxy.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether an address is one of them.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.0.iter().any(|range| range.contains(&ip))
    }
}

fn parse_range(proxy: &str) -> Result<IpNet, ConfigError> {
    proxy
        .parse::<IpNet>()
        .or_else(|_| {
            proxy
                .parse::<IpAddr>()
                .map(|ip| IpNet::from(ip.to_canonical()))
        })
        .map_err(|_| ConfigError::TrustedProxy {
            proxy: proxy.to_owned(),
        })
}

/// Parses an origin as browsers write it: lower case, no path, no default port.
pub(super) fn parse_origin(origin: &str) -> Result<String, ConfigError> {
    let malformed = || ConfigError::AllowedOrigin {
        origin: origin.to_owned(),
    };
    let trimmed = origin.trim().trim_end_matches('/').to_ascii_lowercase();
    let uri: Uri = trimmed.parse().map_err(|_| malformed())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(malformed());
    };
    let default_port = match scheme {
        "https" => 443,
        "http" => 80,
        _ => return Err(malformed()),
    };
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@')
    {
        return Err(malformed());
    }
    Ok(match authority.port_u16() {
        Some(port) if port != default_port => format!("{scheme}://{}:{port}", authority.host()),
        Some(_) | None => format!("{scheme}://{}", authority.host()),
    })
}
