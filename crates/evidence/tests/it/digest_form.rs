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

#[test]
fn a_redacted_copy_has_the_digest_form_and_says_that_it_is_redacted() {
    let payload = json!({
        "body": {"text": "Hello", "salt": "00".repeat(16)},
        "files": [{"name": {"text": "a.pdf", "salt": "11".repeat(16)}, "size": 3}],
        "seen": true,
    });
    let redacted = evidence::redacted(&payload);
    assert_eq!(
        redacted,
        serde_json::to_value(evidence::DigestForm(&payload)).unwrap()
    );
    assert!(evidence::is_redacted(&redacted));
    assert!(!evidence::is_redacted(&payload));
    assert_eq!(evidence::redacted(&redacted), redacted);
}

#[test]
fn words_of_one_go_and_those_of_others_stay() {
    let (hers, his) = (
        json!({"text": "a", "salt": "00".repeat(16)}),
        json!({"text": "b", "salt": "11".repeat(16)}),
    );
    let payload = json!({"note": hers, "message": {"body": his, "files": [{"name": hers}]}});
    let digest = domain::digest(&[0; 16], "a");
    let redacted = evidence::redacted_where(&payload, &|one| *one == digest);
    let gone = json!({"digest": domain::to_hex(&digest)});
    assert_eq!(
        redacted,
        json!({"note": gone, "message": {"body": his, "files": [{"name": gone}]}})
    );
    assert_eq!(digest_form(redacted), digest_form(payload));
}
