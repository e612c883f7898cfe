//! Whoever is cut off, anywhere, any number of times, and comes back with the last cursor they
//! handled, has heard what somebody heard who was never cut off.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{ConversationId, Status, UserId};
use proptest::prelude::*;
use serde_json::Value;

use crate::app::{App, Wishes};
use crate::client::{Client, Heard};
use crate::log::seen::{Seen, seen};
use crate::log::{FakeLog, conversation, user};
use crate::reducer::reduce;
use crate::wire::{Transport, Wire};

const PEOPLE: u128 = 4;
const CONVERSATIONS: u128 = 3;
/// Everybody is in it; it is started last.
const END: u128 = 99;

/// One thing that happens: what, where, to whom.
type Deed = (u8, u128, u128);

fn everybody() -> Vec<UserId> {
    (0..PEOPLE).map(user).collect()
}

/// Does something to the log that makes sense there.
fn act(log: &FakeLog, (what, place, person): Deed) {
    let (id, who) = (conversation(place), user(person));
    let takes_part = log.is_taking_part(id, who);
    let messages = log.messages(id);
    let some = messages.get(usize::from(what / 16) % messages.len().max(1));
    match what % 16 {
        0 if takes_part => {
            log.remove(id, who);
        }
        0 => {
            log.add(id, who);
        }
        1 if log.is_member(who) => {
            log.expel(who);
        }
        1 => log.admit(&[who]),
        2 | 3 if takes_part => {
            log.read_on(id, who);
        }
        4 if takes_part => {
            log.mute(id, who, what / 16 % 2 == 0);
        }
        5 if takes_part => {
            log.mark_unread(id, who, (what > 64).then_some(u64::from(what / 32)));
        }
        6 => {
            log.set_status(id, who, Status::Closed);
        }
        7 => {
            log.set_subject(id, who, "Something else");
        }
        8 => {
            log.rename(who, "Somebody else");
        }
        9..=12 => match some {
            Some(fact) if fact.deletion.is_some() => {
                log.restore(id, fact);
            }
            Some(fact) if what % 2 == 0 => {
                log.delete(id, who, fact);
            }
            Some(fact) => {
                log.edit(id, fact, "in other words");
            }
            None => {}
        },
        13 => {
            let reply_to = some.map(|fact| domain::ReplyTo {
                id: fact.message.id,
                seq: fact.message.seq,
                author_id: fact.message.author_id,
            });
            log.say_in_reply(id, who, "an answer", reply_to);
        }
        _ => {
            log.say(id, who, "something");
        }
    }
}

/// A frame as it was heard, by its place.
type Told = BTreeMap<u64, (String, Value)>;

fn is_end(data: &Value) -> bool {
    data["conversationId"] == serde_json::json!(conversation(END))
}

fn position_of(data: &Value) -> u64 {
    let text = data["position"].as_str().unwrap();
    text.parse::<wire::LogPosition>().unwrap().position
}

/// Hears until the end, or until `frames` durable frames. Returns whether it was the end.
async fn listen(client: &mut Client<impl Wire>, told: &mut Told, frames: usize) -> bool {
    let mut left = frames;
    while left > 0 {
        let Heard::Event(name, data) = client.next().await else {
            panic!("closed")
        };
        let is_of_the_moment = name.starts_with("user-") || name == "presence";
        if name == "ready" || is_of_the_moment {
            continue;
        }
        let position = position_of(&data);
        let newest = told.last_key_value().map(|(position, _)| *position);
        assert!(newest < Some(position), "in order, and none twice");
        let end = is_end(&data);
        told.insert(position, (name, data));
        if end {
            return true;
        }
        left -= 1;
    }
    false
}

/// Somebody who is cut off after so many frames, again and again.
async fn flap(app: &App, who: UserId, from: String, cuts: &[usize]) -> Told {
    let mut told = Told::new();
    let mut cursor = from;
    let forever = std::iter::repeat(&usize::MAX);
    let transports = Transport::ALL.iter().cycle();
    for (frames, by) in cuts.iter().chain(forever).zip(transports) {
        let mut client = Client::back(*by, app, who, &cursor).await;
        if listen(&mut client, &mut told, *frames).await {
            break;
        }
        if let Some((_, (_, newest))) = told.last_key_value() {
            cursor = newest["cursor"].as_str().unwrap().to_owned();
        }
    }
    told
}

/// Whether two frames say the same thing anew, so that the newer one is enough.
fn is_overtaken(name: &str, data: &Value, later: &Value) -> bool {
    let same = |key: &str| data.get(key) == later.get(key);
    match name {
        "message-read" => later.get("readAt").is_some() && same("conversationId") && same("userId"),
        "conversation-updated" => {
            data["change"] == "mine" && same("change") && same("conversationId")
        }
        "person-updated" => later
            .get("person")
            .is_some_and(|it| it["id"] == data["person"]["id"]),
        _ => false,
    }
}

