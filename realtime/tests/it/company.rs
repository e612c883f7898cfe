//! Who is here, and who types.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::UserId;
use presence::{Arrival, MemoryPresence, News, Presence, Typing};
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Wishes};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};
use crate::wire::Transport;

/// Three members of a project, two of them in a conversation.
fn log() -> Arc<FakeLog> {
    let log = FakeLog::new();
    log.admit(&[user(1), user(2), user(3)]);
    log.start(conversation(1), &[user(1), user(2)]);
    log
}

fn here() -> Value {
    json!({"conversationId": conversation(1)})
}

/// What the others hear when the first person types, or stops.
fn typist() -> Value {
    json!({"conversationId": conversation(1), "userId": user(1)})
}

async fn agrees<W: crate::wire::Wire>(client: &mut Client<W>, id: u64) {
    let ack = match client.speaks_plain {
        true => format!(r#"{{"type":"ack","id":{id},"ok":true}}"#),
        false => format!(r#"43{id}[{{"ok":true}}]"#),
    };
    assert_eq!(client.next().await, Heard::Text(ack));
}

#[tokio::test]
async fn typing_is_told_to_the_others_of_the_conversation_and_to_nobody_else() {
    for by in Transport::ALL {
        let log = log();
        let app = App::over(&log).await;
        let mut typing = Client::live_by(by, &app, user(1)).await;
        let mut other = Client::live_by(by, &app, user(2)).await;
        let mut own_other = Client::live(&app, user(1)).await;
        let mut outsider = Client::live(&app, user(3)).await;

        typing.ask(1, "typing", here()).await;
        agrees(&mut typing, 1).await;
        assert_eq!(other.event("user-typing").await, typist(), "{by:?}");
        typing.ask(2, "stop-typing", here()).await;
        agrees(&mut typing, 2).await;
        assert_eq!(other.event("user-stopped-typing").await, typist());

        log.start(conversation(2), &[user(1), user(3)]);
        for client in [&mut own_other, &mut outsider] {
            let next = client.event("conversation-updated").await;
            assert_eq!(next["change"], "started");
        }
        typing.event("conversation-updated").await;
    }
}

#[tokio::test]
async fn typing_where_one_takes_no_part_is_told_to_nobody() {
    let log = log();
    let app = App::over(&log).await;
    let mut outsider = Client::live(&app, user(3)).await;
    let mut other = Client::live(&app, user(2)).await;
    outsider.ask(1, "typing", here()).await;
    let refused = r#"{"type":"ack","id":1,"ok":false,"code":"not-found"}"#.to_owned();
    assert_eq!(outsider.next().await, Heard::Text(refused));
    log.say(conversation(1), user(1), "nothing before this");
    assert_eq!(other.bodies(1).await, ["nothing before this"]);
}

#[tokio::test]
async fn typing_ends_with_the_message_and_with_leaving() {
    let log = log();
    let app = App::over(&log).await;
    let mut typing = Client::live(&app, user(1)).await;
    let mut other = Client::live(&app, user(2)).await;

    typing.ask(1, "typing", here()).await;
    other.event("user-typing").await;
    log.say(conversation(1), user(2), "of somebody else");
    log.say(conversation(1), user(1), "what was typed");
    other.bodies(2).await;
    assert_eq!(other.event("user-stopped-typing").await, typist());

    // A second later at the earliest, as everybody.
    let again = async {
        loop {
            typing
                .send(json!({"type": "typing", "conversationId": conversation(1)}))
                .await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::select! {
        () = again => {}
        told = other.event("user-typing") => assert_eq!(told, typist()),
    }
    log.remove(conversation(1), user(1));
    other.event("conversation-updated").await;
    assert_eq!(other.event("user-stopped-typing").await, typist());
}

#[tokio::test]
async fn a_flood_of_typing_is_told_at_most_once_a_second() {
    let log = log();
    let app = App::over(&log).await;
    let mut typing = Client::live(&app, user(1)).await;
    let mut other = Client::live(&app, user(2)).await;
    let began = Instant::now();
    for _ in 0..40 {
        for name in ["typing", "stop-typing"] {
            typing
                .send(json!({"type": name, "conversationId": conversation(1)}))
                .await;
        }
    }
    typing.ask(1, "typing", here()).await;
    agrees(&mut typing, 1).await;
    let flooded = began.elapsed();
    let mut told = 0;
    // The last of it counts only if a second is over by then.
    while told == 0 || flooded >= Duration::from_secs(told) {
        assert_eq!(other.event("user-typing").await, typist());
        assert_eq!(other.event("user-stopped-typing").await, typist());
        told += 1;
    }
    log.say(conversation(1), user(2), "nothing before this");
    assert_eq!(other.bodies(1).await, ["nothing before this"]);
}

#[tokio::test]
async fn typing_ends_by_itself_three_seconds_after_the_last_word_of_it() {
    let log = log();
    let app = app_with(&log, &presence(Duration::from_secs(10))).await;
    let mut typing = Client::live(&app, user(1)).await;
    let mut other = Client::live(&app, user(2)).await;
    let began = Instant::now();
    typing.ask(1, "typing", here()).await;
    other.event("user-typing").await;
    assert_eq!(other.event("user-stopped-typing").await, typist());
    let lasted = began.elapsed();
    assert!(lasted >= Duration::from_secs(3), "{lasted:?}");
}

/// Presence that runs, with so much patience for who leaves.
fn presence(grace: Duration) -> Arc<dyn Presence> {
    let pace = presence::Pace {
        grace,
        ..presence::Pace::default()
    };
    let presence = Arc::new(MemoryPresence::new(pace));
    let running = presence.clone();
    tokio::spawn(async move { running.run(CancellationToken::new()).await });
    presence
}

async fn app_with(log: &Arc<FakeLog>, presence: &Arc<dyn Presence>) -> App {
    let wishes = Wishes {
        presence: presence.clone(),
        ..Wishes::default()
    };
    App::with(log, wishes).await
}

/// Somebody who is live, and whom they were told to be here.
async fn arrives(app: &App, who: UserId) -> (Client, Value) {
    let mut client = Client::hello(app, json!({"token": app.token(who)})).await;
    let mut ready = client.event("ready").await;
    (client, ready["online"].take())
}

async fn hears_of<W: crate::wire::Wire>(client: &mut Client<W>, name: &str, who: UserId) {
    let told = client.event(name).await;
    assert_eq!(told["userId"], json!(who));
    let at = told["at"].as_str().unwrap();
    assert!(
        at.ends_with('Z') && told.as_object().unwrap().len() == 2,
        "{told}"
    );
}

#[tokio::test]
async fn who_comes_and_goes_is_told_to_their_company_on_every_node_and_to_nobody_else() {
    for by in Transport::ALL {
        let log = log();
        let presence = presence(Duration::from_millis(20));
        let (app, other_node) = (
            app_with(&log, &presence).await,
            app_with(&log, &presence).await,
        );
        let (mut one, online) = arrives(&app, user(1)).await;
        assert_eq!(online, json!([]));
        let (mut stranger, online) = arrives(&app, user(9)).await;
        assert_eq!(online, json!([]));

        let other = Client::live_by(by, &other_node, user(2)).await;
        hears_of(&mut one, "user-joined", user(2)).await;
        // Another socket of the same person is no news, and one is not one's own company.
        let (mut second, online) = arrives(&other_node, user(1)).await;
        assert_eq!(online, json!([user(2)]));
        drop(other);
        if by == Transport::Polling {
            other_node.realtime.close_person(user(2));
        }
        hears_of(&mut one, "user-left", user(2)).await;
        hears_of(&mut second, "user-left", user(2)).await;

        log.start(conversation(5), &[user(9)]);
        log.admit(&[user(9)]);
        let next = stranger.event("presence").await;
        assert_eq!(next, json!({"online": [user(1)]}), "{by:?}");
    }
}

#[tokio::test]
async fn a_reload_is_no_news() {
    let log = log();
    let app = app_with(&log, &presence(Duration::from_secs(10))).await;
    let (mut one, _) = arrives(&app, user(1)).await;
    let (other, _) = arrives(&app, user(2)).await;
    hears_of(&mut one, "user-joined", user(2)).await;
    drop(other);
    crate::app::eventually("the other one is gone", || app.realtime.sockets() == 1).await;
    let (_other, _) = arrives(&app, user(2)).await;
    let (_third, online) = arrives(&app, user(3)).await;
    assert_eq!(online, json!([user(1), user(2)]));
    hears_of(&mut one, "user-joined", user(3)).await;
}

#[tokio::test]
async fn who_comes_into_a_project_sees_who_is_here_and_is_seen_and_who_goes_is_out_of_sight() {
    let log = log();
    let app = app_with(&log, &presence(Duration::from_secs(10))).await;
    let (mut newcomer, online) = arrives(&app, user(9)).await;
    assert_eq!(online, json!([]));
    let (mut one, online) = arrives(&app, user(1)).await;
    assert_eq!(online, json!([]));

    log.admit(&[user(9)]);
    hears_of(&mut one, "user-joined", user(9)).await;
    let seen = newcomer.event("presence").await;
    assert_eq!(seen, json!({"online": [user(1)]}));

    log.expel(user(9));
    hears_of(&mut one, "user-left", user(9)).await;
    let seen = newcomer.event("presence").await;
    assert_eq!(seen, json!({"online": []}));
}

/// Presence that is known, or is not, as a test wants it.
struct Fickle {
    inner: MemoryPresence,
    is_known: AtomicBool,
    news: broadcast::Sender<News>,
}

impl Fickle {
    fn set_known(&self, is_known: bool) {
        self.is_known.store(is_known, Ordering::SeqCst);
        let news = if is_known { News::Known } else { News::Unknown };
        self.news.send(news).unwrap();
    }
}

#[async_trait]
impl Presence for Fickle {
    fn arrive(&self, user: UserId) -> Arrival {
        self.inner.arrive(user)
    }

    fn online(&self, users: &HashSet<UserId>) -> Option<HashSet<UserId>> {
        let is_known = self.is_known.load(Ordering::SeqCst);
        self.inner.online(users).filter(|_| is_known)
    }

    fn type_in(&self, typing: Typing) {
        self.inner.type_in(typing);
    }

    fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    async fn run(&self, stop: CancellationToken) {
        stop.cancelled().await;
    }
}

#[tokio::test]
async fn while_nobody_knows_who_is_here_it_is_null_and_then_it_is_told_anew() {
    let log = log();
    let fickle = Arc::new(Fickle {
        inner: MemoryPresence::new(presence::Pace::default()),
        is_known: AtomicBool::new(false),
        news: broadcast::Sender::new(16),
    });
    let presence: Arc<dyn Presence> = fickle.clone();
    let app = app_with(&log, &presence).await;
    let (mut one, online) = arrives(&app, user(1)).await;
    assert_eq!(online, json!(null));
    let (mut other, online) = arrives(&app, user(2)).await;
    assert_eq!(online, json!(null));

    fickle.set_known(true);
    assert_eq!(one.event("presence").await, json!({"online": [user(2)]}));
    assert_eq!(other.event("presence").await, json!({"online": [user(1)]}));
    fickle.set_known(false);
    assert_eq!(one.event("presence").await, json!({"online": null}));
    // Messages do not care.
    log.say(conversation(1), user(2), "hello");
    assert_eq!(one.bodies(1).await, ["hello"]);
}
