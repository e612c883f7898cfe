use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use chassis::operator::Readiness;
use domain::{
    AccessCommand, Command, ConversationCommand, LookedAt, Private, ProjectId, Reason, Role, UserId,
};
use event_store::bundle::NoFiles;
use evidence::SigningKey;
use evidence::bundle::check;
use projector::{Checkpointer, Exporter};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::world::{World, eventually};

/// The data folder of a test, with its key.
struct Data {
    path: PathBuf,
    key: Vec<u8>,
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// An exporter that runs until it is dropped.
struct Exporting(CancellationToken);

impl Drop for Exporting {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Data {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("tidings-exports-{}", Uuid::new_v4()));
        fs::create_dir_all(&path).unwrap();
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self {
            path,
            key: key.as_ref().to_vec(),
        }
    }

    fn key(&self) -> SigningKey {
        SigningKey::from_pkcs8(&self.key).unwrap()
    }

    fn run(&self, world: &World) -> Exporting {
        let file = self.path.join("checkpoints.jsonl");
        let checkpointer =
            Checkpointer::new(world.pool.clone(), world.log.clone(), self.key(), file);
        let public = self.key().public().unwrap();
        let (pool, log) = (world.pool.clone(), world.log.clone());
        let exporter = Exporter::new(
            pool,
            log,
            checkpointer,
            public,
            &self.path,
            Arc::new(NoFiles),
        );
        let stop = CancellationToken::new();
        let gate = Readiness::new().register("exporter");
        tokio::spawn(exporter.run(gate, stop.clone()));
        Exporting(stop)
    }

    /// What an export holds, unpacked.
    fn unpacked(&self, export: Uuid) -> PathBuf {
        let tar = fs::File::open(self.path.join(format!("exports/{export}.tar"))).unwrap();
        let to = self.path.join(format!("unpacked-{export}"));
        tar::Archive::new(tar).unpack(&to).unwrap();
        to.join(format!("tidings-export-{export}"))
    }
}

/// Asks for an export as the route does: the event, and the row that goes by its id.
async fn ask_for(world: &World, project: ProjectId, as_user: Option<UserId>) -> Uuid {
    let by = world.people.admin;
    let look = AccessCommand {
        looked_at: LookedAt::Export(project, as_user),
        reason: Private::new(Reason::parse("asked by a court").unwrap(), harness::salt()),
    };
    let made = world
        .people
        .ask(by, Command::Access(by, look))
        .await
        .unwrap();
    let id = made.events[0].event_id.uuid();
    insert(world, id, project, as_user).await;
    id
}

async fn insert(world: &World, id: Uuid, project: ProjectId, as_user: Option<UserId>) {
    sqlx::query(
        "insert into app.exports (id, project_id, as_user, requested_by) values ($1, $2, $3, $4)",
    )
    .bind(id)
    .bind(project.uuid())
    .bind(as_user.map(UserId::uuid))
    .bind(world.people.admin.uuid())
    .execute(&world.root)
    .await
    .unwrap();
}

async fn status(world: &World, id: Uuid) -> (String, Option<String>) {
    sqlx::query_as("select status, path from app.exports where id = $1")
        .bind(id)
        .fetch_one(&world.root)
        .await
        .unwrap()
}

async fn settled(world: &World, id: Uuid, wanted: &str) {
    eventually("the export is settled", || async {
        status(world, id).await.0 != "running"
    })
    .await;
    assert_eq!(status(world, id).await.0, wanted);
}

