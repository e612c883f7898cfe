//! An exported project proves itself without a database: to `tidings verify`, and to a verifier that
//! was written from docs/evidence.md alone. Whatever is changed in it, both say so.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reqwest::Method;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::server::{Data, Server, TIDINGS, run, tidings};
use crate::world::World;

/// Every character that JSON writes in more than one way, and some that sort differently.
const HARD: &str =
    "\"\\/\u{7f}\u{1}\u{1f}\n\r\t\u{8}\u{c} Grüße 👋 \u{2028}\u{fb33} <script>alert(1)</script>";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// `tidings verify --bundle`: exit code and what it says.
fn verify(bundle: &Path, more: &[&str]) -> (i32, String) {
    let mut line = Command::new(TIDINGS);
    line.args(["verify", "--bundle"]).arg(bundle).args(more);
    let (code, out, err, _) = run(line);
    (code, out + &err)
}

/// The same by the other verifier.
fn verify_apart(bundle: &Path, more: &[&str]) -> (i32, String) {
    let python = root().join(".tools/venv/bin/python");
    let mut line = Command::new(python);
    line.arg(root().join("tests/verifier.py"))
        .arg(bundle)
        .args(more);
    line.stdin(Stdio::null());
    let (code, out, err, _) = run(line);
    (code, out + &err)
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Changes one line of a file of lines, from 0.
fn edit(bundle: &Path, name: &str, line: usize, change: impl FnOnce(&mut Value)) {
    let path = bundle.join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let mut value: Value = serde_json::from_str(&lines[line]).unwrap();
    change(&mut value);
    lines[line] = value.to_string();
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

fn manifest(bundle: &Path, change: impl FnOnce(&mut Value)) {
    let path = bundle.join("manifest.json");
    let mut value: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut value);
    std::fs::write(path, value.to_string()).unwrap();
}

/// Takes a line out of a file of lines.
fn without(bundle: &Path, name: &str, line: usize) {
    let path = bundle.join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<_> = text.lines().collect();
    lines.remove(line);
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

/// Which line of the events is the first message.
fn message(bundle: &Path) -> usize {
    let text = std::fs::read_to_string(bundle.join("events.jsonl")).unwrap();
    let is_message = |line: &str| line.contains("\"type\":\"MessageSent\"");
    text.lines().position(is_message).unwrap()
}

type Damage = (&'static str, fn(&Path));

const DAMAGES: &[Damage] = &[
    ("a text is changed", |bundle| {
        edit(bundle, "events.jsonl", message(bundle), |event| {
            event["payload"]["body"]["text"] = json!("never said");
        });
    }),
    ("a salt is changed", |bundle| {
        edit(bundle, "events.jsonl", message(bundle), |event| {
            event["payload"]["body"]["salt"] = json!("00".repeat(16));
        });
    }),
    ("another actor", |bundle| {
        edit(bundle, "events.jsonl", message(bundle), |event| {
            event["actor"] = json!("00000000-0000-4000-8000-000000000000");
        });
    }),
    ("another time", |bundle| {
        edit(bundle, "events.jsonl", message(bundle), |event| {
            event["occurredAt"] = json!("2020-01-01T00:00:00.000Z");
        });
    }),
    ("another position", |bundle| {
        let at = message(bundle);
        for name in ["events.jsonl", "proofs.jsonl"] {
            edit(bundle, name, at, |line| {
                line["position"] = json!(line["position"].as_u64().unwrap() + 1);
            });
        }
    }),
    ("an event is left out", |bundle| {
        without(bundle, "events.jsonl", message(bundle));
    }),
    ("an event is left out with its proof", |bundle| {
        let at = message(bundle);
        without(bundle, "events.jsonl", at);
        without(bundle, "proofs.jsonl", at);
    }),
    ("an event is there twice", |bundle| {
        for name in ["events.jsonl", "proofs.jsonl"] {
            let path = bundle.join(name);
            let text = std::fs::read_to_string(&path).unwrap();
            let last = text.lines().last().unwrap();
            std::fs::write(&path, format!("{text}{last}\n")).unwrap();
        }
    }),
    ("a proof is changed", |bundle| {
        edit(bundle, "proofs.jsonl", 2, |proof| {
            proof["path"][0] = json!("00".repeat(32));
        });
    }),
    ("the hash before is changed", |bundle| {
        edit(bundle, "proofs.jsonl", 2, |proof| {
            proof["previous"] = json!("00".repeat(32));
        });
    }),
    ("a root is changed", |bundle| {
        edit(bundle, "checkpoints.jsonl", 0, |line| {
            line["checkpoint"]["root"] = json!("00".repeat(32));
        });
    }),
    ("a signature is changed", |bundle| {
        let other = json!("00".repeat(64));
        let last = std::fs::read_to_string(bundle.join("checkpoints.jsonl")).unwrap();
        edit(
            bundle,
            "checkpoints.jsonl",
            last.lines().count() - 1,
            |line| {
                line["checkpoint"]["signature"] = other.clone();
            },
        );
        manifest(bundle, |of| of["checkpoint"]["signature"] = other.clone());
    }),
    ("a consistency proof is changed", |bundle| {
        edit(bundle, "checkpoints.jsonl", 1, |line| {
            line["consistency"] = json!([]);
        });
    }),
    ("the first checkpoint is left out", |bundle| {
        without(bundle, "checkpoints.jsonl", 0);
    }),
    ("another key in the manifest", |bundle| {
        manifest(bundle, |of| of["key"]["ed25519"] = json!("11".repeat(32)));
    }),
    ("another log in the manifest", |bundle| {
        manifest(bundle, |of| {
            of["logId"] = json!("00000000-0000-4000-8000-000000000000")
        });
    }),
    ("other counts", |bundle| {
        manifest(bundle, |of| of["counts"]["events"] = json!(1));
    }),
    ("a missing file that nobody names", |bundle| {
        manifest(bundle, |of| of["missingFiles"] = json!(["00".repeat(32)]));
    }),
    ("a stream ends elsewhere", |bundle| {
        edit(bundle, "streams.jsonl", 0, |end| {
            end["lastSequence"] = json!(99)
        });
    }),
    ("a stream is not listed", |bundle| {
        without(bundle, "streams.jsonl", 0)
    }),
    ("a file of the bundle is gone", |bundle| {
        std::fs::remove_file(bundle.join("proofs.jsonl")).unwrap();
    }),
    ("a line is torn", |bundle| {
        let path = bundle.join("events.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 20]).unwrap();
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_project_proves_itself_to_two_verifiers_and_a_damaged_one_to_neither() {
    let data = Data::new();
    let project = talk(&data).await;
    let bundle = data.path().join("bundle");
    let (code, said) = export(&data, &project, &bundle);
    assert_eq!(code, 0, "{said}");

    let given = json_of(&bundle.join("manifest.json"));
    let key = given["key"]["ed25519"].as_str().unwrap().to_owned();
    assert_eq!(given["projectId"], json!(project));
    assert_eq!(given["counts"]["checkpoints"], json!(2));
    for (code, said) in [
        verify(&bundle, &[]),
        verify(&bundle, &["--key", &key]),
        verify_apart(&bundle, &[]),
        verify_apart(&bundle, &[&key]),
    ] {
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("not proven"), "{said}");
    }
    let other = "22".repeat(32);
    assert_eq!(verify(&bundle, &["--key", &other]).0, 1);
    assert_eq!(verify_apart(&bundle, &[&other]).0, 1);
    assert_eq!(verify(data.path(), &[]).0, 2, "a folder that is no bundle");
    assert_eq!(
        verify_apart(data.path(), &[]).0,
        2,
        "a folder that is no bundle"
    );

    let events = std::fs::read_to_string(bundle.join("events.jsonl")).unwrap();
    assert!(!events.contains("another project's words"), "{events}");
    let page = std::fs::read_to_string(bundle.join("index.html")).unwrap();
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(!page.contains("<script"), "{page}");

    for (what, damage) in DAMAGES {
        let damaged = data.path().join("damaged");
        copied(&bundle, &damaged);
        damage(&damaged);
        let (code, said) = verify(&damaged, &[]);
        assert_eq!(code, 1, "{what}: {said}");
        let (code, said) = verify_apart(&damaged, &[]);
        assert_eq!(code, 1, "{what}, apart: {said}");
        std::fs::remove_dir_all(&damaged).unwrap();
    }

    let (code, said) = export(&data, &project, &bundle);
    assert_eq!(code, 1, "into a folder with something in it: {said}");
    let nobody = "00000000-0000-4000-8000-000000000000";
    let (code, said) = export(&data, nobody, &data.path().join("none"));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("no project"), "{said}");
}

/// Two projects and words in both, in two runs of the server, so that it is signed twice. Gives the
/// first project.
async fn talk(data: &Data) -> String {
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let admin = world.person(data.path(), "ada", "admin").await;
    let clara = world.person(data.path(), "clara", "client").await;
    let timo = world.person(data.path(), "timo", "team").await;
    let project = world.project(&admin, &[&clara, &timo]).await;
    let conversation = world.conversation(&project, &[&clara, &timo]).await;
    let messages = format!("/messaging/conversations/{conversation}/messages");
    world.post(&clara, &messages, json!({ "body": HARD })).await;
    let elsewhere = world.project(&admin, &[&clara]).await;
    let apart = world.conversation(&elsewhere, &[&clara]).await;
    let there = format!("/messaging/conversations/{apart}/messages");
    world
        .post(&clara, &there, json!({ "body": "another project's words" }))
        .await;
    assert!(server.end(Signal::TERM).success());

    let server = Server::start(data.path());
    let world = World::new(&server.url);
    for n in 0..9 {
        world
            .post(&timo, &messages, json!({ "body": format!("message {n}") }))
            .await;
    }
    let read = format!("/messaging/conversations/{conversation}/read");
    let (status, _) = world
        .ask(&clara, Method::POST, &read, Some(json!({ "seq": 5 })))
        .await
        .unwrap();
    assert!(status.is_success());
    assert!(server.end(Signal::TERM).success());
    let (code, out, err, _) = run(tidings(data.path(), "verify"));
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("signed: 2 checkpoints"), "{out}");
    assert!(out.contains("the 0 events after it"), "{out}");
    project
}

fn export(data: &Data, project: &str, bundle: &Path) -> (i32, String) {
    let mut line = tidings(data.path(), "export");
    line.args([
        "--project",
        project,
        "--reason",
        "asked by <the client>",
        "--out",
    ]);
    line.arg(bundle);
    let (code, out, err, _) = run(line);
    (code, out + &err)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
