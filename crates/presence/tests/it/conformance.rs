//! What either means has to do.

use std::sync::Arc;

use presence::{MemoryPresence, News, Pace};

use crate::server::Server;
use crate::world::{Node, QUICK, typing, user};

async fn who_arrives_is_online_and_who_leaves_is_not_after_a_while(mut node: Node) {
    node.sees(&[]);
    let one = node.presence.arrive(user(1));
    node.hear(News::Joined(user(1))).await;
    let another = node.presence.arrive(user(1));
    node.sees(&[user(1)]);
    drop(one);
    drop(another);
    // For now.
    node.sees(&[user(1)]);
    node.hear(News::Left(user(1))).await;
    node.sees(&[]);
    node.hears_nothing();
}

async fn a_reload_does_not_flap(mut node: Node) {
    for _ in 0..3 {
        drop(node.presence.arrive(user(1)));
    }
    let _here = node.presence.arrive(user(1));
    let other = node.presence.arrive(user(2));
    drop(other);
    node.hear(News::Joined(user(1))).await;
    node.hear(News::Joined(user(2))).await;
    // Who left before is told first: nothing of the one who reloaded.
    node.hear(News::Left(user(2))).await;
    node.sees(&[user(1)]);
}

async fn typing_is_told_at_most_once_a_second_and_ends_by_itself(mut node: Node) {
    for _ in 0..100 {
        node.presence.type_in(typing(true));
    }
    node.hear(News::Typing(typing(true))).await;
    node.hear(News::Typing(typing(false))).await;
    node.hears_nothing();
}

async fn typing_ends_when_it_is_said_to_and_not_twice(mut node: Node) {
    node.presence.type_in(typing(false));
    node.presence.type_in(typing(true));
    node.presence.type_in(typing(false));
    node.presence.type_in(typing(false));
    node.hear(News::Typing(typing(true))).await;
    node.hear(News::Typing(typing(false))).await;
    node.hears_nothing();
}

async fn who_begins_and_ends_in_turn_is_told_of_at_most_once_a_second(mut node: Node) {
    for _ in 0..100 {
        node.presence.type_in(typing(true));
        node.presence.type_in(typing(false));
    }
    node.hear(News::Typing(typing(true))).await;
    node.hear(News::Typing(typing(false))).await;
    node.hears_nothing();
}

/// Each sentence for each means.
macro_rules! suite {
    ($($sentence:ident,)*) => {
        mod memory {
            use super::*;
            $(
                #[tokio::test(start_paused = true)]
                async fn $sentence() {
                    let presence = MemoryPresence::new(Pace::default());
                    super::$sentence(Node::of(Arc::new(presence))).await;
                }
            )*
        }

        mod redis {
            use super::*;
            $(
                #[tokio::test]
                async fn $sentence() {
                    let server = Server::new().await;
                    super::$sentence(Node::on(&server, "log", "a", QUICK).await).await;
                }
            )*
        }
    };
}

suite! {
    who_arrives_is_online_and_who_leaves_is_not_after_a_while,
    a_reload_does_not_flap,
    typing_is_told_at_most_once_a_second_and_ends_by_itself,
    typing_ends_when_it_is_said_to_and_not_twice,
    who_begins_and_ends_in_turn_is_told_of_at_most_once_a_second,
}
