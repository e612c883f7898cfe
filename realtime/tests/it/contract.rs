//! Every frame that a test hears is one that the contract promises.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

/// By the frame's name. `unevaluatedProperties` makes a member that is not promised a mistake too.
static VALIDATORS: OnceLock<HashMap<String, Validator>> = OnceLock::new();

fn validators() -> HashMap<String, Validator> {
    let document = realtime::asyncapi("Tidings", "1").unwrap();
    let messages = document["components"]["messages"].as_object().unwrap();
    let strict = |payload: &Value| {
        let mut shapes = payload["oneOf"].as_array().cloned().unwrap_or_default();
        if shapes.is_empty() {
            shapes.push(payload.clone());
        }
        for shape in &mut shapes {
            shape["unevaluatedProperties"] = json!(false);
        }
        json!({"oneOf": shapes, "components": document["components"]})
    };
    let validator = |(name, message): (&String, &Value)| {
        let schema = strict(&message["payload"]);
        (name.clone(), jsonschema::draft202012::new(&schema).unwrap())
    };
    messages.iter().map(validator).collect()
}

/// Fails where the frame is not as promised.
pub fn check(name: &str, data: &Value) {
    let validators = VALIDATORS.get_or_init(validators);
    let validator = validators
        .get(name)
        .unwrap_or_else(|| panic!("{name} is not promised"));
    let wrong: Vec<_> = validator
        .iter_errors(data)
        .map(|it| it.to_string())
        .collect();
    assert!(
        wrong.is_empty(),
        "{name} is not as promised: {wrong:?} in {data}"
    );
}

#[test]
fn a_member_that_is_not_promised_or_is_missing_is_noticed() {
    let whole = json!({"conversationId": "x", "userId": "y"});
    check("user-typing", &whole);
    for wrong in [
        json!({"conversationId": "x"}),
        json!({"conversationId": "x", "userId": "y", "by": "z"}),
    ] {
        assert!(
            std::panic::catch_unwind(|| check("user-typing", &wrong)).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    found.push(reference.clone());
                }
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = realtime::asyncapi("Tidings", "1").unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
