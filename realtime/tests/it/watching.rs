//! Looking at a conversation without taking part.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{ConversationId, Reason, Role, UserId};
use realtime::{NotRecorded, Recorder};
use serde_json::{Value, json};

use crate::app::{App, SOON, Wishes};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};

struct Records(Arc<FakeLog>);

#[async_trait]
impl Recorder for Records {
    async fn record_watch(
        &self,
        watcher: UserId,
        conversation: ConversationId,
        reason: Reason,
    ) -> Result<(), NotRecorded> {
        let recorded = self.0.record(watcher, conversation, reason);
        recorded.map(|_| ()).ok_or(NotRecorded::Refused)
    }
}

async fn app(log: &Arc<FakeLog>) -> App {
    let wishes = Wishes {
        recorder: Arc::new(Records(log.clone())),
        ..Wishes::default()
    };
    App::with(log, wishes).await
}

async fn live(app: &App, who: UserId, role: Role) -> Client {
    let token = app.token_of(&who.to_string(), role, SOON * 60);
    let mut client = Client::hello(app, json!({"token": token})).await;
    client.event("ready").await;
    client
}

async fn ask(client: &mut Client, name: &str, content: Value) -> Value {
    client.ask(1, name, content).await;
    let Heard::Text(text) = client.next().await else {
        panic!("not answered")
    };
    let mut answer: Value = serde_json::from_str(&text).unwrap();
    answer
        .as_object_mut()
        .unwrap()
        .retain(|key, _| key == "ok" || key == "code");
    answer
}

fn watch(id: u128) -> Value {
    json!({"conversationId": conversation(id), "reason": "a complaint"})
}

fn talk() -> Arc<FakeLog> {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log.say(conversation(1), user(1), "before");
    log
}

#[tokio::test]
async fn an_auditor_sees_what_happens_from_now_on_and_it_is_written_down_first() {
    let log = talk();
    let app = app(&log).await;
    let mut auditor = live(&app, user(8), Role::Auditor).await;
    assert_eq!(
        ask(&mut auditor, "watch", watch(1)).await,
        json!({"ok": true})
    );
    assert_eq!(
        log.events().last().unwrap().event.name(),
        "ConversationWatched"
    );
    log.say(conversation(1), user(1), "now");
    assert_eq!(auditor.bodies(1).await, ["now"]);
    log.mute(conversation(1), user(1), true);
    log.read_up_to(conversation(1), user(2), 3);
    log.remove(conversation(1), user(2));
    assert!(auditor.event("message-read").await.get("unread").is_none());
    let told = auditor.event("conversation-updated").await;
    assert_eq!(told["change"], "participant-removed");
    let away = json!({"conversationId": conversation(1)});
    assert_eq!(
        ask(&mut auditor, "unwatch", away.clone()).await,
        json!({"ok": true})
    );
    log.say(conversation(1), user(1), "unseen");
    let refused = json!({"ok": false, "code": "not-found"});
    assert_eq!(ask(&mut auditor, "unwatch", away).await, refused);
}

#[tokio::test]
async fn an_admin_who_takes_part_and_looks_on_hears_everything_once() {
    let log = FakeLog::new();
    log.admit(&[user(1)]);
    log.start(conversation(1), &[user(1), user(9)]);
    let app = app(&log).await;
    let mut admin = live(&app, user(9), Role::Admin).await;
    ask(&mut admin, "watch", watch(1)).await;
    log.say(conversation(1), user(1), "one");
    log.remove(conversation(1), user(9));
    log.say(conversation(1), user(1), "two");
    assert_eq!(admin.bodies(1).await, ["one"]);
    admin.event("conversation-updated").await;
    assert_eq!(admin.bodies(1).await, ["two"]);
}

#[tokio::test]
async fn others_learn_nothing_and_a_reason_is_needed() {
    let log = talk();
    let app = app(&log).await;
    let mut stranger = live(&app, user(3), Role::Team).await;
    let not_found = json!({"ok": false, "code": "not-found"});
    assert_eq!(ask(&mut stranger, "watch", watch(1)).await, not_found);
    assert_eq!(ask(&mut stranger, "watch", watch(7)).await, not_found);
    let mut participant = live(&app, user(1), Role::Client).await;
    let forbidden = json!({"ok": false, "code": "forbidden"});
    assert_eq!(ask(&mut participant, "watch", watch(1)).await, forbidden);
    let mut auditor = live(&app, user(8), Role::Auditor).await;
    assert_eq!(ask(&mut auditor, "watch", watch(7)).await, not_found);
    for reason in [json!(null), json!(" "), json!("x".repeat(501))] {
        let content = json!({"conversationId": conversation(1), "reason": reason});
        let invalid = json!({"ok": false, "code": "validation-failed"});
        assert_eq!(ask(&mut auditor, "watch", content).await, invalid);
    }
}

#[tokio::test]
async fn a_socket_looks_at_twenty_conversations_at_most() {
    let log = talk();
    for id in 100..121 {
        log.start(conversation(id), &[user(1)]);
    }
    let app = app(&log).await;
    let mut auditor = live(&app, user(8), Role::Auditor).await;
    for id in 100..120 {
        assert_eq!(
            ask(&mut auditor, "watch", watch(id)).await,
            json!({"ok": true})
        );
    }
    let conflict = json!({"ok": false, "code": "conflict"});
    assert_eq!(ask(&mut auditor, "watch", watch(120)).await, conflict);
    assert_eq!(
        ask(&mut auditor, "watch", watch(100)).await,
        json!({"ok": true})
    );
    let away = json!({"conversationId": conversation(100)});
    ask(&mut auditor, "unwatch", away).await;
    assert_eq!(
        ask(&mut auditor, "watch", watch(120)).await,
        json!({"ok": true})
    );
}

#[tokio::test]
async fn another_role_ends_it() {
    let log = talk();
    log.register(user(8), Role::Auditor, "Aude");
    let app = app(&log).await;
    let mut auditor = live(&app, user(8), Role::Auditor).await;
    ask(&mut auditor, "watch", watch(1)).await;
    log.change_role(user(8), Role::Client);
    log.say(conversation(1), user(1), "unseen");
    auditor.event("person-updated").await;
    let not_found = json!({"ok": false, "code": "not-found"});
    assert_eq!(ask(&mut auditor, "watch", watch(1)).await, not_found);
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_seen() {
    let log = talk();
    let app = App::over(&log).await;
    let mut auditor = live(&app, user(8), Role::Auditor).await;
    let unavailable = json!({"ok": false, "code": "unavailable"});
    assert_eq!(ask(&mut auditor, "watch", watch(1)).await, unavailable);
}
