//! Examples of answers, in `examples.json` by the name of the operation. They are what the demo
//! answered, cut to two of a kind; the tests hold each against its schema.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::openapi::{OpenApi, RefOr};

const EXAMPLES: &str = include_str!("examples.json");

/// Gives each answer its example.
pub(super) fn add(document: &mut OpenApi) {
    let mut examples: HashMap<String, Value> = serde_json::from_str(EXAMPLES).unwrap_or_default();
    let operations = document.paths.paths.values_mut();
    for operation in operations.filter_map(|item| item.get.as_mut()) {
        let name = operation.operation_id.as_deref();
        let Some(example) = name.and_then(|name| examples.remove(name)) else {
            continue;
        };
        let answer = operation.responses.responses.get_mut("200");
        if let Some(RefOr::T(answer)) = answer {
            for content in answer.content.values_mut() {
                if let RefOr::T(content) = content {
                    content.example = Some(example.clone());
                }
            }
        }
    }
}
