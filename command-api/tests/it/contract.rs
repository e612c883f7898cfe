//! Holds every answer against the OpenAPI document.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::app::Reply;

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut document = serde_json::to_value(command_api::openapi()).unwrap();
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
    let method = method.to_lowercase();
    let responses = &item[&method]["responses"];
    let response = &responses[reply.status.to_string()];
    assert!(
        response.is_object(),
        "{method} {template} {} is not described: {reply:?}",
        reply.status
    );
    let Some(content) = response["content"].as_object() else {
        assert!(
            reply.text.is_empty(),
            "{method} {template} has a body: {reply:?}"
        );
        return;
    };
    let media = reply.header("content-type").unwrap_or_default();
    let schema = &content
        .get(media)
        .unwrap_or_else(|| panic!("{media} is not described: {reply:?}"))["schema"];
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
fn every_command_is_described_with_its_problems() {
    let described: Vec<String> = document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |method| format!("{method} {path}"))
        })
        .collect();
    let mut expected = vec![
        "post /api/messaging/conversations",
        "post /api/messaging/conversations/{id}/messages",
        "post /api/messaging/conversations/{id}/read",
        "post /api/messaging/conversations/{id}/participants",
        "delete /api/messaging/conversations/{id}/participants/{userId}",
        "post /api/session",
        "delete /api/session",
        "post /api/admin/directory/projects",
        "post /api/admin/directory/projects/{pid}/members",
        "delete /api/admin/directory/projects/{pid}/members/{uid}",
        "post /api/admin/directory/people",
        "patch /api/messaging/conversations/{id}",
        "put /api/messaging/conversations/{id}/mine",
        "patch /api/messaging/conversations/{id}/messages/{mid}",
        "delete /api/messaging/conversations/{id}/messages/{mid}",
        "post /api/messaging/conversations/{id}/messages/{mid}/restore",
        "post /api/messaging/conversations/{id}/messages/{mid}/reports",
        "post /api/messaging/files",
        "delete /api/messaging/files/{fid}",
        "post /api/messaging/files/{fid}/link",
        "patch /api/admin/messaging/conversations/{id}/status",
        "patch /api/admin/messaging/reports/{rid}",
        "post /api/admin/messaging/reports/{rid}/notes",
        "post /api/admin/messaging/conversations/{id}/messages/{mid}/reveal",
        "post /api/admin/messaging/audit/exports",
        "post /api/admin/messaging/people/{uid}/erasure",
        "patch /api/admin/directory/projects/{pid}",
        "patch /api/admin/directory/people/{uid}",
    ];
    expected.sort_unstable();
    let mut described = described;
    described.sort_unstable();
    assert_eq!(described, expected);
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
fn optional_fields_may_be_left_out_but_not_null() {
    let send = &document()["components"]["schemas"]["SendMessage"];
    assert_eq!(send["required"], json!(["body"]));
    assert_eq!(send["properties"]["messageId"]["type"], "string");
}

/// Every operation, with its method and path.
fn operations() -> Vec<(String, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &'static Value)| {
        let path = path.clone();
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_who_may_ask() {
    let mut names: Vec<_> = operations()
        .iter()
        .map(|(name, operation)| {
            assert!(operation["security"].is_array(), "{name}");
            operation["operationId"].as_str().unwrap().to_owned()
        })
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn every_body_has_an_example_that_is_as_described() {
    let mut bodies = Vec::new();
    for (name, operation) in operations() {
        let asked = [("request".to_owned(), &operation["requestBody"])];
        let answers = operation["responses"].as_object().unwrap().iter();
        let answers = answers.map(|(status, response)| (status.clone(), response));
        for (part, body) in asked.into_iter().chain(answers) {
            let json = &body["content"]["application/json"];
            if json.is_object() {
                bodies.push((format!("{name} {part}"), json));
            }
        }
    }
    assert!(bodies.len() > 40, "{}", bodies.len());
    for (name, json) in bodies {
        assert!(!json["example"].is_null(), "{name} has no example");
        let whole = json!({"allOf": [json["schema"]], "components": document()["components"]});
        let validator = jsonschema::validator_for(&whole).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&json["example"])
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}
