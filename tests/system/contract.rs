//! The contract, tried by requests that are generated from it.

use std::process::Command;

use serde_json::json;

use crate::server::{Data, Server};
use crate::world::{World, text};

/// How many requests for an operation and a phase: enough to find what a table forgets, few enough
/// for every run.
const EXAMPLES: &str = "30";

#[tokio::test(flavor = "multi_thread")]
async fn no_generated_request_gets_an_answer_that_the_contract_does_not_promise() {
    let data = Data::new();
    let server = Server::start(data.path());
    let world = World::new(&server.url);
    let admin = world.person(data.path(), "ada", "admin").await;
    let clara = world.person(data.path(), "clara", "client").await;
    let project = world.project(&admin, &[&admin, &clara]).await;
    let conversation = world.conversation(&project, &[&admin, &clara]).await;
    // Some requests disable and erase: not one of those whom the others are made by.
    let victim = world.person(data.path(), "victor", "client").await;
    let file = world
        .upload(&clara, "pixel.png", include_bytes!("pixel.png"))
        .await;
    let path = format!("/messaging/conversations/{conversation}/messages");
    let sent = world
        .post(&clara, &path, json!({"body": "Hello", "fileIds": [file]}))
        .await;
    let message = text(&sent["message"]["id"]);
    let reported = world
        .post(
            &admin,
            &format!("{path}/{message}/reports"),
            json!({"reason": "other"}),
        )
        .await;
    let report = text(&reported["reportId"]);

    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let config = std::fs::read_to_string(format!("{root}/tests/schemathesis.toml")).unwrap();
    let config = format!(
        "{config}\n[parameters]\n\"path.id\" = \"{conversation}\"\n\"path.mid\" = \"{message}\"\n\
         \"path.pid\" = \"{project}\"\n\"path.uid\" = \"{}\"\n\"path.rid\" = \"{report}\"\n\
         \"path.fid\" = \"{file}\"\n\"header.Tidings-Reason\" = \"generated\"\n",
        victim.id
    );
    let place = data.path().join("schemathesis.toml");
    std::fs::write(&place, config).unwrap();
    let output = Command::new(format!("{root}/.tools/venv/bin/schemathesis"))
        .current_dir(data.path())
        .arg("--config-file")
        .arg(&place)
        .args(["run", &format!("{}/api/openapi.json", server.url)])
        .args([
            "--header",
            &format!("Authorization: Bearer {}", admin.token),
        ])
        .args(["--checks", "all", "--max-examples", EXAMPLES, "--seed", "1"])
        .args(["--continue-on-failure", "--no-color"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).replace(&admin.token, "TOKEN");
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Tested:"), "{said}");
}
