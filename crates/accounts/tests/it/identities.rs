use accounts::AccountsError;
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

/// What one node has of a person who was just erased.
async fn erased(database: &Database) -> accounts::Accounts {
    let user = somebody();
    let node = database.accounts().await.with_tombstone_key([1; 32]);
    node.claim("iss", "ann", user).await.unwrap();
    let eraser = node.acting_through(database.pool("tidings_erase").await);
    assert_eq!(node.user_of("iss", "ann").await.unwrap(), Some(user));
    eraser.forget_subject(user).await.unwrap();
    // Another time changes nothing.
    eraser.forget_subject(user).await.unwrap();
    assert_eq!(node.user_of("iss", "ann").await.unwrap(), None);
    assert_eq!(node.subject_of(user).await.unwrap(), None);
    node
}

#[tokio::test]
async fn the_subject_of_somebody_erased_is_no_new_person() {
    let database = Database::new().await;
    let node = erased(&database).await;
    let again = node.claim("iss", "ann", somebody()).await;
    assert!(matches!(again, Err(AccountsError::Erased)), "{again:?}");
    assert_eq!(node.user_of("iss", "ann").await.unwrap(), None);
    // Others are not meant, be their names written one after the other the same.
    for (iss, sub) in [("iss", "ben"), ("other", "ann"), ("issa", "nn")] {
        node.claim(iss, sub, somebody()).await.unwrap();
    }
}

#[tokio::test]
async fn an_admin_may_give_the_subject_of_somebody_erased_to_a_new_person() {
    let database = Database::new().await;
    let node = erased(&database).await;
    let user = somebody();
    assert_eq!(node.claim_anew("iss", "ann", user).await.unwrap(), user);
    assert_eq!(node.claim("iss", "ann", somebody()).await.unwrap(), user);
}

#[tokio::test]
async fn without_the_key_nobody_finds_out_whose_a_subject_was() {
    let database = Database::new().await;
    erased(&database).await;
    let guessing = database.accounts().await.with_tombstone_key([2; 32]);
    assert!(guessing.claim("iss", "ann", somebody()).await.is_ok());
}

#[tokio::test]
async fn of_a_claim_and_an_erasure_at_once_no_new_person_comes() {
    let database = Database::new().await;
    let pool = database.pool("tidings_erase").await;
    for round in 0..20 {
        let (node, user) = (database.accounts().await, somebody());
        let sub = format!("ann{round}");
        node.claim("iss", &sub, user).await.unwrap();
        let eraser = database.accounts().await.acting_through(pool.clone());
        let other = database.accounts().await;
        let (claimed, forgotten) = tokio::join!(
            other.claim("iss", &sub, somebody()),
            eraser.forget_subject(user)
        );
        forgotten.unwrap();
        match claimed {
            Ok(owner) => assert_eq!(owner, user),
            Err(error) => assert!(matches!(error, AccountsError::Erased), "{error:?}"),
        }
        assert_eq!(
            database
                .accounts()
                .await
                .user_of("iss", &sub)
                .await
                .unwrap(),
            None
        );
    }
}
