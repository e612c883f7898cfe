//! Several nodes, and Redis in trouble.

use std::time::Instant;

use presence::{News, Pace, RedisPresence};

use crate::server::Server;
use crate::world::{Node, QUICK, eventually, typing, user};

/// Two nodes of one log.
async fn two(server: &Server) -> (Node, Node) {
    let a = Node::on(server, "log", "a", QUICK).await;
    let b = Node::on(server, "log", "b", QUICK).await;
    (a, b)
}

#[tokio::test]
async fn nodes_see_each_others_people() {
    let server = Server::new().await;
    let (mut a, mut b) = two(&server).await;
    let on_a = a.presence.arrive(user(1));
    b.hear(News::Joined(user(1))).await;
    let on_b = b.presence.arrive(user(1));
    drop(on_a);
    let _two = b.presence.arrive(user(2));
    a.hear(News::Joined(user(1))).await;
    a.hear(News::Joined(user(2))).await;
    a.sees(&[user(1), user(2)]);
    drop(on_b);
    a.hear(News::Left(user(1))).await;
    a.sees(&[user(2)]);
    // A third one, and one that comes late.
    let c = Node::on(&server, "log", "c", QUICK).await;
    c.sees(&[user(2)]);
}

#[tokio::test]
async fn typing_is_heard_on_every_node_and_not_twice() {
    let server = Server::new().await;
    let (mut a, mut b) = two(&server).await;
    eventually("both listen", || async {
        let channels: Vec<(String, u64)> = server
            .ask::<(String, u64)>(&["PUBSUB", "NUMSUB", "tidings:log:hints"])
            .await
            .into_iter()
            .collect();
        channels.first().is_some_and(|(_, count)| *count == 2)
    })
    .await;
    a.presence.type_in(typing(true));
    a.presence.type_in(typing(false));
    for node in [&mut a, &mut b] {
        node.hear(News::Typing(typing(true))).await;
        node.hear(News::Typing(typing(false))).await;
        node.hears_nothing();
    }
}

#[tokio::test]
async fn logs_on_one_redis_know_nothing_of_each_other() {
    let server = Server::new().await;
    let mut a = Node::on(&server, "one", "a", QUICK).await;
    let mut b = Node::on(&server, "two", "b", QUICK).await;
    let _one = a.presence.arrive(user(1));
    let _two = b.presence.arrive(user(2));
    a.hear(News::Joined(user(1))).await;
    b.hear(News::Joined(user(2))).await;
    let c = Node::on(&server, "one", "c", QUICK).await;
    eventually("c knows all of a, and nothing else", || async {
        c.online() == Some([user(1)].into())
    })
    .await;
    let keys: Vec<String> = server.ask(&["KEYS", "*"]).await.unwrap();
    assert!(
        keys.iter()
            .all(|key| key.starts_with("tidings:one:") || key.starts_with("tidings:two:")),
        "{keys:?}"
    );
}

#[tokio::test]
async fn the_ghosts_of_a_killed_node_go_and_those_of_a_stopped_one_sooner() {
    let server = Server::new().await;
    let (a, mut b) = two(&server).await;
    let _one = a.presence.arrive(user(1));
    b.hear(News::Joined(user(1))).await;
    let killed = Instant::now();
    a.kill().await;
    b.hear(News::Left(user(1))).await;
    // What it wrote last may have been written just before.
    let latest = QUICK.expiry + QUICK.heartbeat + QUICK.grace;
    assert!(killed.elapsed() < latest + QUICK.answer_within, "in time");
    let a = Node::on(&server, "log", "a", QUICK).await;
    let _two = a.presence.arrive(user(2));
    b.hear(News::Joined(user(2))).await;
    let stopped = Instant::now();
    a.stop().await;
    b.hear(News::Left(user(2))).await;
    assert!(
        stopped.elapsed() < QUICK.expiry,
        "without waiting for it to expire"
    );
}

