//! Requests that no client of ours sends, against every route with a JSON body.

use serde_json::json;

use crate::app::{App, As, invalid, message, messages};

/// A route with a JSON body, who asks it, what it needs besides, and a body it takes.
struct Route {
    who: As<'static>,
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, &'static str)>,
    body: serde_json::Value,
}

async fn routes(app: &App) -> Vec<Route> {
    let conversation = app.people.converse().await;
    let sent = app
        .post(app.client(), &messages(conversation), &json!({"body": "x"}))
        .await;
    let said = message(conversation, sent.message_id());
    let report = app
        .post(
            app.team(),
            &format!("{said}/reports"),
            &json!({"reason": "spam"}),
        )
        .await;
    let report = report.json["reportId"].as_str().unwrap().to_owned();
    let here = format!("/api/messaging/conversations/{conversation}");
    let directory = "/api/admin/directory";
    let (project, outsider) = (app.people.project, app.people.outsider);
    let admin = "/api/admin/messaging";
    let (client, team, keeper) = (app.client(), app.team(), app.admin());
    let route = |who, method, path: String, body| Route {
        who,
        method,
        path,
        headers: Vec::new(),
        body,
    };
    let mut routes = vec![
        // First, for it has to have seen the first version.
        route(
            keeper,
            "PATCH",
            format!("{admin}/conversations/{conversation}/status"),
            json!({"status": "active"}),
        ),
        route(
            client,
            "POST",
            "/api/messaging/conversations".to_owned(),
            json!({"projectId": project, "subject": "x", "participantIds": []}),
        ),
        route(client, "PATCH", here.clone(), json!({"subject": "x"})),
        route(
            client,
            "PUT",
            format!("{here}/mine"),
            json!({"muted": true}),
        ),
        route(
            client,
            "POST",
            format!("{here}/messages"),
            json!({"body": "x"}),
        ),
        route(client, "PATCH", said.clone(), json!({"body": "y"})),
        route(
            team,
            "POST",
            format!("{said}/reports"),
            json!({"reason": "spam"}),
        ),
        route(client, "POST", format!("{here}/read"), json!({"seq": 1})),
        route(
            team,
            "POST",
            format!("{here}/participants"),
            json!({"userId": app.people.team}),
        ),
        route(
            keeper,
            "PATCH",
            format!("{admin}/reports/{report}"),
            json!({"status": "reviewing"}),
        ),
        route(
            keeper,
            "POST",
            format!("{admin}/reports/{report}/notes"),
            json!({"text": "x"}),
        ),
        route(
            keeper,
            "POST",
            format!("{admin}/audit/exports"),
            json!({"projectId": project}),
        ),
        route(
            keeper,
            "POST",
            format!("{directory}/projects"),
            json!({"name": "x"}),
        ),
        route(
            keeper,
            "PATCH",
            format!("{directory}/projects/{project}"),
            json!({"name": "x"}),
        ),
        route(
            keeper,
            "POST",
            format!("{directory}/projects/{project}/members"),
            json!({"userId": outsider}),
        ),
        route(
            keeper,
            "POST",
            format!("{directory}/people"),
            json!({"subject": "s", "name": "x", "role": "client"}),
        ),
        route(
            keeper,
            "PATCH",
            format!("{directory}/people/{outsider}"),
            json!({"name": "x"}),
        ),
    ];
    for route in &mut routes {
        route.headers.push(("tidings-reason", "x"));
        if route.path.starts_with(admin) {
            route.headers.push(("if-match", "\"1\""));
        }
    }
    routes
}

