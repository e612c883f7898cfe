//! Holds every answer against the OpenAPI document.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::app::Reply;

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut document = serde_json::to_value(query_api::openapi()).unwrap();
        let schemas = document["components"]["schemas"].as_object_mut().unwrap();
        for (name, schema) in schemas {
            // A problem may have members of its code; everything else has what is described, no more.
            if name != "ProblemBody" && schema["properties"].is_object() {
                schema["additionalProperties"] = json!(false);
            }
        }
        document
    })
}

/// Fails where the answer is not described, or not as it is described.
pub fn check(method: &str, path: &str, reply: &Reply) {
    let document = document();
    let (template, item) = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .find(|(template, _)| matches(template, path))
        .unwrap_or_else(|| panic!("{path} is not described"));
    let response = &item[method]["responses"][reply.status.to_string()];
    assert!(
        response.is_object(),
        "{method} {template} {} is not described: {reply:?}",
        reply.status
    );
    let content = response["content"].as_object().unwrap();
    let media = reply.header("content-type").unwrap_or_default();
    let schema = &content
        .get(media)
        .unwrap_or_else(|| panic!("{media} is not described: {reply:?}"))["schema"];
    // Not one JSON value: there is nothing more to compare.
    if ["application/x-ndjson", "application/x-tar"].contains(&media) {
        return;
    }
    let whole = json!({"allOf": [schema], "components": document["components"]});
    let validator = jsonschema::validator_for(&whole).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&reply.json)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{method} {template}: {errors:#?}\n{reply:?}"
    );
}

fn matches(template: &str, path: &str) -> bool {
    let (mut parts, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(value)) if part == value || part.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[test]
fn every_query_is_described() {
    let described: Vec<&str> = document()["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = vec![
        "/api/messaging/conversations",
        "/api/messaging/conversations/{id}",
        "/api/messaging/conversations/{id}/messages",
        "/api/messaging/conversations/{id}/messages/{mid}",
        "/api/messaging/conversations/{id}/messages/{mid}/receipts",
        "/api/messaging/conversations/{id}/messages/{mid}/edits",
        "/api/messaging/conversations/{id}/files",
        "/api/messaging/files/{fid}",
        "/api/messaging/files/{fid}/preview",
        "/api/messaging/search",
        "/api/messaging/projects",
        "/api/messaging/people",
        "/api/messaging/people/{id}",
        "/api/session",
        "/api/admin/messaging/conversations",
        "/api/admin/messaging/conversations/{id}",
        "/api/admin/messaging/conversations/{id}/messages",
        "/api/admin/messaging/conversations/{id}/files",
        "/api/admin/messaging/conversations/{id}/participants",
        "/api/admin/messaging/conversations/{id}/history",
        "/api/admin/messaging/conversations/{id}/state",
        "/api/admin/messaging/files/{fid}",
        "/api/admin/messaging/reports",
        "/api/admin/messaging/reports/{rid}",
        "/api/admin/messaging/audit/verify",
        "/api/admin/messaging/audit/checkpoints",
        "/api/admin/messaging/audit/exports",
        "/api/admin/messaging/audit/exports/{eid}",
        "/api/admin/messaging/audit/exports/{eid}/bundle",
        "/api/admin/directory/projects",
        "/api/admin/directory/projects/{pid}/members",
        "/api/admin/directory/people",
        "/api/openapi.json",
    ];
    expected.sort_unstable();
    let mut described = described;
    described.sort_unstable();
    assert_eq!(described, expected);
}

/// A history is described by its last line; the document itself needs no example.
#[test]
fn every_answer_in_json_has_an_example_that_is_one() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        let content = &item["get"]["responses"]["200"]["content"];
        for (media, content) in content.as_object().unwrap() {
            if !media.contains("json") || path == "/api/openapi.json" {
                continue;
            }
            let example = &content["example"];
            assert!(example.is_object(), "{path} has no example");
            let schema = &content["schema"];
            let whole = json!({"allOf": [schema], "components": document()["components"]});
            let validator = jsonschema::validator_for(&whole).unwrap();
            let errors: Vec<_> = validator
                .iter_errors(example)
                .map(|e| e.to_string())
                .collect();
            assert!(errors.is_empty(), "{path}: {errors:#?}");
        }
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let text = document().to_string();
    for name in text
        .split("#/components/schemas/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        assert!(
            document()["components"]["schemas"][name].is_object(),
            "{name}"
        );
    }
}

#[test]
fn parameters_may_be_left_out_but_are_never_null() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            assert!(
                parameter["schema"]["type"].is_string(),
                "{path}: {parameter}"
            );
            assert_eq!(
                parameter["required"],
                json!(
                    parameter["in"] == "path"
                        || parameter["name"] == "q" && path.ends_with("/search")
                ),
                "{path}: {parameter}"
            );
        }
    }
}