#[tokio::test]
async fn the_interfaces_pace_lets_no_ghost_stay_for_45_seconds() {
    let pace = Pace::default();
    let latest = pace.expiry + pace.heartbeat + pace.pause + pace.grace;
    assert!(latest.as_secs() < 45);
    assert!((pace.heartbeat + pace.pause).as_secs() < 20 - pace.grace.as_secs());
}

#[tokio::test]
async fn after_a_flush_all_is_right_again_and_nobody_noticed() {
    let server = Server::new().await;
    let (mut a, mut b) = two(&server).await;
    let _one = a.presence.arrive(user(1));
    let _two = b.presence.arrive(user(2));
    for node in [&mut a, &mut b] {
        let mut joined = [node.next().await, node.next().await];
        joined.sort_by_key(|news| format!("{news:?}"));
        assert_eq!(joined, [News::Joined(user(1)), News::Joined(user(2))]);
    }
    let _: () = server.ask(&["FLUSHALL"]).await.unwrap();
    eventually("both wrote again", || async {
        server.ask::<u64>(&["SCARD", "tidings:log:nodes"]).await == Ok(2)
    })
    .await;
    // A change later than the flush is told, and nothing before it.
    let _three = a.presence.arrive(user(3));
    b.hear(News::Joined(user(3))).await;
    a.hear(News::Joined(user(3))).await;
    a.sees(&[user(1), user(2), user(3)]);
    b.sees(&[user(1), user(2), user(3)]);
}

#[tokio::test]
async fn the_ghosts_of_a_node_that_even_redis_forgot_go_at_once() {
    let server = Server::new().await;
    let (a, mut b) = two(&server).await;
    let _one = a.presence.arrive(user(1));
    b.hear(News::Joined(user(1))).await;
    a.kill().await;
    let _: () = server.ask(&["FLUSHALL"]).await.unwrap();
    b.hear(News::Left(user(1))).await;
}

#[tokio::test]
async fn a_lost_hint_is_made_good_by_the_heartbeat() {
    let server = Server::new().await;
    let (a, mut b) = two(&server).await;
    // Nobody may hear hints: whoever subscribes is refused.
    let _: () = server
        .ask(&["ACL", "SETUSER", "default", "-subscribe"])
        .await
        .unwrap();
    let _: u64 = server
        .ask(&["CLIENT", "KILL", "TYPE", "pubsub"])
        .await
        .unwrap();
    let _one = a.presence.arrive(user(1));
    b.hear(News::Joined(user(1))).await;
}

#[tokio::test]
async fn without_redis_presence_is_unknown_and_with_it_right_again() {
    let mut server = Server::new().await;
    let (mut a, mut b) = two(&server).await;
    let _one = a.presence.arrive(user(1));
    b.hear(News::Joined(user(1))).await;
    a.hear(News::Joined(user(1))).await;
    server.stop();
    for node in [&mut a, &mut b] {
        node.hear(News::Unknown).await;
        assert_eq!(node.online(), None);
    }
    // What happens meanwhile is not told piece by piece.
    let _two = a.presence.arrive(user(2));
    server.start_again().await;
    a.hear(News::Known).await;
    b.hear(News::Known).await;
    a.sees(&[user(1), user(2)]);
    eventually("b knows all of a", || async {
        b.online().is_some_and(|online| online.len() == 2)
    })
    .await;
}

#[tokio::test]
async fn a_redis_that_does_not_answer_keeps_nobody_waiting() {
    let server = Server::new().await;
    let pace = Pace {
        answer_within: Pace::default().answer_within,
        ..QUICK
    };
    let mut node = Node::on(&server, "log", "a", pace).await;
    server.signal("-STOP");
    node.hear(News::Unknown).await;
    let began = Instant::now();
    for number in 0..1_000 {
        drop(node.presence.arrive(user(number)));
        node.presence.type_in(typing(number % 2 == 0));
        assert_eq!(node.online(), None);
    }
    assert!(began.elapsed().as_secs() < 2, "{:?}", began.elapsed());
    server.signal("-CONT");
    while node.next().await != News::Known {}
}

#[test]
fn a_url_that_is_none_is_refused() {
    assert!(RedisPresence::new("http://x", "log", "a", QUICK).is_err());
}
