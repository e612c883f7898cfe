use accounts::{COOKIE_CHARS, SessionId};
use domain::UserId;
use sqlx::Executor;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::database::{Database, eventually};

fn somebody() -> UserId {
    UserId::new(Uuid::new_v4())
}

#[tokio::test]
async fn a_cookie_opens_its_session_on_every_node() {
    let database = Database::new().await;
    let user = somebody();
    let cookie = database.accounts().await.start_session(user).await.unwrap();
    assert_eq!(cookie.len(), COOKIE_CHARS);
    let session = database
        .accounts()
        .await
        .session(&cookie)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (session.user_id, session.id),
        (user, SessionId::of_cookie(&cookie).unwrap())
    );
}

#[tokio::test]
async fn what_is_no_cookie_opens_nothing() {
    let accounts = Database::new().await.accounts().await;
    let long = "a".repeat(1_000_000);
    for cookie in ["", "x", "nul\0", &long, &"a".repeat(COOKIE_CHARS)] {
        assert_eq!(accounts.session(cookie).await.unwrap(), None);
        assert!(!accounts.end_session(cookie).await.unwrap());
    }
}

#[tokio::test]
async fn the_cookie_is_nowhere_in_the_database() {
    let database = Database::new().await;
    let cookie = database
        .accounts()
        .await
        .start_session(somebody())
        .await
        .unwrap();
    let rows: Vec<String> =
        sqlx::query_scalar("select s::text || encode(id_hash, 'escape') from app.sessions s")
            .fetch_all(&database.superuser().await)
            .await
            .unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains(&cookie));
}

#[tokio::test]
async fn a_session_that_was_signed_out_is_dead_at_once_although_it_was_remembered() {
    let accounts = Database::new().await.accounts().await;
    let cookie = accounts.start_session(somebody()).await.unwrap();
    assert!(accounts.session(&cookie).await.unwrap().is_some());
    assert!(accounts.end_session(&cookie).await.unwrap());
    assert_eq!(accounts.session(&cookie).await.unwrap(), None);
    assert!(!accounts.end_session(&cookie).await.unwrap());
}

#[tokio::test]
async fn other_nodes_hear_of_a_sign_out_and_so_do_their_sockets() {
    let database = Database::new().await;
    let (here, there) = (database.accounts().await, database.accounts().await);
    let stop = CancellationToken::new();
    let follower = tokio::spawn({
        let (there, stop) = (there.clone(), stop.clone());
        async move { there.follow_endings(stop).await }
    });
    let mut endings = there.endings();
    // The follower listens once it has heard the first of these.
    eventually("the other node listens", async || {
        let cookie = here.start_session(somebody()).await.unwrap();
        here.end_session(&cookie).await.unwrap();
        endings.try_recv().is_ok()
    })
    .await;
    let cookie = here.start_session(somebody()).await.unwrap();
    assert!(there.session(&cookie).await.unwrap().is_some());
    here.end_session(&cookie).await.unwrap();
    eventually("the session is dead there", async || {
        there.session(&cookie).await.unwrap().is_none()
    })
    .await;
    let id = SessionId::of_cookie(&cookie).unwrap();
    while endings.recv().await.unwrap() != id {}
    stop.cancel();
    follower.await.unwrap();
}

#[tokio::test]
async fn a_listener_that_lost_its_connection_trusts_nothing_it_remembered() {
    let database = Database::new().await;
    let there = database.accounts().await;
    let cookie = there.start_session(somebody()).await.unwrap();
    assert!(there.session(&cookie).await.unwrap().is_some());
    // Ended without a word: what a node that was cut off would have missed.
    database
        .superuser()
        .await
        .execute("delete from app.sessions")
        .await
        .unwrap();
    assert!(there.session(&cookie).await.unwrap().is_some());
    let stop = CancellationToken::new();
    let follower = tokio::spawn({
        let (there, stop) = (there.clone(), stop.clone());
        async move { there.follow_endings(stop).await }
    });
    eventually("the session is dead", async || {
        there.session(&cookie).await.unwrap().is_none()
    })
    .await;
    stop.cancel();
    follower.await.unwrap();
}

#[tokio::test]
async fn signing_a_person_out_everywhere_leaves_the_others_in() {
    let accounts = Database::new().await.accounts().await;
    let (ann, ben) = (somebody(), somebody());
    let anns = [
        accounts.start_session(ann).await.unwrap(),
        accounts.start_session(ann).await.unwrap(),
    ];
    let bens = accounts.start_session(ben).await.unwrap();
    assert_eq!(accounts.end_sessions_of(ann).await.unwrap(), 2);
    for cookie in anns {
        assert_eq!(accounts.session(&cookie).await.unwrap(), None);
    }
    assert!(accounts.session(&bens).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_ends_when_its_time_has_run_out_and_is_swept() {
    let database = Database::new().await;
    let accounts = database.accounts().await;
    let cookie = accounts.start_session(somebody()).await.unwrap();
    database
        .superuser()
        .await
        .execute("update app.sessions set expires_at = now()")
        .await
        .unwrap();
    assert_eq!(accounts.session(&cookie).await.unwrap(), None);
    assert_eq!(accounts.sweep_sessions().await.unwrap(), 1);
}

#[tokio::test]
async fn using_a_session_lengthens_it_but_not_within_the_minute() {
    let database = Database::new().await;
    let superuser = database.superuser().await;
    let cookie = database
        .accounts()
        .await
        .start_session(somebody())
        .await
        .unwrap();
    let left = || async {
        // A fresh node each time, since a remembered session is not asked for.
        database
            .accounts()
            .await
            .session(&cookie)
            .await
            .unwrap()
            .unwrap();
        sqlx::query_scalar::<_, f64>(
            "select extract(epoch from expires_at - now())::float8 from app.sessions",
        )
        .fetch_one(&superuser)
        .await
        .unwrap()
    };
    let hours_12 = 12.0 * 3_600.0;
    superuser.execute("update app.sessions set expires_at = now() + interval '11 hours 59 minutes 30 seconds'").await.unwrap();
    assert!(left().await < hours_12 - 20.0);
    superuser
        .execute("update app.sessions set expires_at = now() + interval '1 hour'")
        .await
        .unwrap();
    assert!(left().await > hours_12 - 20.0);
}
