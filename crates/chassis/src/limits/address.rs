use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::config::TrustedProxies;

/// Where a request comes from: the peer, or what trusted proxies say. The list is read from its end,
/// since everything before the first address that is not a trusted proxy was written by whoever asks.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> IpAddr {
    let mut client = peer.to_canonical();
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
        .flat_map(|line| line.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !trusted.contains(client) {
            break;
        }
        match parse_hop(hop.trim()) {
            Some(address) => client = address.to_canonical(),
            None => break,
        }
    }
    client
}

/// Some proxies add the port.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    hop.parse::<IpAddr>()
        .or_else(|_| {
            hop.parse::<std::net::SocketAddr>()
                .map(|address| address.ip())
        })
        .or_else(|_| hop.trim_start_matches('[').trim_end_matches(']').parse())
        .ok()
}
