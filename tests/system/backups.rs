//! A backup is made while people talk, and put back elsewhere it is the same log, and another life of it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use private_postgres::PrivatePostgres;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::erasure::{erased, files_with, rows_with};
use crate::kills::every_message;
use crate::server::{Data, Server, run, tidings};
use crate::world::{Person, World, text};

fn backup(data: &Path, out: &Path, more: &[&str]) -> Command {
    let mut line = tidings(data, "backup");
    line.arg("--out").arg(out).args(more);
    line
}

fn restore(data: &Path, from: &Path) -> Command {
    let mut line = tidings(data, "restore");
    line.arg("--from").arg(from);
    line
}

#[track_caller]
fn succeeds(line: Command) -> String {
    let (code, out, err, _) = run(line);
    assert_eq!(code, 0, "{out}{err}");
    out
}

/// The sentence of a refusal.
#[track_caller]
fn refused(line: Command) -> String {
    let (code, out, err, _) = run(line);
    assert_eq!(code, 1, "{out}{err}");
    err
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// A line of the output that begins like this.
fn line_of(output: &str, begin: &str) -> String {
    let line = output.lines().find(|line| line.starts_with(begin));
    line.unwrap_or_else(|| panic!("no {begin} in {output}"))
        .to_owned()
}

/// All rows of the read tables, as text in order.
async fn picture(data: &Path) -> Vec<String> {
    let url = PrivatePostgres::url_of_running(data)
        .unwrap()
        .expect("a server runs");
    let root = PgPool::connect(&url).await.unwrap();
    let mut picture = Vec::new();
    for table in [
        "users",
        "projects",
        "project_members",
        "conversations",
        "messages",
        "conversation_participants",
        "message_files",
        "message_reports",
        "message_read_receipts",
    ] {
        let query = format!("select '{table} ' || x::text from read.{table} x order by 1");
        picture.extend(
            sqlx::query_scalar::<_, String>(&query)
                .fetch_all(&root)
                .await
                .unwrap(),
        );
    }
    root.close().await;
    picture
}

/// People and what they talk about.
struct Scene {
    clara: Person,
    timo: Person,
    admin: Person,
    project: String,
    conversation: String,
}

async fn scene(world: &World, data: &Path) -> Scene {
    let admin = world.person(data, "ada", "admin").await;
    let clara = world.person(data, "clara", "client").await;
    let timo = world.person(data, "timo", "team").await;
    let project = world.project(&admin, &[&clara, &timo]).await;
    let conversation = world.conversation(&project, &[&clara, &timo]).await;
    Scene {
        clara,
        timo,
        admin,
        project,
        conversation,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_put_back_elsewhere_is_the_same_log() {
    let (data, copy, elsewhere) = (Data::new(), Data::new(), Data::new());
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let scene = scene(&world, data.path()).await;
    let path = format!("/messaging/conversations/{}/messages", scene.conversation);
    let file = world
        .upload(&scene.clara, "plan.txt", "what we do next")
        .await;
    world
        .post(
            &scene.clara,
            &path,
            json!({"body": "a plan", "fileIds": [file]}),
        )
        .await;
    let stop = Arc::new(AtomicBool::new(false));
    let talkers: Vec<_> = (0..4)
        .map(|n| {
            let (world, clara, path, stop) = (
                world.clone(),
                scene.clara.clone(),
                path.clone(),
                stop.clone(),
            );
            tokio::spawn(async move {
                let mut count = 0;
                while !stop.load(Ordering::Relaxed) {
                    world
                        .post(&clara, &path, json!({"body": format!("{n} {count}")}))
                        .await;
                    count += 1;
                }
                count
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let out = copy.path().join("backup");
    let said = {
        let (data, out) = (data.path().to_owned(), out.clone());
        tokio::task::spawn_blocking(move || succeeds(backup(&data, &out, &["--secrets"])))
    };
    let said = said.await.unwrap();
    let cursor = text(&world.get(&scene.clara, "/messaging/conversations").await["resume"]);
    stop.store(true, Ordering::Relaxed);
    for talker in talkers {
        assert!(talker.await.unwrap() > 0, "nobody was heard meanwhile");
    }
    // Nobody else may read it, and no secret is anywhere but where it says.
    let mode = std::fs::metadata(&out).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
    let sessions = out.join("tables/app.sessions");
    assert!(!sessions.exists());

    let put_back = succeeds(restore(elsewhere.path(), &out));
    assert!(
        line_of(&put_back, "root:").starts_with(&line_of(&said, "root:")),
        "{said}{put_back}"
    );
    succeeds(tidings(elsewhere.path(), "verify"));
    // Once: it has a log now.
    assert!(refused(restore(elsewhere.path(), &out)).contains("a log in this database already"));

    let second = Server::start(elsewhere.path());
    let there = World::new(&second.url);
    let position = manifest(&out)["position"].as_u64().unwrap();
    let all = every_message(&world, &scene.clara, &scene.conversation).await;
    let restored = every_message(&there, &scene.clara, &scene.conversation).await;
    assert!(
        restored.len() > 1 && restored.len() < all.len(),
        "{} of {}",
        restored.len(),
        all.len()
    );
    assert_eq!(restored[..], all[..restored.len()]);
    // A cursor of the old life does not go on here.
    let events = there
        .get(&scene.clara, &format!("/messaging/events?after={cursor}"))
        .await;
    assert_eq!(events["items"][0]["event"], "resync", "{events}");
    // The file is there, and what is said from now on comes after what was backed up.
    let file = there
        .http
        .get(format!("{}/api/messaging/files/{file}", there.url))
        .bearer_auth(&scene.clara.token)
        .send()
        .await
        .unwrap();
    assert_eq!(file.text().await.unwrap(), "what we do next");
    let sent = there
        .post(&scene.clara, &path, json!({"body": "here now"}))
        .await;
    there.shown(&scene.clara, &sent).await;
    let longer = every_message(&there, &scene.clara, &scene.conversation).await;
    assert_eq!(longer.len(), restored.len() + 1);
    assert!(position > longer.len() as u64);

    // The tables are what a rebuild makes of the log.
    let answer = there.get(&scene.clara, "/messaging/conversations").await;
    there.shown(&scene.clara, &answer).await;
    let rows = picture(elsewhere.path()).await;
    second.end(rustix::process::Signal::TERM);
    succeeds(tidings(elsewhere.path(), "rebuild"));
    let second = Server::start(elsewhere.path());
    assert_eq!(picture(elsewhere.path()).await, rows);
    second.end(rustix::process::Signal::TERM);
    succeeds(tidings(elsewhere.path(), "verify"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_after_the_backup_is_made_again_when_it_is_put_back() {
    let (data, copy, elsewhere) = (Data::new(), Data::new(), Data::new());
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let scene = scene(&world, data.path()).await;
    let path = format!("/messaging/conversations/{}/messages", scene.conversation);
    world
        .post(&scene.clara, &path, json!({"body": "canary says"}))
        .await;
    let file = world
        .upload(&scene.clara, "canary.txt", "canary in a file")
        .await;
    world
        .post(
            &scene.clara,
            &path,
            json!({"body": "see this", "fileIds": [file]}),
        )
        .await;
    world
        .post(&scene.timo, &path, json!({"body": "it stays"}))
        .await;
    let out = copy.path().join("backup");
    succeeds(backup(data.path(), &out, &["--secrets"]));
    // Somebody who comes and goes after it is nothing to this copy.
    let later = world.person(data.path(), "later", "client").await;
    world.erase(&scene.admin, &later).await;
    world.erase(&scene.admin, &scene.clara).await;
    erased(data.path()).await;
    server.end(rustix::process::Signal::TERM);
    assert!(
        !files_with(&out, "canary").is_empty(),
        "the backup is from before"
    );

    let mut line = restore(elsewhere.path(), &out);
    line.arg("--erasures")
        .arg(data.path().join("erasures.jsonl"));
    let said = succeeds(line);
    assert_eq!(
        line_of(&said, "erasures made again"),
        "erasures made again: 1"
    );

    succeeds(tidings(elsewhere.path(), "verify"));
    let second = Server::start(elsewhere.path());
    let there = World::new(&second.url);
    let answer = there.get(&scene.timo, "/messaging/conversations").await;
    there.shown(&scene.timo, &answer).await;
    assert_eq!(rows_with(elsewhere.path(), "canary").await, [""; 0]);
    assert_eq!(files_with(elsewhere.path(), "canary"), [""; 0]);
    assert!(!rows_with(elsewhere.path(), "it stays").await.is_empty());
    let (status, _) = there
        .ask(&scene.clara, Method::GET, "/messaging/conversations", None)
        .await
        .unwrap();
    assert_eq!(status, reqwest::StatusCode::UNAUTHORIZED);
    // It stands in the name of who ordered it.
    let url = PrivatePostgres::url_of_running(elsewhere.path())
        .unwrap()
        .unwrap();
    let root = PgPool::connect(&url).await.unwrap();
    let by: String = sqlx::query_scalar(
        "select payload ->> 'by' from log.events where event_type = 'UserErased'",
    )
    .fetch_one(&root)
    .await
    .unwrap();
    assert_eq!(by, scene.admin.id);
    assert!(!scene.project.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_backup_is_not_put_back() {
    let (data, copy, elsewhere) = (Data::new(), Data::new(), Data::new());
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let scene = scene(&world, data.path()).await;
    let path = format!("/messaging/conversations/{}/messages", scene.conversation);
    let file = world
        .upload(&scene.clara, "plan.txt", "what we do next")
        .await;
    world
        .post(
            &scene.clara,
            &path,
            json!({"body": "a plan", "fileIds": [file]}),
        )
        .await;
    server.end(rustix::process::Signal::TERM);
    // Stopped, it is signed to its end, and can be backed up too.
    let out = copy.path().join("backup");
    succeeds(backup(data.path(), &out, &[]));
    assert!(refused(backup(data.path(), &out, &[])).contains("something in"));

    // The key that signed is not here.
    let said = refused(restore(elsewhere.path(), &out));
    assert!(said.contains("was signed with the key"), "{said}");
    std::fs::copy(
        data.path().join("signing-key.pem"),
        elsewhere.path().join("signing-key.pem"),
    )
    .unwrap();

    // A byte of a table, of a file, and the end.
    let events = out.join("tables/log.events");
    let kept = std::fs::read(&events).unwrap();
    let mut broken = kept.clone();
    broken[100] ^= 1;
    std::fs::write(&events, &broken).unwrap();
    assert!(refused(restore(elsewhere.path(), &out)).contains("is not what was backed up"));
    std::fs::write(&events, &kept[..kept.len() - 10]).unwrap();
    assert!(refused(restore(elsewhere.path(), &out)).contains("is not what was backed up"));
    std::fs::write(&events, &kept).unwrap();
    let list = out.join("manifest.json");
    let whole = std::fs::read(&list).unwrap();
    std::fs::remove_file(&list).unwrap();
    assert!(refused(restore(elsewhere.path(), &out)).contains("no backup"));

    // One that lies about itself: the log is checked in the database too, which is then empty again.
    let mut lying: Value = serde_json::from_slice(&whole).unwrap();
    lying["root"] = json!("00".repeat(32));
    std::fs::write(&list, serde_json::to_vec(&lying).unwrap()).unwrap();
    assert!(refused(restore(elsewhere.path(), &out)).contains("its root is another"));
    std::fs::write(&list, &whole).unwrap();
    succeeds(restore(elsewhere.path(), &out));
    succeeds(tidings(elsewhere.path(), "verify"));
}