async fn head(app: &App) -> u64 {
    app.reader.head().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_by_every_route_and_changes_nothing() {
    let app = App::start().await;
    let routes = routes(&app).await;
    let before = head(&app).await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let long = format!(r#"{{"x":"{}"}}"#, "x".repeat(256 * 1024));
    let not_json = (400, "invalid-json", "");
    let unsupported = (415, "unsupported-media-type", "");
    for route in &routes {
        let whole = route.body.to_string();
        let mut mass = route.body.clone();
        mass["isAdmin"] = json!(true);
        let mass = mass.to_string();
        let name = route.body.as_object().unwrap().keys().next().unwrap();
        let twice = format!("{{\"{name}\": null, {}", whole.trim_start_matches('{'));
        let surrogate = format!(r#"{{"{name}": "\ud800"}}"#);
        let json = "application/json";
        let table: [(&str, &str, (u16, &str, &str)); 11] = [
            (json, "", not_json),
            (json, &whole[..whole.len() - 1], not_json),
            (json, &deep, not_json),
            (json, &twice, not_json),
            (json, &surrogate, not_json),
            (json, &mass, invalid("/isAdmin")),
            (json, &long, (413, "too-large", "")),
            ("text/plain", &whole, unsupported),
            ("application/json-patch+json", &whole, unsupported),
            ("application/merge-patch+json", &whole, unsupported),
            ("application/x-www-form-urlencoded", &whole, unsupported),
        ];
        for (content_type, body, expected) in table {
            let mut headers = route.headers.clone();
            headers.push(("content-type", content_type));
            let reply = app
                .ask(route.who, route.method, &route.path, &headers, Some(body))
                .await;
            let start: String = body.chars().take(40).collect();
            let at = format!("{} {} {content_type} {start}", route.method, route.path);
            assert_eq!(reply.problem(), expected, "{at}");
        }
        let bare = app
            .send(
                route.who,
                route.method,
                &route.path,
                &route.headers,
                whole.clone().into(),
            )
            .await;
        assert_eq!(bare.problem(), unsupported, "{}", route.path);
        let nobody = app
            .ask(
                As::Nobody,
                route.method,
                &route.path,
                &route.headers,
                Some(&whole),
            )
            .await;
        assert_eq!(
            nobody.problem(),
            (401, "unauthenticated", ""),
            "{}",
            route.path
        );
    }
    assert_eq!(head(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_takes_what_is_asked_well() {
    let app = App::start().await;
    for route in routes(&app).await {
        let body = route.body.to_string();
        let reply = app
            .ask(
                route.who,
                route.method,
                &route.path,
                &route.headers,
                Some(&body),
            )
            .await;
        assert!(
            (200..300).contains(&reply.status),
            "{} {reply:?}",
            route.path
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_every_route_repeatable() {
    let app = App::start().await;
    for (at, route) in routes(&app).await.into_iter().enumerate() {
        let (key, body) = (format!("k{at}"), route.body.to_string());
        let mut headers = route.headers.clone();
        headers.push(("idempotency-key", &key));
        let ask = || app.ask(route.who, route.method, &route.path, &headers, Some(&body));
        let first = ask().await;
        let middle = head(&app).await;
        let again = ask().await;
        assert_eq!(again.status, first.status, "{}", route.path);
        assert_eq!(head(&app).await, middle, "{}", route.path);
        // Where nothing was to do, the present state is told; nothing happened since.
        assert!(again.is_replayed(), "{}", route.path);
        if route.body.get("userId") != Some(&json!(app.people.team)) {
            assert_eq!(again.text, first.text, "{}", route.path);
        }
        let other = format!("{} ", body.replacen('{', "{ ", 1));
        let reused = app
            .ask(route.who, route.method, &route.path, &headers, Some(&other))
            .await;
        assert_eq!(reused.problem(), (422, "key-reused", ""), "{}", route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none_are_not_found() {
    let app = App::start().await;
    let upper = app.people.converse().await.to_string().to_uppercase();
    for id in ["1", "..%2f..", "%00", &upper, "null"] {
        let paths = [
            ("PATCH", format!("/api/messaging/conversations/{id}")),
            ("PATCH", format!("/api/admin/messaging/reports/{id}")),
            ("PATCH", format!("/api/admin/directory/people/{id}")),
            ("DELETE", format!("/api/messaging/files/{id}")),
        ];
        for (method, path) in paths {
            let headers = [("if-match", "\"1\"")];
            let reply = app
                .ask(app.admin(), method, &path, &headers, Some("{}"))
                .await;
            assert_eq!(reply.problem(), (404, "not-found", ""), "{method} {path}");
        }
    }
}
