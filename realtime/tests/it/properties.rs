//! Whoever is cut off, anywhere, any number of times, and comes back with the last cursor they
//! handled, has heard what somebody heard who was never cut off.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::UserId;
use proptest::prelude::*;
use serde_json::Value;

use crate::app::{App, Wishes};
use crate::client::{Client, Heard};
use crate::log::{FakeLog, conversation, user};

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
    match what % 8 {
        0 if log.is_taking_part(id, who) => log.remove(id, who),
        0 => log.add(id, who),
        1 if log.is_member(who) => log.expel(who),
        1 => {
            log.admit(&[who]);
            log.len()
        }
        2 | 3 => log.read_up_to(id, who, u64::from(what)),
        _ => log.say(id, who, "something"),
    };
}

/// A frame as it was heard, by its place.
type Told = BTreeMap<u64, Value>;

fn is_end(data: &Value) -> bool {
    data["conversationId"] == serde_json::json!(conversation(END))
}

fn position_of(data: &Value) -> u64 {
    let text = data["position"].as_str().unwrap();
    text.parse::<wire::LogPosition>().unwrap().position
}

/// Hears until the end, or until `frames` durable frames. Returns whether it was the end.
async fn listen(client: &mut Client, told: &mut Told, frames: usize) -> bool {
    let mut left = frames;
    while left > 0 {
        let Heard::Event(name, data) = client.next().await else {
            panic!("closed")
        };
        if !matches!(
            name.as_str(),
            "new-message" | "message-read" | "conversation-updated"
        ) {
            assert_eq!(name, "ready");
            continue;
        }
        let position = position_of(&data);
        let newest = told.last_key_value().map(|(position, _)| *position);
        assert!(newest < Some(position), "in order, and none twice");
        let end = is_end(&data);
        told.insert(position, data);
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
    for frames in cuts.iter().chain(forever) {
        let mut client = Client::back(app, who, &cursor).await;
        if listen(&mut client, &mut told, *frames).await {
            break;
        }
        if let Some((_, newest)) = told.last_key_value() {
            cursor = newest["cursor"].as_str().unwrap().to_owned();
        }
    }
    told
}

/// Whether a replay may leave a frame out.
fn may_be_missing(log: &FakeLog, who: UserId, position: u64, data: &Value, all: &Told) -> bool {
    let same = |other: &Value, key: &str| other[key] == data[key];
    let is_superseded = data.get("readSeq").is_some()
        && all.range(position + 1..).any(|(_, later)| {
            later.get("readSeq").is_some() && same(later, "conversationId") && same(later, "userId")
        });
    let id = serde_json::json!(who);
    let is_own_removal = data["change"] == "participant-removed" && data["userId"] == id;
    let was_out_later = log.events().iter().any(|event| {
        let removes = matches!(event.event.name(), "ParticipantRemoved" | "MemberRemoved");
        let payload = event.event.to_payload().unwrap();
        let here = event
            .conversation()
            .is_none_or(|c| serde_json::json!(c) == data["conversationId"]);
        event.position > position && removes && here && payload["userId"] == id
    });
    is_superseded || (was_out_later && !is_own_removal)
}

async fn check(deeds: Vec<Deed>, cuts: Vec<Vec<usize>>, ring_bytes_max: usize) {
    let log = FakeLog::new();
    log.admit(&everybody());
    for place in 0..CONVERSATIONS {
        log.start(conversation(place), &everybody()[..2]);
    }
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
        for (position, data) in &heard {
            assert_eq!(all.get(position), Some(data), "nothing but what is theirs");
        }
        for (position, data) in &all {
            assert!(
                heard.contains_key(position) || may_be_missing(&log, who, *position, data, &all),
                "{who} missed {position}: {data}"
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
