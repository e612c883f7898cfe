use serde_json::{Value, json};

use super::*;

/// A doctored history: version 1 of `UserRegistered` called the role `kind`.
const KIND_TO_ROLE: Upcast = Upcast {
    name: "UserRegistered",
    from: 1,
    lift: |payload| {
        let object = payload.as_object_mut();
        if let Some((object, kind)) = object.and_then(|o| o.remove("kind").map(|kind| (o, kind))) {
            object.insert("role".to_owned(), kind);
        }
    },
};

fn registered(field: &str) -> Value {
    json!({
        "type": "UserRegistered",
        "by": "018f3c1e-7b1a-7000-8000-000000000001",
        "at": "2026-01-31T09:30:00.000Z",
        field: "team",
    })
}

#[test]
fn an_old_shape_is_lifted_to_the_present_one() {
    let old = registered("kind").to_string();
    let event = Event::parse_with(
        &[KIND_TO_ROLE],
        StreamKind::User,
        "UserRegistered",
        "1",
        &old,
    );
    let now = registered("role").to_string();
    let expected = Event::parse(StreamKind::User, "UserRegistered", "1", &now).unwrap();
    assert_eq!(event.unwrap(), expected);
}

#[test]
fn an_old_shape_without_its_upcast_is_refused() {
    let old = registered("kind").to_string();
    let event = Event::parse(StreamKind::User, "UserRegistered", "1", &old);
    assert!(
        matches!(event, Err(BadEvent::Unreadable { .. })),
        "{event:?}"
    );
}

#[test]
fn a_newer_version_is_refused_although_it_could_be_parsed() {
    let now = registered("role").to_string();
    let event = Event::parse(StreamKind::User, "UserRegistered", "2", &now);
    assert!(matches!(event, Err(BadEvent::Newer { .. })), "{event:?}");
}

#[test]
fn an_unknown_event_is_refused() {
    let payload = json!({"type": "UserPainted"}).to_string();
    let event = Event::parse(StreamKind::User, "UserPainted", "1", &payload);
    assert!(
        matches!(event, Err(BadEvent::Unreadable { .. })),
        "{event:?}"
    );
}
