use domain::ProjectId;
use event_store::{LogReader, pool};
use evidence::{SigningKey, checkpoint};
use projector::Checkpointer;
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::World;
use crate::app::{NOT_FOUND, invalid, pluck};

const AUDIT: &str = "/api/admin/messaging/audit";

fn signing_key() -> SigningKey {
    let random = aws_lc_rs::rand::SystemRandom::new();
    let bytes = aws_lc_rs::signature::Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    SigningKey::from_pkcs8(bytes.as_ref()).unwrap()
}

/// Signs the log as it is, and gives the witness the key and what was kept outside.
async fn sign(world: &World, key: SigningKey) -> Checkpointer {
    let file = std::env::temp_dir().join(format!("checkpoints-{}.jsonl", Uuid::new_v4()));
    let project = pool(&world.url, event_store::Role::Project, 2)
        .await
        .unwrap();
    let log = LogReader::open(project.clone()).await.unwrap();
    let public = key.public().unwrap();
    let checkpointer = Checkpointer::new(project, log, key, file.clone());
    checkpointer.sign_now().await.unwrap();
    let mut known = world.kept.0.lock().unwrap();
    known.keys = vec![public];
    known.outside = checkpoint::read_lines(&std::fs::read_to_string(file).unwrap()).unwrap();
    checkpointer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_intact_says_so_and_one_that_is_not_names_the_first_bad_event() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.say(world.people.client, id, "first").await;
    world.say(world.people.client, id, "second").await;
    sign(&world, signing_key()).await;
    let size = world.log.head().await.unwrap();
    let verified = world
        .app
        .ok(world.auditor(), &format!("{AUDIT}/verify"))
        .await;
    assert_eq!(
        (&verified["ok"], &verified["size"]),
        (&json!(true), &json!(size))
    );
    assert_eq!(verified["covered"], size);
    assert_eq!(verified.get("firstBad"), None);
    let bad = size - 1;
    world
        .app
        .tables
        .run(&format!(
            "set session_replication_role = replica;
             update log.events set payload = jsonb_set(payload, '{{body,text}}', '\"forged\"') where position = {bad};
             set session_replication_role = origin"
        ))
        .await;
    let verified = world
        .app
        .ok(world.auditor(), &format!("{AUDIT}/verify"))
        .await;
    assert_eq!(
        (&verified["ok"], &verified["firstBad"]),
        (&json!(false), &json!(bad))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_ask_at_once_get_the_same_answer() {
    let world = World::new().await;
    let path = format!("{AUDIT}/verify");
    let asks = (0..4).map(|_| world.app.ok(world.auditor(), &path));
    let answers = futures_util::future::join_all(asks).await;
    assert!(
        answers.iter().all(|answer| answer["ok"] == true),
        "{answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_is_listed_newest_first() {
    let world = World::new().await;
    let checkpointer = sign(&world, signing_key()).await;
    for _ in 0..2 {
        world.people.converse().await;
        checkpointer.sign_now().await.unwrap();
    }
    let path = format!("{AUDIT}/checkpoints");
    let page = world
        .app
        .ok(world.admin(), &format!("{path}?limit=2"))
        .await;
    assert_eq!(pluck(&page, "number"), [json!(3), json!(2)]);
    let next = page["nextCursor"].as_str().unwrap();
    let rest = world
        .app
        .ok(world.admin(), &format!("{path}?limit=2&cursor={next}"))
        .await;
    assert_eq!(
        (pluck(&rest, "number"), &rest["nextCursor"]),
        (vec![json!(1)], &Value::Null)
    );
    // As they are signed: who has the key can check them.
    let key = world.kept.0.lock().unwrap().keys[0];
    for item in page["items"].as_array().unwrap() {
        let mut line = item.clone();
        line.as_object_mut().unwrap().remove("number");
        let signed: evidence::Signed = serde_json::from_value(line).unwrap();
        assert!(key.signed(&signed), "{item}");
    }
    let reply = world
        .app
        .get(world.admin(), &format!("{path}?limit=0"))
        .await;
    assert_eq!(reply.problem(), invalid("limit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_say_how_they_stand_and_those_that_are_done_can_be_downloaded() {
    let data = std::env::temp_dir().join(format!("tidings-data-{}", Uuid::new_v4()));
    std::fs::create_dir_all(data.join("exports")).unwrap();
    let world = World::with(&["--data", data.to_str().unwrap()]).await;
    world.caught_up().await;
    let project: ProjectId = world.people.project;
    let (running, done, failed, outside) = (
        Uuid::now_v7(),
        Uuid::now_v7(),
        Uuid::now_v7(),
        Uuid::now_v7(),
    );
    std::fs::write(data.join(format!("exports/{done}.tar")), b"a tar file").unwrap();
    let by = world.people.admin;
    world
        .app
        .tables
        .run(&format!(
            "insert into app.exports (id, project_id, requested_by, status, path, finished_at) values
             ('{running}', '{project}', '{by}', 'running', null, null),
             ('{done}', '{project}', '{by}', 'done', 'exports/{done}.tar', now()),
             ('{failed}', '{project}', '{by}', 'failed', null, now()),
             ('{outside}', '{project}', '{by}', 'done', '../secret', now())"
        ))
        .await;
    let path = format!("{AUDIT}/exports");
    let page = world.app.ok(world.auditor(), &path).await;
    let ids = [outside, failed, done, running].map(|id| json!(id.to_string()));
    assert_eq!(pluck(&page, "id"), ids);
    assert_eq!(page["people"][0]["name"], "Ada");
    let one = world
        .app
        .ok(world.auditor(), &format!("{path}/{done}"))
        .await;
    assert_eq!(one["status"], "done");
    let bundle = world
        .app
        .get(world.auditor(), one["url"].as_str().unwrap())
        .await;
    assert_eq!(
        (bundle.status, &bundle.bytes[..]),
        (200, &b"a tar file"[..])
    );
    assert_eq!(bundle.header("content-type"), Some("application/x-tar"));
    for (id, status) in [(running, "running"), (failed, "failed")] {
        let one = world.app.ok(world.auditor(), &format!("{path}/{id}")).await;
        assert_eq!((&one["status"], one.get("url")), (&json!(status), None));
        let reply = world
            .app
            .get(world.auditor(), &format!("{path}/{id}/bundle"))
            .await;
        assert_eq!(reply.problem(), NOT_FOUND);
    }
    let escaped = world
        .app
        .get(world.auditor(), &format!("{path}/{outside}/bundle"))
        .await;
    assert_eq!(escaped.problem(), NOT_FOUND);
    let missing = world
        .app
        .get(world.auditor(), &format!("{path}/{}", Uuid::now_v7()))
        .await;
    assert_eq!(missing.problem(), NOT_FOUND);
    let _ = std::fs::remove_dir_all(data);
}
