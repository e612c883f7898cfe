use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, Method};
use chassis::config::TrustedProxies;
use chassis::limits::{Activity, Limits, classify, client_address};
use chassis::problem::Code;
use domain::Role;

use crate::app::{App, person, refused};

#[test]
fn each_activity_has_its_burst_and_no_more() {
    let limits = Limits::new(true);
    for (activity, burst) in [
        (Activity::Send, 60),
        (Activity::Command, 40),
        (Activity::Upload, 10),
        (Activity::Search, 20),
        (Activity::SocketConnect, 40),
    ] {
        let user = person("ann");
        for n in 0..burst {
            assert!(limits.take(user, activity).is_ok(), "{activity:?} {n}");
        }
        let refusal = limits.take(user, activity).unwrap_err();
        assert_eq!(refusal.code(), Code::RateLimited, "{activity:?}");
        assert!(limits.take(person("ben"), activity).is_ok());
    }
}

#[test]
fn switched_off_nothing_is_counted() {
    let limits = Limits::new(false);
    for _ in 0..1_000 {
        assert!(limits.take(person("ann"), Activity::Upload).is_ok());
    }
    assert!(limits.is_empty());
}

#[test]
fn a_whole_network_of_ipv6_is_one_address() {
    let limits = Limits::new(true);
    let refusals = (0..100_u128)
        .map(|n| IpAddr::V6((0x2001_0db8_u128 << 96 | n).into()))
        .filter(|address| limits.take_address(*address).is_err())
        .count();
    assert!(refusals >= 39, "{refusals}");
    assert_eq!(limits.len(), 1);
}

#[test]
fn routes_count_against_their_activity() {
    for (method, path, activity) in [
        (
            Method::POST,
            "/api/messaging/conversations/1/messages",
            Activity::Send,
        ),
        (
            Method::POST,
            "/api/messaging/conversations/1/messages/2/restore",
            Activity::Command,
        ),
        (
            Method::POST,
            "/api/messaging/conversations",
            Activity::Command,
        ),
        (Method::POST, "/api/messaging/files", Activity::Upload),
        (
            Method::POST,
            "/api/messaging/files/1/link",
            Activity::Command,
        ),
        (Method::DELETE, "/api/messaging/files/1", Activity::Command),
        (Method::GET, "/api/messaging/search", Activity::Search),
        (
            Method::GET,
            "/api/messaging/conversations/1/messages",
            Activity::Read,
        ),
    ] {
        assert_eq!(classify(&method, path), activity, "{method} {path}");
    }
}

#[test]
fn forwarded_addresses_are_believed_as_far_as_the_proxies_are() {
    let trusted = TrustedProxies::parse(&["10.0.0.0/8".to_owned(), "::1".to_owned()]).unwrap();
    for (peer, forwarded, client) in [
        ("203.0.113.9", "1.1.1.1", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "junk", "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1, junk", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::1", "1.1.1.1:4000", "1.1.1.1"),
        ("::ffff:10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let found = client_address(peer.parse().unwrap(), &headers, &trusted);
        assert_eq!(
            found,
            client.parse::<IpAddr>().unwrap(),
            "{peer} {forwarded}"
        );
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let app = App::with(&[]).await;
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    let mut refusal = None;
    for _ in 0..60 {
        let reply = app.ask("POST /api/me", &[&bearer], "").await;
        if reply.status == 429 {
            refusal = Some(reply);
            break;
        }
    }
    let refusal = refusal.expect("a refusal");
    assert_eq!(refusal.problem(), refused(429, "rate-limited"));
    assert_eq!(refusal.header("retry-after"), Some("1"));
    let other = format!("Authorization: Bearer {}", app.token("ben", Role::Team));
    assert_eq!(app.ask("POST /api/me", &[&other], "").await.status, 200);
}

#[tokio::test]
async fn strangers_are_limited_by_address_whatever_they_claim_to_be_forwarded_from() {
    let app = App::with(&[]).await;
    let mut statuses = Vec::new();
    for n in 0..70 {
        statuses.push(
            app.ask("GET /api/me", &[&format!("X-Forwarded-For: 1.1.1.{n}")], "")
                .await
                .status,
        );
    }
    assert!(
        statuses.contains(&429) && statuses[0] == 401,
        "{statuses:?}"
    );
}
