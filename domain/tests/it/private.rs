//! Personal values: committed to, and erasable.

use domain::{Body, Private, Salt, digest, from_hex, to_hex};
use serde_json::{Value, json};

const TEXT: &str = "Grüße 👋";
const SALT_HEX: &str = "000102030405060708090a0b0c0d0e0f";
/// Computed apart from this code:
///
/// ```python
/// import hashlib, struct
/// salt, text = bytes(range(16)), 'Grüße 👋'.encode()
/// part = lambda b: struct.pack('>Q', len(b)) + b
/// print(hashlib.sha256(part(salt) + part(text)).hexdigest())
/// ```
const DIGEST: &str = "cf8eb0e454d3173e50d8bac9c1eca7eca301943c8f8f46a5a0dfe046681dd4f6";

fn value() -> Private<Body> {
    Private::new(
        Body::parse(TEXT).unwrap(),
        Salt(from_hex(SALT_HEX).unwrap()),
    )
}

fn read(json: &Value) -> Result<Private<Body>, serde_json::Error> {
    serde_json::from_value(json.clone())
}

#[test]
fn the_digest_is_that_of_length_prefixed_salt_and_text() {
    assert_eq!(to_hex(&value().digest()), DIGEST);
}

#[test]
fn no_two_pairs_of_salt_and_text_share_their_bytes() {
    assert_ne!(digest(b"ab", "c"), digest(b"a", "bc"));
    assert_ne!(digest(b"", "abc"), digest(b"abc", ""));
}

#[test]
fn a_kept_value_is_written_with_its_text_and_salt() {
    let json = json!({"text": TEXT, "salt": SALT_HEX});
    assert_eq!(serde_json::to_value(value()).unwrap(), json);
    assert_eq!(read(&json).unwrap(), value());
}

#[test]
fn an_erased_value_keeps_its_digest_and_shows_nothing() {
    let erased = value().erased();
    let json = json!({ "digest": DIGEST });
    assert_eq!(serde_json::to_value(&erased).unwrap(), json);
    assert_eq!(read(&json).unwrap(), erased);
    assert_eq!(erased.digest(), value().digest());
    assert_eq!(erased.erased(), erased);
    assert_eq!((erased.kept(), erased.shown()), (None, ""));
    assert_eq!(value().shown(), TEXT);
}

#[test]
fn any_other_form_is_refused() {
    let upper = SALT_HEX.to_uppercase();
    let signs = "+1".repeat(16);
    for wrong in [
        json!({}),
        json!(null),
        json!("text"),
        json!([]),
        json!({"text": TEXT}),
        json!({"salt": SALT_HEX}),
        json!({"text": null, "salt": SALT_HEX}),
        json!({"text": TEXT, "salt": null}),
        json!({"text": TEXT, "salt": SALT_HEX, "digest": DIGEST}),
        json!({"text": TEXT, "digest": DIGEST}),
        json!({"salt": SALT_HEX, "digest": DIGEST}),
        json!({"text": TEXT, "salt": SALT_HEX, "more": 1}),
        json!({"digest": DIGEST, "more": 1}),
        json!({"text": TEXT, "salt": upper}),
        json!({"text": TEXT, "salt": signs}),
        json!({"text": TEXT, "salt": SALT_HEX[1..]}),
        json!({"text": TEXT, "salt": format!("{SALT_HEX}00")}),
        json!({"text": TEXT, "salt": SALT_HEX.replace('f', "g")}),
        json!({"text": TEXT, "salt": SALT_HEX.replace("0f", "é")}),
        json!({"digest": DIGEST[1..]}),
        json!({"digest": DIGEST.to_uppercase()}),
        json!({"digest": SALT_HEX}),
        json!({"text": 1, "salt": SALT_HEX}),
    ] {
        assert!(read(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_salt_is_not_written_where_a_log_line_might_go() {
    assert_eq!(format!("{:?}", Salt([9; 16])), "Salt(..)");
}
