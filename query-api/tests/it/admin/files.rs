use domain::{AccessEvent, Command, ConversationCommand, ConversationId, MessageId};
use uuid::Uuid;

use super::world::{World, of};
use crate::app::NOT_FOUND;

const PNG: &[u8] = b"hello, this is text\n";

/// Somebody's file, in a message.
async fn sent(world: &World, to: ConversationId) -> (blobs::Upload, MessageId) {
    let client = world.people.client;
    let upload = world.app.upload(client, "note.txt", PNG).await;
    let id = MessageId::new(Uuid::now_v7());
    let reserved = world
        .app
        .uploads()
        .ledger()
        .reserve(
            client,
            blobs::Carrier {
                conversation: to,
                message: id,
            },
            &[upload.id],
        )
        .await;
    let _ = reserved.unwrap();
    let send = ConversationCommand::SendMessage {
        id,
        body: harness::text("with a file"),
        files: vec![upload.as_file(harness::salt()).unwrap()],
        reply_to: None,
    };
    world.ask(client, Command::Conversation(to, send)).await;
    (upload, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_any_message_is_read_with_a_reason_and_a_trace_also_once_it_is_deleted() {
    let world = World::new().await;
    let id = world.people.converse().await;
    let (upload, message) = sent(&world, id).await;
    let path = format!("/api/admin/messaging/files/{}", upload.id);
    world.caught_up().await;
    let reply = world.look(world.auditor(), &path).await;
    assert_eq!((reply.status, &reply.bytes[..]), (200, PNG));
    let disposition = reply.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let traces = world.traces(world.auditor).await;
    let [
        AccessEvent::FileRead {
            conversation_id,
            file_id,
            ..
        },
    ] = &traces[..]
    else {
        panic!("{traces:?}");
    };
    assert_eq!((*conversation_id, *file_id), (id, upload.id));
    let unexplained = world.app.get(world.auditor(), &path).await;
    assert_eq!(unexplained.problem(), (422, "validation-failed", ""));
    world.delete(world.people.client, id, message).await;
    world.caught_up().await;
    let reply = world.look(world.admin(), &path).await;
    assert_eq!((reply.status, &reply.bytes[..]), (200, PNG));
    let listed = world.seen(world.admin(), &of(id, "/files")).await;
    assert_eq!(listed["items"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsent_an_erased_and_an_unknown_file_are_not_found() {
    let world = World::new().await;
    let id = world.people.converse().await;
    let (upload, _) = sent(&world, id).await;
    let unsent = world
        .app
        .upload(world.people.client, "draft.txt", PNG)
        .await;
    world.caught_up().await;
    world
        .app
        .tables
        .run("update read.messages set erased = true, body = ''")
        .await;
    for file in [upload.id.uuid(), unsent.id.uuid(), Uuid::now_v7()] {
        let path = format!("/api/admin/messaging/files/{file}");
        let reply = world.look(world.admin(), &path).await;
        assert_eq!(reply.problem(), NOT_FOUND, "{file}");
    }
    assert_eq!(world.traces(world.people.admin).await, vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_any_conversation_are_listed() {
    let world = World::new().await;
    let id = world.people.converse().await;
    let (upload, message) = sent(&world, id).await;
    world.caught_up().await;
    let listed = world.seen(world.admin(), &of(id, "/files")).await;
    assert_eq!(listed["items"][0]["file"]["id"], upload.id.to_string());
    assert_eq!(listed["items"][0]["messageId"], message.to_string());
}
