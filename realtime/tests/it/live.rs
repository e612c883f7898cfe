//! What happens, at once, in the plain dialect.

use std::sync::atomic::Ordering;

use domain::{Event, ReplyTo, Role};
use serde_json::{Value, json};

use crate::app::{App, SOON, eventually};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, at, conversation, project, user};

fn stamp(position: u64) -> String {
    at(position).to_string()
}

#[tokio::test]
async fn the_first_frame_says_who_and_where_one_is() {
    let log = FakeLog::new();
    log.admit(&[user(1)]);
    let app = App::over(&log).await;
    let mut client = Client::hello(&app, json!({"token": app.token(user(1))})).await;
    let mut ready = client.event("ready").await;
    let sid = ready.as_object_mut().unwrap().remove("sessionId").unwrap();
    assert!(sid.as_str().unwrap().starts_with("node-1-"), "{sid}");
    let here = log.cursor(1);
    assert_eq!(
        ready,
        json!({"cursor": here, "position": here, "userId": user(1), "resumed": 0, "online": null})
    );
}

#[tokio::test]
async fn a_message_reaches_who_takes_part_whole_and_nobody_else() {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2), user(3)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log.start(conversation(2), &[user(3)]);
    let app = App::over(&log).await;
    let mut author = Client::live(&app, user(1)).await;
    let mut other = Client::live(&app, user(2)).await;
    let mut outsider = Client::live(&app, user(3)).await;

    let position = log.say(conversation(1), user(1), "hello");
    log.say(conversation(2), user(3), "elsewhere");

    let told = other.event("new-message").await;
    let id = log.events().iter().find_map(|e| e.message_id()).unwrap();
    let here = log.cursor(position);
    let expected = json!({
        "cursor": here, "position": here, "conversationId": conversation(1), "seq": 2,
        "message": {
            "id": id, "conversationId": conversation(1), "seq": 2, "version": 1,
            "authorId": user(1), "body": "hello", "files": [], "sentAt": stamp(position),
        }
    });
    assert_eq!(told, expected);
    assert_eq!(author.event("new-message").await, expected);
    assert_eq!(outsider.bodies(1).await, ["elsewhere"]);
}

#[tokio::test]
async fn a_reply_shows_the_beginning_of_what_it_answers() {
    let log = FakeLog::new();
    log.admit(&[user(1)]);
    log.start(conversation(1), &[user(1)]);
    log.say(conversation(1), user(1), "what was said");
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(1)).await;
    let original = log.events().pop().unwrap();
    let reply_to = ReplyTo {
        id: original.message_id().unwrap(),
        seq: original.sequence,
        author_id: user(1),
    };
    log.say_in_reply(conversation(1), user(1), "an answer", Some(reply_to));
    let told = client.event("new-message").await;
    assert_eq!(
        told["message"]["replyTo"],
        json!({
            "id": reply_to.id, "seq": 2, "authorId": user(1),
            "preview": "what was said", "deleted": false
        })
    );
}

#[tokio::test]
async fn reading_is_told_to_all_and_what_is_left_to_the_reader_alone() {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    for body in ["one", "two", "three"] {
        log.say(conversation(1), user(1), body);
    }
    let app = App::over(&log).await;
    let mut reader = Client::live(&app, user(2)).await;
    let mut author = Client::live(&app, user(1)).await;
    let position = log.read_up_to(conversation(1), user(2), 2);
    let here = log.cursor(position);
    let to_all = json!({
        "cursor": here, "position": here, "conversationId": conversation(1),
        "userId": user(2), "readSeq": 2, "readAt": stamp(position)
    });
    let mut to_the_reader = to_all.clone();
    to_the_reader["unread"] = json!(2);
    assert_eq!(author.event("message-read").await, to_all);
    assert_eq!(reader.event("message-read").await, to_the_reader);
}