fn events(bundle: &Path) -> Vec<Value> {
    let text = fs::read_to_string(bundle.join("events.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_asked_for_becomes_a_bundle_that_proves_itself() {
    let world = World::new().await;
    let data = Data::new();
    let id = world.people.converse().await;
    world
        .people
        .send(world.people.client, id, "hello")
        .await
        .unwrap();
    let export = ask_for(&world, world.people.project, None).await;
    let _exporting = data.run(&world);
    settled(&world, export, "done").await;
    let path = format!("exports/{export}.tar");
    assert_eq!(status(&world, export).await.1, Some(path));
    let bundle = data.unpacked(export);
    let report = check(&bundle, Some(data.key().public().unwrap())).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!(report.manifest.reason, "asked by a court");
    // It reaches to the event that asked for it.
    let events = events(&bundle);
    let asked = events
        .iter()
        .find(|event| event["eventId"] == export.to_string());
    assert_eq!(asked.unwrap()["type"], "ExportMade");
    assert!(
        events
            .iter()
            .any(|event| event["payload"]["body"]["text"] == "hello")
    );
    let left: Vec<_> = fs::read_dir(data.path.join("exports")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_made_is_failed_and_the_next_one_is_made() {
    let world = World::new().await;
    let data = Data::new();
    let nothing = Uuid::now_v7();
    insert(&world, nothing, ProjectId::new(Uuid::now_v7()), None).await;
    let export = ask_for(&world, world.people.project, None).await;
    let _exporting = data.run(&world);
    settled(&world, export, "done").await;
    assert_eq!(status(&world, nothing).await, ("failed".to_owned(), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_it_is_made_anew_and_what_was_left_is_removed() {
    let world = World::new().await;
    let data = Data::new();
    let export = ask_for(&world, world.people.project, None).await;
    let left = data
        .path
        .join(format!("exports/{export}.{}", Uuid::new_v4()));
    fs::create_dir_all(left.join("half")).unwrap();
    let _exporting = data.run(&world);
    settled(&world, export, "done").await;
    assert!(!left.exists());
    assert!(data.unpacked(export).join("manifest.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_exporters_one_makes_it_once() {
    let world = World::new().await;
    let data = Data::new();
    let _exporting = (data.run(&world), data.run(&world));
    let mut exports = BTreeSet::new();
    for _ in 0..3 {
        exports.insert(ask_for(&world, world.people.project, None).await);
    }
    for export in &exports {
        settled(&world, *export, "done").await;
    }
    let files = fs::read_dir(data.path.join("exports")).unwrap();
    let names: BTreeSet<_> = files
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let wanted: BTreeSet<_> = exports
        .iter()
        .map(|export| format!("{export}.tar"))
        .collect();
    assert_eq!(names, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn as_a_member_saw_it_nothing_of_others_and_nothing_after_goes_along() {
    let world = World::new().await;
    let data = Data::new();
    let people = &world.people;
    let late = UserId::new(Uuid::now_v7());
    people.register(late, Role::Client, "Lars").await;
    people.join(people.project, late).await;
    let unseen = people.converse().await;
    people
        .send(people.client, unseen, "never theirs")
        .await
        .unwrap();
    let id = people.converse().await;
    let gone = people
        .send(people.client, id, "deleted later")
        .await
        .unwrap();
    let gone = gone.events[0].message_id().unwrap();
    let add = ConversationCommand::AddParticipant { user_id: late };
    people
        .ask(people.team, Command::Conversation(id, add))
        .await
        .unwrap();
    people
        .send(people.client, id, "while they were there")
        .await
        .unwrap();
    let remove = ConversationCommand::RemoveParticipant { user_id: late };
    people
        .ask(people.team, Command::Conversation(id, remove))
        .await
        .unwrap();
    people
        .send(people.client, id, "after they left")
        .await
        .unwrap();
    let delete = ConversationCommand::DeleteMessage {
        id: gone,
        if_match: None,
    };
    people
        .ask(people.client, Command::Conversation(id, delete))
        .await
        .unwrap();
    let export = ask_for(&world, people.project, Some(late)).await;
    let _exporting = data.run(&world);
    settled(&world, export, "done").await;
    let bundle = data.unpacked(export);
    let report = check(&bundle, Some(data.key().public().unwrap())).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!(report.manifest.as_user, Some(late.uuid()));
    let events = events(&bundle);
    let text = serde_json::to_string(&events).unwrap();
    assert!(text.contains("while they were there"));
    for secret in [
        "never theirs",
        "deleted later",
        "after they left",
        "asked by a court",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    let own = events
        .iter()
        .rfind(|event| event["streamId"] == id.to_string())
        .unwrap();
    assert_eq!(own["type"], "ParticipantRemoved");
}
