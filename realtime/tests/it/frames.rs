//! What changes in a conversation, and who is told of it.

use domain::{Role, Status};
use serde_json::json;

use crate::app::{App, SOON, Wishes, eventually};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, at, conversation, user};

/// Two people in a conversation, and one who is only in the project.
fn talk() -> std::sync::Arc<FakeLog> {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2), user(3)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log
}

#[tokio::test]
async fn an_edit_tells_the_whole_message_and_what_is_last() {
    let log = talk();
    log.say(conversation(1), user(1), "one");
    log.say(conversation(1), user(1), "two");
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(2)).await;
    let first = log.messages(conversation(1))[0].clone();
    let position = log.edit(conversation(1), &first, "one, in other words");
    let told = client.event("message-updated").await;
    let stamp = |position| at(position).to_string();
    let last = &log.messages(conversation(1))[1].message;
    assert_eq!(
        told,
        json!({
            "cursor": log.cursor(position), "position": log.cursor(position),
            "conversationId": conversation(1), "seq": 4, "change": "edited",
            "message": {
                "id": first.message.id, "conversationId": conversation(1), "seq": 2, "version": 2,
                "authorId": user(1), "body": "one, in other words", "files": [],
                "sentAt": stamp(5), "editedAt": stamp(position),
            },
            "lastMessage": {
                "id": last.id, "seq": 3, "authorId": user(1), "preview": "two", "sentAt": stamp(6),
            }
        })
    );
}

#[tokio::test]
async fn a_deleted_message_is_gone_and_a_restored_one_is_last_again() {
    let log = talk();
    log.say(conversation(1), user(1), "one");
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(2)).await;
    let only = log.messages(conversation(1))[0].clone();
    log.delete(conversation(1), user(2), &only);
    let told = client.event("message-deleted").await;
    assert_eq!(told["lastMessage"], json!(null));
    assert_eq!(
        (
            &told["messageId"],
            &told["messageSeq"],
            &told["authorId"],
            &told["deletedBy"]
        ),
        (
            &json!(only.message.id),
            &json!(2),
            &json!(user(1)),
            &json!(user(2))
        )
    );
    log.restore(conversation(1), &only);
    let told = client.event("message-updated").await;
    assert_eq!(
        (&told["change"], &told["lastMessage"]["seq"]),
        (&json!("restored"), &json!(2))
    );
}

#[tokio::test]
async fn a_status_says_why_and_moves_the_conversation_and_a_subject_does_not() {
    let log = talk();
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(2)).await;
    let closed = log.set_status(conversation(1), user(1), Status::Closed);
    log.set_subject(conversation(1), user(1), "The old logo");
    let told = client.event("conversation-updated").await;
    assert_eq!(
        (&told["change"], &told["reason"]),
        (&json!("status"), &json!("it is done"))
    );
    assert_eq!(told["conversation"]["status"], "closed");
    let told = client.event("conversation-updated").await;
    assert_eq!(
        (&told["change"], told.get("reason")),
        (&json!("subject"), None)
    );
    assert_eq!(told["conversation"]["subject"], "The old logo");
    assert_eq!(told["conversation"]["lastActivityAt"], json!(at(closed)));
}

#[tokio::test]
async fn how_somebody_keeps_a_conversation_is_told_to_their_own_sockets_alone() {
    let log = talk();
    log.say(conversation(1), user(1), "one");
    log.say(conversation(1), user(1), "two");
    let app = App::over(&log).await;
    let mut mine = Client::live(&app, user(2)).await;
    let mut also_mine = Client::live(&app, user(2)).await;
    let mut other = Client::live(&app, user(1)).await;
    log.read_up_to(conversation(1), user(2), 3);
    log.mark_unread(conversation(1), user(2), Some(3));
    let muted = log.mute(conversation(1), user(2), true);
    log.say(conversation(1), user(2), "end");
    for client in [&mut mine, &mut also_mine] {
        client.event("message-read").await;
        let told = client.event("conversation-updated").await;
        assert_eq!(
            (&told["unread"], &told["unreadFrom"]),
            (&json!(1), &json!(3))
        );
        let told = client.event("conversation-updated").await;
        let here = log.cursor(muted);
        assert_eq!(
            told,
            json!({
                "cursor": here, "position": here, "conversationId": conversation(1),
                "change": "mine", "by": user(2), "at": at(muted),
                "readSeq": 3, "unread": 1, "unreadFrom": 3, "muted": true
            })
        );
    }
    other.event("message-read").await;
    assert_eq!(other.bodies(1).await, ["end"]);
}