#[tokio::test]
async fn being_added_brings_the_conversation_and_being_removed_is_the_last_frame() {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1)]);
    let said = log.say(conversation(1), user(1), "before");
    let app = App::over(&log).await;
    let mut guest = Client::live(&app, user(2)).await;
    let mut host = Client::live(&app, user(1)).await;

    let added = log.add(conversation(1), user(2));
    log.say(conversation(1), user(1), "with both");
    let removed = log.remove(conversation(1), user(2));
    log.say(conversation(1), user(1), "alone again");
    log.start(conversation(2), &[user(2)]);

    let told = guest.event("conversation-updated").await;
    let Event::Conversation(domain::ConversationEvent::ParticipantAdded { core, .. }) = log
        .events()[usize::try_from(added).unwrap() - 1]
        .event
        .clone()
    else {
        panic!("the event that was appended")
    };
    let here = log.cursor(added);
    let participants: Vec<Value> = core
        .participants
        .iter()
        .map(|p| json!({"userId": p.user_id, "joinedSeq": p.joined_seq, "joinedAt": p.joined_at}))
        .collect();
    assert_eq!(
        told,
        json!({
            "cursor": here, "position": here, "conversationId": conversation(1), "seq": 3,
            "change": "participant-added", "by": user(2), "at": stamp(added), "userId": user(2),
            "conversation": {
                "id": conversation(1), "projectId": project(), "subject": "The logo",
                "status": "active", "version": 2, "createdBy": user(1),
                "createdAt": core.created_at, "lastSeq": 3, "participants": participants,
                "lastActivityAt": stamp(said),
            }
        })
    );
    assert_eq!(guest.bodies(1).await, ["with both"]);
    let last = guest.event("conversation-updated").await;
    assert_eq!(last["change"], "participant-removed");
    assert_eq!(last["cursor"], json!(log.cursor(removed)));
    // Nothing of what followed; the next is about the guest's own conversation.
    let next = guest.event("conversation-updated").await;
    assert_eq!(
        (&next["change"], &next["seq"]),
        (&json!("started"), &json!(1))
    );

    host.event("conversation-updated").await;
    assert_eq!(host.bodies(1).await, ["with both"]);
    host.event("conversation-updated").await;
    assert_eq!(host.bodies(1).await, ["alone again"]);
}

#[tokio::test]
async fn who_leaves_the_project_hears_nothing_more_but_their_removal_and_admins_need_no_project() {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2), user(9)]);
    let app = App::over(&log).await;
    let mut leaver = Client::live(&app, user(2)).await;
    let admin = app.token_of(&user(9).to_string(), Role::Admin, SOON * 60);
    let mut admin = Client::hello(&app, json!({"token": admin})).await;
    admin.event("ready").await;

    log.expel(user(2));
    log.say(conversation(1), user(1), "inside");
    log.remove(conversation(1), user(2));

    let told = leaver.event("conversation-updated").await;
    assert_eq!(told["change"], "participant-removed");
    assert_eq!(admin.bodies(1).await, ["inside"]);
}

#[tokio::test]
async fn a_request_about_a_conversation_of_others_is_answered_like_one_about_none() {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(2)]);
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(1)).await;
    for id in [
        json!(conversation(1)),
        json!(conversation(7)),
        json!("x"),
        json!(null),
    ] {
        for name in ["typing", "stop-typing", "watch", "unwatch"] {
            client
                .send(json!({"type": name, "id": 5, "conversationId": id}))
                .await;
            let answer =
                Heard::Text(r#"{"type":"ack","id":5,"ok":false,"code":"not-found"}"#.to_owned());
            assert_eq!(client.next().await, answer);
        }
    }
}

#[tokio::test]
async fn an_event_of_the_server_sent_by_a_client_is_ignored() {
    let log = FakeLog::new();
    log.admit(&[user(1)]);
    log.start(conversation(1), &[user(1)]);
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(1)).await;
    for name in ["new-message", "__proto__", "constructor"] {
        client
            .send(json!({"type": name, "id": 1, "userId": user(2)}))
            .await;
    }
    log.say(conversation(1), user(1), "still here");
    assert_eq!(client.bodies(1).await, ["still here"]);
}

/// A hole could not be told, so nothing is passed over, and nobody is sent here meanwhile.
#[tokio::test]
async fn while_a_frame_cannot_be_made_all_wait_and_the_process_is_not_ready() {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log.say(conversation(1), user(1), "one");
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(1)).await;
    log.lacks_facts.store(true, Ordering::SeqCst);
    let read = log.read_up_to(conversation(1), user(2), 2);
    let said = log.say(conversation(1), user(2), "two");
    eventually("the process is not ready", || !app.readiness.is_ready()).await;
    assert_eq!(app.realtime.position(), Some(read - 1));
    log.lacks_facts.store(false, Ordering::SeqCst);
    let [read, said] = [read, said].map(|position| json!(log.cursor(position)));
    assert_eq!(client.event("message-read").await["cursor"], read);
    assert_eq!(client.event("new-message").await["cursor"], said);
    eventually("the process is ready", || app.readiness.is_ready()).await;
}
