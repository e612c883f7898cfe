//! Personal values stand in the proof as their digests.

use domain::{Body, Private, Salt};
use evidence::DigestForm;
use serde_json::{Value, json};

fn digest_form(value: Value) -> Value {
    serde_json::to_value(DigestForm(&value)).unwrap()
}

fn kept(text: &str) -> Value {
    serde_json::to_value(private(text)).unwrap()
}

fn erased(text: &str) -> Value {
    serde_json::to_value(private(text).erased()).unwrap()
}

fn private(text: &str) -> Private<Body> {
    Private::new(Body::parse(text).unwrap(), Salt([5; 16]))
}

#[test]
fn every_personal_value_becomes_what_its_erasure_leaves() {
    let payload = |one: Value, other: Value, third: Value| {
        json!({
            "type": "X",
            "subject": one,
            "list": [1, other, {"deep": {"er": third}}],
            "none": null,
        })
    };
    let before = payload(kept("a"), kept("b"), kept("c"));
    let after = payload(erased("a"), erased("b"), erased("c"));
    assert_eq!(digest_form(before), after);
}

#[test]
fn what_is_in_digest_form_stays_as_it_is() {
    let form = json!({"a": erased("a"), "n": 7, "list": [true, null, "text"]});
    assert_eq!(digest_form(form.clone()), form);
}

#[test]
fn a_part_may_be_erased_before_the_rest() {
    let half = json!({"a": erased("a"), "b": kept("b")});
    let none = json!({"a": kept("a"), "b": kept("b")});
    assert_eq!(digest_form(half), digest_form(none));
}

#[test]
fn what_only_looks_like_a_personal_value_is_left_alone() {
    let salt = "05".repeat(16);
    for plain in [
        json!({"text": "a"}),
        json!({"salt": salt}),
        json!({"text": "a", "salt": salt, "more": 1}),
        json!({"text": "a", "salt": "05"}),
        json!({"text": "a", "salt": salt.replace('5', "G")}),
        json!({"text": 1, "salt": salt}),
        json!({"text": "a", "salt": 1}),
    ] {
        assert_eq!(digest_form(plain.clone()), plain);
        // Nor is it one to the domain, so that none is ever hashed with its text in it.
        assert!(
            serde_json::from_value::<Private<Body>>(plain.clone()).is_err(),
            "{plain}"
        );
    }
}
