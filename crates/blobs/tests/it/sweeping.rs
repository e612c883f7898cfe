use std::time::{Duration, SystemTime};

use blobs::{Files, Ledger, Swept};

use crate::desk::{Folder, Node, some_message, somebody};
use crate::s3::Server;

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn swept(node: &Node, after: Duration) -> Swept {
    node.sweeper.sweep(SystemTime::now() + after).await.unwrap()
}

fn unsent(unsent: u64) -> Swept {
    Swept {
        unsent,
        ..Swept::default()
    }
}

#[tokio::test]
async fn what_nobody_sent_within_a_day_is_swept_with_its_preview() {
    let node = Node::new().await;
    node.upload_picture(somebody()).await;
    assert_eq!(node.folder.files().len(), 2);
    assert_eq!(swept(&node, Duration::ZERO).await, unsent(0));
    node.a_day_passes().await;
    let fresh = node.upload(somebody(), 1).await;
    assert_eq!(swept(&node, Duration::ZERO).await, unsent(1));
    assert_eq!(node.folder.files().len(), 1);
    assert!(node.ledger().find(fresh[0].id).await.unwrap().is_some());
}

#[tokio::test]
async fn more_than_one_step_is_swept_at_once() {
    let node = Node::new().await;
    node.upload(somebody(), 1).await;
    node.database
        .alter(
            "insert into app.uploads (id, owner, key, name, size, content_type, sha256, state)
             select gen_random_uuid(), owner, replace(gen_random_uuid()::text, '-', ''), name, size,
               content_type, sha256, state
             from app.uploads, generate_series(1, 1200)",
        )
        .await;
    node.a_day_passes().await;
    assert_eq!(swept(&node, Duration::ZERO).await, unsent(1_201));
}

#[tokio::test]
async fn a_file_of_a_message_in_the_log_stays_for_ever() {
    let node = Node::new().await;
    let owner = somebody();
    let upload = node.upload(owner, 1).await.remove(0);
    let message = some_message();
    let reserved = node.ledger().reserve(owner, message, &[upload.id]).await;
    assert!(reserved.is_ok());
    node.append(message).await;
    node.a_day_passes().await;
    for _ in 0..3 {
        assert_eq!(swept(&node, 1_000 * HOUR).await, unsent(0));
    }
    assert_eq!(node.folder.files().len(), 1);
    assert_eq!(node.database.count("app.uploads where sent").await, 1);
}

#[tokio::test]
async fn a_file_of_a_message_that_never_came_is_swept() {
    let node = Node::new().await;
    let owner = somebody();
    let asked = node.upload(owner, 2).await;
    let (lost, sent) = (some_message(), some_message());
    for (upload, message) in asked.iter().zip([lost, sent]) {
        let reserved = node.ledger().reserve(owner, message, &[upload.id]).await;
        assert!(reserved.is_ok());
    }
    node.append(sent).await;
    // Reserved less than a day ago: its send may still be under way.
    assert_eq!(swept(&node, Duration::ZERO).await, unsent(0));
    node.a_day_passes().await;
    assert_eq!(swept(&node, Duration::ZERO).await, unsent(1));
    assert_eq!(node.ledger().find(asked[0].id).await.unwrap(), None);
    assert!(node.ledger().find(asked[1].id).await.unwrap().is_some());
    assert_eq!(node.folder.files().len(), 1);
}

#[tokio::test]
async fn a_message_that_is_tried_again_keeps_its_files_for_another_day() {
    let node = Node::new().await;
    let owner = somebody();
    let upload = node.upload(owner, 1).await.remove(0);
    let message = some_message();
    for _ in 0..2 {
        node.a_day_passes().await;
        let reserved = node.ledger().reserve(owner, message, &[upload.id]).await;
        assert!(reserved.is_ok());
    }
    assert_eq!(swept(&node, Duration::ZERO).await, unsent(0));
}

#[tokio::test]
async fn whoever_appends_at_this_moment_is_waited_for() {
    let node = Node::new().await;
    let owner = somebody();
    let upload = node.upload(owner, 1).await.remove(0);
    let message = some_message();
    let reserved = node.ledger().reserve(owner, message, &[upload.id]).await;
    assert!(reserved.is_ok());
    node.a_day_passes().await;
    let pool = node.database.pool("tidings_append").await;
    let mut append = pool.begin().await.unwrap();
    sqlx::query("select log.lock_head()")
        .execute(&mut *append)
        .await
        .unwrap();
    sqlx::query(
        "select log.append(
           array['Conversation'], array[$1], array[1::bigint], array['MessageSent'], array['2'],
           array['{}'], array['{}'], array[gen_random_uuid()], array[null::uuid], array[$2],
           array[now()], array[sha256('x')],
           array[]::uuid[], array[]::text[], array[]::bytea[], array[]::int[], array[]::int[], false,
               (select epoch from log.epoch where one))",
    )
    .bind(message.conversation.to_string())
    .bind(message.message.uuid())
    .execute(&mut *append)
    .await
    .unwrap();
    let sweeper = node.sweeper.clone();
    let sweep = tokio::spawn(async move { sweeper.sweep(SystemTime::now()).await });
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    let waiting = "pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'
        and datname = current_database()";
    while node.database.count(waiting).await == 0 {
        assert!(
            std::time::Instant::now() < deadline,
            "the sweeper does not wait"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    append.commit().await.unwrap();
    assert_eq!(sweep.await.unwrap().unwrap(), unsent(0));
    assert_eq!(node.folder.files().len(), 1);
}

async fn strays_are_swept(node: &Node) {
    let owner = somebody();
    node.upload_picture(owner).await;
    let kept = node.upload_picture(owner).await;
    // What a process leaves that dies after the bytes and before the rows, or after the rows were swept.
    let forget = format!("delete from app.uploads where id <> '{}'", kept.id);
    node.database.alter(&forget).await;
    assert_eq!(swept(node, 23 * HOUR).await.strays, 0);
    assert_eq!(swept(node, 25 * HOUR).await.strays, 2);
    assert_eq!(swept(node, 25 * HOUR).await.strays, 0);
    let form = blobs::Variant::Preview;
    assert!(node.files.read(&kept, form, None).await.is_ok());
}

#[tokio::test]
async fn bytes_in_a_folder_that_no_row_names_are_swept_after_a_day() {
    strays_are_swept(&Node::new().await).await;
}

#[tokio::test]
async fn bytes_in_s3_that_no_row_names_are_swept_after_a_day() {
    let Some(server) = Server::start().await else {
        return;
    };
    let folder = Folder::new();
    let blobs = server.blobs("strays", &folder).await;
    strays_are_swept(&Node::over(blobs, folder).await).await;
}

#[tokio::test]
async fn erasing_a_person_takes_away_all_they_uploaded_and_nothing_else() {
    let node = Node::new().await;
    let (person, other) = (somebody(), somebody());
    let sent = node.upload_picture(person).await;
    let reserved = node
        .ledger()
        .reserve(person, some_message(), &[sent.id])
        .await;
    assert!(reserved.is_ok());
    node.upload(person, 2).await;
    let kept = node.upload(other, 1).await.remove(0);
    let ledger = Ledger::new(node.database.pool("tidings_erase").await);
    let eraser = Files::new(node.files.blobs().clone(), ledger);
    assert_eq!(eraser.erase(person).await.unwrap(), 3);
    assert_eq!(eraser.erase(person).await.unwrap(), 0);
    assert_eq!(node.folder.files().len(), 1);
    assert_eq!(node.ledger().find(kept.id).await.unwrap(), Some(kept));
}
