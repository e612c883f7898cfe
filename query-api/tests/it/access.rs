use std::collections::BTreeSet;

use domain::{Role, UserId};
use uuid::Uuid;

use crate::app::{App, As, NOT_FOUND, client, pluck};

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_see_is_word_for_word_like_what_is_not_there() {
    let app = App::start().await;
    let tables = &app.tables;
    let clara = tables.client("Clara").await;
    let (left, moved) = (tables.client("Left").await, tables.client("Moved").await);
    let (stranger, admin) = (
        tables.client("Stranger").await,
        tables.user(Role::Admin, "Ada").await,
    );
    let auditor = tables.user(Role::Auditor, "Audra").await;
    let project = tables
        .project("Website", &[clara, left, moved, admin])
        .await;
    let id = tables
        .conversation(project, "Logo", &[clara, left, moved])
        .await;
    let message = tables.say(id, clara, "secret").await.id;
    tables.leave(id, left).await;
    tables.leave_project(project, moved).await;
    let nothing = Uuid::now_v7();

    for path in [
        "{c}",
        "{c}/messages",
        "{c}/messages/{m}",
        "{c}/messages/{m}/receipts",
        "{c}/files",
    ] {
        let of = |c: &str, m: &str| {
            format!(
                "/api/messaging/conversations/{}",
                path.replace("{c}", c).replace("{m}", m)
            )
        };
        let there = of(&id.to_string(), &message.to_string());
        assert_eq!(app.get(client(clara), &there).await.status, 200, "{there}");
        let absent = app
            .get(
                client(clara),
                &of(&nothing.to_string(), &message.to_string()),
            )
            .await;
        assert_eq!(absent.problem(), NOT_FOUND, "{path}");
        for who in [
            client(left),
            client(moved),
            client(stranger),
            As::User(admin, Role::Admin),
            As::User(auditor, Role::Auditor),
        ] {
            assert_eq!(
                app.get(who, &there).await.words(),
                absent.words(),
                "{path} {who:?}"
            );
        }
        for junk in ["x", &id.to_string().to_uppercase(), "%00", &id.simple()] {
            let reply = app
                .get(client(clara), &of(junk, &message.to_string()))
                .await;
            assert_eq!(reply.words(), absent.words(), "{path} {junk}");
        }
    }
    let other = tables.conversation(project, "Other", &[clara]).await;
    let elsewhere = app
        .get(
            client(clara),
            &format!("/api/messaging/conversations/{other}/messages/{message}"),
        )
        .await;
    assert_eq!(elsewhere.problem(), NOT_FOUND);
}

trait Simple {
    fn simple(&self) -> String;
}

impl Simple for domain::ConversationId {
    /// Another spelling of the same id.
    fn simple(&self) -> String {
        self.uuid().simple().to_string()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_to_sign_in() {
    let app = App::start().await;
    let id = Uuid::now_v7();
    for path in [
        "/api/messaging/conversations".to_owned(),
        format!("/api/messaging/conversations/{id}"),
        format!("/api/messaging/conversations/{id}/messages?limit=0"),
        "/api/messaging/projects".to_owned(),
        "/api/messaging/people".to_owned(),
        "/api/admin/directory/people".to_owned(),
    ] {
        let reply = app.get(As::Nobody, &path).await;
        assert_eq!(reply.problem(), (401, "unauthenticated", ""), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_anything_sees_exactly_their_own() {
    let app = App::start().await;
    let tables = &app.tables;
    let mut random = Random(20_261_124);
    let mut users = Vec::new();
    for n in 0..8 {
        users.push(tables.client(&format!("Person {n}")).await);
    }
    let mut seen: Vec<BTreeSet<String>> = vec![BTreeSet::new(); users.len()];
    let mut all = Vec::new();
    for n in 0..4 {
        let members: Vec<UserId> = users
            .iter()
            .copied()
            .filter(|_| random.chance(60))
            .collect();
        let project = tables.project(&format!("Project {n}"), &members).await;
        for c in 0..6 {
            // Some take part without being members: they left the project a moment ago.
            let people: Vec<UserId> = users
                .iter()
                .copied()
                .filter(|_| random.chance(50))
                .collect();
            let Some(first) = people.first() else {
                continue;
            };
            let id = tables
                .conversation(project, &format!("Conversation {c}"), &people)
                .await;
            let message = tables.say(id, *first, "hello").await;
            all.push((id, message));
            for person in people {
                let index = users.iter().position(|user| *user == person).unwrap();
                if random.chance(20) {
                    tables.leave(id, person).await;
                } else if members.contains(&person) {
                    seen[index].insert(id.to_string());
                }
            }
        }
    }
    assert!(seen.iter().any(|seen| !seen.is_empty()));
    for (user, seen) in users.iter().zip(&seen) {
        let list = app
            .ok(client(*user), "/api/messaging/conversations?limit=100")
            .await;
        let listed: BTreeSet<String> = pluck(&list, "id")
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(listed, *seen);
        for (id, message) in &all {
            let expected = if seen.contains(&id.to_string()) {
                200
            } else {
                404
            };
            let base = format!("/api/messaging/conversations/{id}");
            for path in [
                base.clone(),
                format!("{base}/messages"),
                format!("{base}/messages/{}", message.id),
                format!("{base}/messages/{}/receipts", message.id),
                format!("{base}/files"),
            ] {
                assert_eq!(
                    app.get(client(*user), &path).await.status,
                    expected,
                    "{user} {path}"
                );
            }
        }
    }
}

/// Numbers that look random and are the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}
