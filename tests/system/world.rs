//! People who talk through HTTP, as any client would.

use std::path::Path;

use reqwest::{Client, Method, StatusCode, multipart};
use serde_json::{Value, json};

use crate::server::tidings;

/// Somebody with a token.
#[derive(Clone)]
pub struct Person {
    pub token: String,
    pub id: String,
}

/// A server's address and a client for it.
#[derive(Clone)]
pub struct World {
    pub http: Client,
    pub url: String,
}

impl World {
    pub fn new(url: &str) -> Self {
        let http = Client::builder().no_proxy().build().unwrap();
        Self {
            http,
            url: url.to_owned(),
        }
    }

    /// Asks, and gives back status and body.
    pub async fn ask(
        &self,
        person: &Person,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<(StatusCode, Value)> {
        let url = format!("{}/api{path}", self.url);
        let mut request = self.http.request(method, url).bearer_auth(&person.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        Ok((status, answer.json().await.unwrap_or(Value::Null)))
    }

    pub async fn post(&self, person: &Person, path: &str, body: Value) -> Value {
        let (status, answer) = self
            .ask(person, Method::POST, path, Some(body))
            .await
            .unwrap();
        assert!(status.is_success(), "POST {path}: {status} {answer}");
        answer
    }

    pub async fn get(&self, person: &Person, path: &str) -> Value {
        let (status, answer) = self.ask(person, Method::GET, path, None).await.unwrap();
        assert!(status.is_success(), "GET {path}: {status} {answer}");
        answer
    }

    /// Somebody new, registered by their first request.
    pub async fn person(&self, data: &Path, subject: &str, role: &str) -> Person {
        let mut line = tidings(data, "token");
        line.args([
            "--user", subject, "--role", role, "--name", subject, "--ttl", "7d",
        ]);
        let output = line.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let token = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        let mut person = Person {
            token,
            id: String::new(),
        };
        let session = self.get(&person, "/session").await;
        person.id = text(&session["person"]["id"]);
        person
    }

    /// A project with these people in it.
    pub async fn project(&self, admin: &Person, members: &[&Person]) -> String {
        let made = self
            .post(
                admin,
                "/admin/directory/projects",
                json!({"name": "Website"}),
            )
            .await;
        let project = text(&made["project"]["id"]);
        for member in members {
            let path = format!("/admin/directory/projects/{project}/members");
            self.post(admin, &path, json!({ "userId": member.id }))
                .await;
        }
        project
    }

    /// A conversation started by the first of these people.
    pub async fn conversation(&self, project: &str, people: &[&Person]) -> String {
        let others: Vec<_> = people.iter().skip(1).map(|person| &person.id).collect();
        let ask =
            json!({"projectId": project, "subject": "The new logo", "participantIds": others});
        let started = self.post(people[0], "/messaging/conversations", ask).await;
        text(&started["conversation"]["id"])
    }

    /// Uploads a file; gives back its id.
    pub async fn upload<C: AsRef<[u8]> + ?Sized>(
        &self,
        owner: &Person,
        name: &str,
        content: &'static C,
    ) -> String {
        let part = multipart::Part::bytes(content.as_ref()).file_name(name.to_owned());
        let form = multipart::Form::new().part("file", part);
        let url = format!("{}/api/messaging/files", self.url);
        let request = self
            .http
            .post(url)
            .bearer_auth(&owner.token)
            .multipart(form);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        let answer: Value = answer.json().await.unwrap();
        text(&answer["items"][0]["id"])
    }

    /// Waits until the tables have what was acknowledged.
    pub async fn shown(&self, person: &Person, answer: &Value) {
        let position = text(&answer["position"]);
        let path = format!("/messaging/conversations?minPosition={position}");
        self.get(person, &path).await;
    }
}

pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}
