use domain::UserId;
use uuid::Uuid;

use crate::database::Database;

fn somebody() -> UserId {
    UserId::new(Uuid::new_v4())
}

#[tokio::test]
async fn a_subject_that_was_claimed_is_found_by_every_node() {
    let database = Database::new().await;
    let user = somebody();
    assert_eq!(
        database
            .accounts()
            .await
            .claim("iss", "ann@example.com", user)
            .await
            .unwrap(),
        user
    );
    let other_node = database.accounts().await;
    assert_eq!(
        other_node.user_of("iss", "ann@example.com").await.unwrap(),
        Some(user)
    );
    assert_eq!(
        other_node.subject_of(user).await.unwrap().unwrap().sub,
        "ann@example.com"
    );
}

#[tokio::test]
async fn a_stranger_is_nobody() {
    let accounts = Database::new().await.accounts().await;
    assert_eq!(accounts.user_of("iss", "stranger").await.unwrap(), None);
    assert_eq!(accounts.user_of("iss", "nul\0").await.unwrap(), None);
    assert_eq!(accounts.subject_of(somebody()).await.unwrap(), None);
}

#[tokio::test]
async fn the_same_name_at_another_provider_is_another_person() {
    let accounts = Database::new().await.accounts().await;
    let (one, other) = (somebody(), somebody());
    accounts.claim("one", "ann", one).await.unwrap();
    assert_eq!(accounts.claim("other", "ann", other).await.unwrap(), other);
}

#[tokio::test]
async fn of_many_that_claim_at_once_all_get_the_same() {
    let database = Database::new().await;
    let nodes = [database.accounts().await, database.accounts().await];
    let claims: Vec<_> = (0..40)
        .map(|n| {
            let accounts = nodes[n % 2].clone();
            tokio::spawn(async move { accounts.claim("iss", "ann", somebody()).await.unwrap() })
        })
        .collect();
    let mut winners = Vec::new();
    for claim in claims {
        winners.push(claim.await.unwrap());
    }
    winners.dedup();
    assert_eq!(winners.len(), 1);
}

#[tokio::test]
async fn a_forgotten_subject_is_a_stranger_again() {
    let database = Database::new().await;
    let user = somebody();
    database
        .accounts()
        .await
        .claim("iss", "ann", user)
        .await
        .unwrap();
    let eraser = accounts::Accounts::new(database.pool("tidings_erase").await);
    assert_eq!(eraser.user_of("iss", "ann").await.unwrap(), Some(user));
    eraser.forget_subject(user).await.unwrap();
    assert_eq!(eraser.user_of("iss", "ann").await.unwrap(), None);
    eraser.forget_subject(user).await.unwrap();
}