/// Whether a replay may leave a frame out.
fn may_be_missing(log: &FakeLog, who: UserId, position: u64, all: &Told) -> bool {
    let (name, data) = &all[&position];
    let mut later = all.range(position + 1..);
    let is_overtaken = later.any(|(_, (_, later))| is_overtaken(name, data, later));
    let id = serde_json::json!(who);
    let is_own_removal = data["change"] == "participant-removed" && data["userId"] == id;
    // Whoever is out of the project for a while is told nothing of its people.
    let concerned = |user: &Value| *user == id || name == "person-updated";
    let was_out_later = log.events().iter().any(|event| {
        let removes = matches!(event.event.name(), "ParticipantRemoved" | "MemberRemoved");
        let payload = event.event.to_payload().unwrap();
        let here = event
            .conversation()
            .is_none_or(|c| serde_json::json!(c) == data["conversationId"]);
        event.position > position && removes && here && concerned(&payload["userId"])
    });
    is_overtaken || (was_out_later && !is_own_removal)
}

/// Whether a replay may tell what was not told at the time: of people that one knows by now.
fn may_be_added(name: &str, data: &Value) -> bool {
    name == "person-updated" && data["person"]["id"].is_string()
}

/// What somebody holds of a conversation in the end, who held it before, was told this, and does as
/// frames say; none where they are out.
fn held(log: &FakeLog, who: UserId, id: ConversationId, from: u64, told: &Told) -> Option<Seen> {
    let events = log.events();
    let mut held = seen(&events, id, who, from);
    for (position, (name, data)) in told {
        if data["conversationId"] != serde_json::json!(id) {
            continue;
        }
        let is_own = data["userId"] == serde_json::json!(who);
        match data["change"].as_str() {
            Some("participant-removed") if is_own => held = None,
            Some("participant-added") if is_own => held = seen(&events, id, who, *position),
            _ => reduce(held.as_mut().expect("held"), who, name, data),
        }
    }
    held
}

async fn check(deeds: Vec<Deed>, cuts: Vec<Vec<usize>>, ring_bytes_max: usize) {
    let log = FakeLog::new();
    log.admit(&everybody());
    for place in 0..CONVERSATIONS {
        log.start(conversation(place), &everybody()[..2]);
    }
    for who in everybody() {
        log.register(who, domain::Role::Team, "Somebody");
    }
    let start = log.len();
    let wishes = Wishes {
        ring_bytes_max,
        ..Wishes::default()
    };
    let app = Arc::new(App::with(&log, wishes).await);
    let from = log.cursor(log.len());
    let mut open = Vec::new();
    for who in everybody() {
        open.push(Client::live(&app, who).await);
    }
    let flapping: Vec<_> = everybody()
        .into_iter()
        .zip(cuts)
        .map(|(who, cuts)| {
            let (app, from) = (app.clone(), from.clone());
            tokio::spawn(async move { flap(&app, who, from, &cuts).await })
        })
        .collect();
    for deed in deeds {
        act(&log, deed);
        tokio::task::yield_now().await;
    }
    log.admit(&everybody());
    log.start(conversation(END), &everybody());

    for ((who, client), flapping) in everybody().into_iter().zip(&mut open).zip(flapping) {
        let mut all = Told::new();
        assert!(listen(client, &mut all, usize::MAX).await);
        let heard = flapping.await.unwrap();
        for (position, (name, data)) in &heard {
            let is_theirs = all.get(position).is_some_and(|(_, told)| told == data);
            assert!(
                is_theirs || may_be_added(name, data),
                "{who} was told {position}: {data}"
            );
        }
        for position in all.keys() {
            assert!(
                heard.contains_key(position) || may_be_missing(&log, who, *position, &all),
                "{who} missed {position}: {:?}",
                all[position]
            );
        }
        // Who was out of the project between has to fetch, since nobody told them what they missed.
        if log.was_expelled(who) {
            continue;
        }
        for place in 0..CONVERSATIONS {
            let id = conversation(place);
            let fetched = seen(&log.events(), id, who, log.len());
            assert_eq!(held(&log, who, id, start, &all), fetched, "{who} all along");
            assert_eq!(
                held(&log, who, id, start, &heard),
                fetched,
                "{who} with cuts"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn being_cut_off_loses_nothing_repeats_nothing_and_shows_nothing_more(
        deeds in prop::collection::vec((any::<u8>(), 0..CONVERSATIONS, 0..PEOPLE), 1..120),
        cuts in prop::collection::vec(prop::collection::vec(1_usize..12, 0..8), 4),
        ring_bytes_max in prop::sample::select(vec![0, 20_000, realtime::RING_BYTES_MAX]),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(check(deeds, cuts, ring_bytes_max));
    }
}
