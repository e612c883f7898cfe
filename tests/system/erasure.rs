//! Whoever is erased is found nowhere any more, and everything else is as it was.

use std::path::Path;
use std::time::{Duration, Instant};

use private_postgres::PrivatePostgres;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::server::{Data, Server, run, tidings};
use crate::world::{Person, World, text};

/// In everything that the person has or says, and in nothing else.
const CANARY: &str = "canary";

/// The whole database of a running server, as text: every row of every table, with a word in it.
pub async fn rows_with(data: &Path, word: &str) -> Vec<String> {
    let url = PrivatePostgres::url_of_running(data)
        .unwrap()
        .expect("a server runs");
    let root = PgPool::connect(&url).await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as(
        "select format('%I.%I', n.nspname, c.relname)
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'm', 'p')
           and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
         order by 1",
    )
    .fetch_all(&root)
    .await
    .unwrap();
    assert!(tables.len() > 15, "{tables:?}");
    let mut found = Vec::new();
    for (table,) in tables {
        let query = format!(
            "select '{table} ' || to_jsonb(x)::text from {table} x where to_jsonb(x)::text ilike '%' || $1 || '%'"
        );
        let rows: Vec<(String,)> = sqlx::query_as(&query)
            .bind(word)
            .fetch_all(&root)
            .await
            .unwrap();
        found.extend(rows.into_iter().map(|(row,)| row));
    }
    root.close().await;
    found
}

/// The files below a folder that have a word in them or in their name. The database's own are left out:
/// what a row was stays on its pages until they are used again.
pub fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            if path.file_name().unwrap() != "pgdata" {
                found.extend(files_with(&path, word));
            }
        } else if kind.is_file() {
            let bytes = std::fs::read(&path).unwrap_or_default();
            let is_in = bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes());
            if is_in || path.to_string_lossy().contains(word) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

/// Until nobody waits to be erased.
pub async fn erased(data: &Path) {
    let url = PrivatePostgres::url_of_running(data)
        .unwrap()
        .expect("a server runs");
    let root = PgPool::connect(&url).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let open: i64 = sqlx::query_scalar(
            "select count(*)
             from log.events e
             left join app.erasures d on d.user_id::text = e.aggregate_id
             where e.event_type = 'UserErased' and d.done_at is null",
        )
        .fetch_one(&root)
        .await
        .unwrap();
        if open == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "words are still there");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    root.close().await;
}