#[tokio::test]
async fn a_person_is_told_of_to_who_shares_a_project_and_an_erased_one_to_everybody() {
    let log = talk();
    log.register(user(2), Role::Team, "Timo");
    let app = App::over(&log).await;
    let mut own = Client::live(&app, user(2)).await;
    let mut colleague = Client::live(&app, user(3)).await;
    let mut stranger = Client::live(&app, user(7)).await;
    let renamed = log.rename(user(2), "Tim");
    log.change_role(user(2), Role::Client);
    let erased = log.erase(user(2));
    let here = log.cursor(renamed);
    let person = json!({"id": user(2), "name": "Tim", "role": "team"});
    let told = json!({"cursor": here, "position": here, "person": person});
    assert_eq!(own.event("person-updated").await, told);
    assert_eq!(colleague.event("person-updated").await, told);
    assert_eq!(
        own.event("person-updated").await["person"]["role"],
        "client"
    );
    let here = log.cursor(erased);
    let person = json!({"id": user(2), "name": null, "role": "client"});
    assert_eq!(
        stranger.event("person-updated").await,
        json!({"cursor": here, "position": here, "person": person, "erased": true})
    );
}

#[tokio::test]
async fn who_is_disabled_or_erased_is_sent_away_and_their_rights_are_forgotten() {
    let log = talk();
    log.register(user(1), Role::Client, "Clara");
    log.register(user(2), Role::Team, "Timo");
    let wishes = Wishes::default();
    let rights = wishes.rights.clone();
    let app = App::with(&log, wishes).await;
    let mut disabled = Client::live(&app, user(1)).await;
    let mut erased = Client::live(&app, user(2)).await;
    log.change_role(user(3), Role::Auditor);
    log.disable(user(1));
    assert_eq!(disabled.closed().await, (4403, false));
    log.erase(user(2));
    assert_eq!(erased.closed().await, (4403, false));
    log.enable(user(1));
    let expected = [
        (user(3), true),
        (user(1), false),
        (user(2), false),
        (user(1), true),
    ];
    eventually("all is forgotten", || rights.changed() == expected).await;
    // Who is still believed to be allowed in by a memory elsewhere is not.
    let mut erased = Client::hello(&app, json!({"token": app.token(user(2))})).await;
    assert_eq!(erased.closed().await, (4403, false));
    Client::live(&app, user(1)).await;
}

#[tokio::test]
async fn what_was_taken_back_before_the_process_began_sends_nobody_away() {
    let log = talk();
    log.register(user(1), Role::Client, "Clara");
    log.disable(user(1));
    log.enable(user(1));
    let app = App::over(&log).await;
    let mut client = Client::live(&app, user(1)).await;
    log.say(conversation(1), user(2), "hello");
    assert_eq!(client.bodies(1).await, ["hello"]);
}

#[tokio::test]
async fn a_role_counts_from_its_event_on() {
    let log = FakeLog::new();
    log.admit(&[user(1)]);
    log.register(user(9), Role::Admin, "Ada");
    log.start(conversation(1), &[user(1), user(9)]);
    let app = App::over(&log).await;
    let admin = app.token_of(&user(9).to_string(), Role::Admin, SOON * 60);
    let mut admin = Client::hello(&app, json!({"token": admin})).await;
    admin.event("ready").await;
    log.say(conversation(1), user(1), "to an admin without the project");
    log.change_role(user(9), Role::Client);
    log.say(conversation(1), user(1), "to nobody else");
    log.admit(&[user(9)]);
    log.say(conversation(1), user(1), "to a member");
    assert_eq!(admin.bodies(1).await, ["to an admin without the project"]);
    admin.event("person-updated").await;
    assert_eq!(admin.bodies(1).await, ["to a member"]);
}

#[tokio::test]
async fn removal_under_load_shows_nothing_beyond_it() {
    let log = talk();
    let app = App::over(&log).await;
    for round in 0..500_u64 {
        let mut client = Client::live(&app, user(2)).await;
        let (talking, removing) = (log.clone(), log.clone());
        let load = tokio::task::spawn_blocking(move || {
            for _ in 0..8 {
                talking.say(conversation(1), user(1), "more");
            }
        });
        let removed =
            tokio::task::spawn_blocking(move || removing.remove(conversation(1), user(2)));
        let removed = removed.await.unwrap();
        load.await.unwrap();
        let end = log.read_up_to(conversation(1), user(1), round + 1);
        eventually("all is told", || app.realtime.position() >= Some(end)).await;
        log.add(conversation(1), user(2));
        let mut is_out = false;
        loop {
            let Heard::Event(name, data) = client.next().await else {
                panic!("closed")
            };
            if name != "conversation-updated" {
                assert!(!is_out, "{name} after the removal at {removed}: {data}");
            } else if data["change"] == "participant-removed" {
                assert_eq!(data["position"], json!(log.cursor(removed)));
                is_out = true;
            } else {
                assert!(is_out, "added again");
                break;
            }
        }
    }
}