impl World {
    /// Asks with a reason.
    pub async fn because(
        &self,
        person: &Person,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Value {
        let url = format!("{}/api{path}", self.url);
        let mut request = self.http.request(method, url).bearer_auth(&person.token);
        request = request.header("tidings-reason", "asked%20for%20it");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body = answer.json().await.unwrap_or(Value::Null);
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    pub async fn erase(&self, admin: &Person, person: &Person) -> Value {
        let path = format!("/admin/messaging/people/{}/erasure", person.id);
        self.because(admin, Method::POST, &path, None).await
    }
}

/// Clara, whose name, address and provider's name are all the canary; a team person; an admin; and the
/// project of the first two.
struct Cast {
    admin: Person,
    clara: Person,
    timo: Person,
    project: String,
}

impl Cast {
    async fn settle(world: &World, data: &Path) -> Self {
        let admin = world.person(data, "ada", "admin").await;
        let clara = json!({
            "subject": "canary-clara", "name": "canary Clara", "role": "client",
            "email": "canary@example.com",
        });
        world.post(&admin, "/admin/directory/people", clara).await;
        let clara = world.person(data, "canary-clara", "client").await;
        let timo = world.person(data, "timo", "team").await;
        let project = world.project(&admin, &[&clara, &timo]).await;
        Self {
            admin,
            clara,
            timo,
            project,
        }
    }

    /// A conversation in which everything of hers is the canary.
    async fn converse(&self, world: &World) -> String {
        let ask = json!({
            "projectId": self.project, "subject": "canary subject", "participantIds": [self.timo.id],
        });
        let started = world
            .post(&self.clara, "/messaging/conversations", ask)
            .await;
        let id = text(&started["conversation"]["id"]);
        let path = format!("/messaging/conversations/{id}");
        let messages = format!("{path}/messages");
        let sent = world
            .post(&self.clara, &messages, json!({"body": "canary says"}))
            .await;
        let hers = text(&sent["message"]["id"]);
        let edit = Some(json!({"body": "canary says otherwise"}));
        let edited = world
            .ask(
                &self.clara,
                Method::PATCH,
                &format!("{messages}/{hers}"),
                edit,
            )
            .await;
        assert_eq!(edited.unwrap().0, StatusCode::OK);
        let file = world
            .upload(&self.clara, "canary.txt", "canary in a file")
            .await;
        world
            .upload(&self.clara, "unsent-canary.txt", "canary not sent")
            .await;
        let with_file = json!({"body": "see this", "fileIds": [file]});
        world.post(&self.clara, &messages, with_file).await;
        let his = world
            .post(&self.timo, &messages, json!({"body": "it stays"}))
            .await;
        let his = text(&his["message"]["id"]);
        let report = json!({"reason": "other", "note": "canary complains"});
        world
            .post(&self.clara, &format!("{messages}/{his}/reports"), report)
            .await;
        let report = json!({"reason": "abuse", "note": "it stays too"});
        world
            .post(&self.timo, &format!("{messages}/{hers}/reports"), report)
            .await;
        id
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_erased_person_is_found_anywhere() {
    let data = Data::new();
    let log = data.path().join("stderr.log");
    let server = Server::start_logging_to(data.path(), &log);
    let world = World::new(&server.url);
    let cast = Cast::settle(&world, data.path()).await;
    let conversation = cast.converse(&world).await;
    let path = format!("/messaging/conversations/{conversation}");
    assert!(rows_with(data.path(), CANARY).await.len() > 10);
    assert!(!files_with(data.path(), CANARY).is_empty());
    let before = world.get(&cast.timo, &format!("{path}/messages")).await;
    assert_eq!(before["items"].as_array().unwrap().len(), 3);

    world.erase(&cast.admin, &cast.clara).await;
    erased(data.path()).await;

    // What goes on at once carries nothing of hers, although all of it was just in memory.
    let mona = world.person(data.path(), "mona", "team").await;
    let members = format!("/admin/directory/projects/{}/members", cast.project);
    world
        .post(&cast.admin, &members, json!({"userId": mona.id}))
        .await;
    let added = world
        .post(
            &cast.timo,
            &format!("{path}/participants"),
            json!({"userId": mona.id}),
        )
        .await;
    assert_eq!(added["conversation"]["subject"], "");
    world.shown(&cast.timo, &added).await;
    assert_eq!(rows_with(data.path(), CANARY).await, [""; 0]);
    assert_eq!(files_with(data.path(), CANARY), [""; 0]);
    assert!(rows_with(data.path(), "it stays").await.len() > 3);

    // Others see what is left.
    let page = world.get(&mona, &format!("{path}/messages")).await;
    let items = page["items"].as_array().unwrap();
    let said: Vec<_> = items
        .iter()
        .map(|item| {
            (
                text(&item["body"]),
                item["erased"] == json!(true),
                item["files"].clone(),
            )
        })
        .collect();
    let gone = || (String::new(), true, json!([]));
    assert_eq!(
        said,
        [gone(), gone(), ("it stays".to_owned(), false, json!([]))]
    );
    let shown = world.get(&mona, &path).await;
    assert_eq!(shown["conversation"]["subject"], "");

    // Her token is good for another week, and she is nobody: not herself, and nobody new.
    let people = || async {
        let url = PrivatePostgres::url_of_running(data.path())
            .unwrap()
            .unwrap();
        let root = PgPool::connect(&url).await.unwrap();
        let query = "select count(*) from log.events where event_type = 'UserRegistered'";
        sqlx::query_scalar::<_, i64>(query)
            .fetch_one(&root)
            .await
            .unwrap()
    };
    let known = people().await;
    for _ in 0..2 {
        let (status, _) = world
            .ask(&cast.clara, Method::GET, "/messaging/conversations", None)
            .await
            .unwrap();
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(people().await, known);

    server.end(rustix::process::Signal::TERM);
    let (code, out, err, _) = run(tidings(data.path(), "verify"));
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err, _) = run(tidings(data.path(), "rebuild"));
    assert_eq!(code, 0, "{out}{err}");

    // Nothing is remembered of her that could let her in.
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let (status, _) = world
        .ask(&cast.clara, Method::GET, "/messaging/conversations", None)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(rows_with(data.path(), CANARY).await, [""; 0]);
    let again = world.get(&mona, &format!("{path}/messages")).await;
    assert_eq!(again["items"], page["items"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_kill_9_interrupts_goes_on() {
    let data = Data::new();
    let mut server = Server::start(data.path());
    let world = World::new(&server.url);
    let cast = Cast::settle(&world, data.path()).await;
    let conversation = cast.converse(&world).await;
    let path = format!("/messaging/conversations/{conversation}/messages");
    for n in 0..400 {
        world
            .post(&cast.clara, &path, json!({"body": format!("canary {n}")}))
            .await;
    }
    world.erase(&cast.admin, &cast.clara).await;
    for round in 0..3 {
        // Not at the same moment of it each time; it looks once a second.
        tokio::time::sleep(Duration::from_millis(700 + round * 250)).await;
        server.kill_everything(data.path());
        server = Server::start(data.path());
    }
    erased(data.path()).await;
    let world = World::new(&server.url);
    let answer = world.get(&cast.timo, "/messaging/conversations").await;
    world.shown(&cast.timo, &answer).await;
    assert_eq!(rows_with(data.path(), CANARY).await, [""; 0]);
    assert_eq!(files_with(data.path(), CANARY), [""; 0]);
    server.end(rustix::process::Signal::TERM);
    let (code, out, err, _) = run(tidings(data.path(), "verify"));
    assert_eq!(code, 0, "{out}{err}");
}
