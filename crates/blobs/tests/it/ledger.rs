use blobs::{Carrier, Obstacle, ReserveError, Upload};
use domain::{FileId, FileState, UserId};
use uuid::Uuid;

use crate::desk::{Node, some_message, somebody};

fn ids(uploads: &[Upload]) -> Vec<FileId> {
    uploads.iter().map(|upload| upload.id).collect()
}

async fn obstacle(
    node: &Node,
    owner: UserId,
    carrier: Carrier,
    ids: &[FileId],
) -> Option<(usize, Obstacle)> {
    match node.ledger().reserve(owner, carrier, ids).await {
        Ok(_) => None,
        Err(ReserveError::Obstacle { index, obstacle }) => Some((index, obstacle)),
        Err(error) => panic!("{error}"),
    }
}

async fn carrier_of(node: &Node, id: FileId) -> Option<Carrier> {
    node.ledger().find(id).await.unwrap().unwrap().carrier
}

#[tokio::test]
async fn a_message_gets_its_files_in_the_order_it_asked_for_them() {
    let node = Node::new().await;
    let owner = somebody();
    let mut asked = ids(&node.upload(owner, 5).await);
    asked.swap(0, 3);
    let message = some_message();
    let reservation = node.ledger().reserve(owner, message, &asked).await.unwrap();
    assert_eq!(ids(reservation.files()), asked);
    assert!(
        reservation
            .files()
            .iter()
            .all(|file| file.carrier == Some(message))
    );
}

#[tokio::test]
async fn the_first_file_in_the_way_is_named_and_none_is_reserved() {
    let node = Node::new().await;
    let owner = somebody();
    let own = ids(&node.upload(owner, 3).await);
    let foreign = ids(&node.upload(somebody(), 1).await)[0];
    let absent = FileId::new(Uuid::now_v7());
    let taken = own[2];
    assert_eq!(obstacle(&node, owner, some_message(), &[taken]).await, None);
    for (asked, expected) in [
        (vec![own[0], absent, taken], (1, Obstacle::Unknown)),
        (vec![own[0], own[1], foreign], (2, Obstacle::Unknown)),
        (vec![own[0], taken, absent], (1, Obstacle::InUse)),
        (vec![own[0], own[1], own[0]], (2, Obstacle::Repeated)),
    ] {
        let found = obstacle(&node, owner, some_message(), &asked).await;
        assert_eq!(found, Some(expected));
        assert_eq!(carrier_of(&node, own[0]).await, None);
    }
}

#[tokio::test]
async fn a_file_that_was_refused_by_the_scanner_is_not_sent() {
    let node = Node::new().await;
    let owner = somebody();
    let upload = node.upload(owner, 1).await.remove(0);
    node.ledger()
        .settle(&upload, FileState::Refused)
        .await
        .unwrap();
    let found = obstacle(&node, owner, some_message(), &[upload.id]).await;
    assert_eq!(found, Some((0, Obstacle::Refused)));
}

#[tokio::test]
async fn a_repeat_for_the_same_message_gets_the_same_files_whatever_was_found_since() {
    let node = Node::new().await;
    let owner = somebody();
    let asked = ids(&node.upload(owner, 2).await);
    let message = some_message();
    assert_eq!(obstacle(&node, owner, message, &asked).await, None);
    let sent = node.ledger().find(asked[0]).await.unwrap().unwrap();
    node.ledger()
        .settle(&sent, FileState::Refused)
        .await
        .unwrap();
    assert_eq!(obstacle(&node, owner, message, &asked).await, None);
    // The same message id in another conversation is another message.
    let other = Carrier {
        message: message.message,
        ..some_message()
    };
    let found = obstacle(&node, owner, other, &asked).await;
    assert_eq!(found, Some((0, Obstacle::InUse)));
}

#[tokio::test]
async fn of_many_messages_that_want_one_file_one_gets_it() {
    let node = Node::new().await;
    let owner = somebody();
    for _ in 0..20 {
        let asked = ids(&node.upload(owner, 3).await);
        let mut tries = Vec::new();
        for n in 0..8 {
            let ledger = node.ledger().clone();
            // In every order, so that two could wait for each other for ever.
            let mut asked = asked.clone();
            asked.rotate_left(n % 3);
            if n % 2 == 0 {
                asked.reverse();
            }
            tries.push(tokio::spawn(async move {
                ledger.reserve(owner, some_message(), &asked).await
            }));
        }
        let mut winners = Vec::new();
        for one in tries {
            match one.await.unwrap() {
                Ok(reservation) => winners.push(reservation.files()[0].carrier),
                Err(ReserveError::Obstacle { obstacle, .. }) => {
                    assert_eq!(obstacle, Obstacle::InUse);
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(winners.len(), 1);
        for id in asked {
            assert_eq!(carrier_of(&node, id).await, winners[0]);
        }
    }
}

#[tokio::test]
async fn a_refused_send_gives_its_files_back() {
    let node = Node::new().await;
    let owner = somebody();
    let asked = ids(&node.upload(owner, 2).await);
    let reservation = node.ledger().reserve(owner, some_message(), &asked).await;
    node.ledger().release(reservation.unwrap()).await.unwrap();
    assert_eq!(carrier_of(&node, asked[0]).await, None);
    assert_eq!(obstacle(&node, owner, some_message(), &asked).await, None);
}

#[tokio::test]
async fn a_refused_repeat_does_not_free_what_the_first_one_sent() {
    let node = Node::new().await;
    let owner = somebody();
    let asked = ids(&node.upload(owner, 1).await);
    let message = some_message();
    let first = node.ledger().reserve(owner, message, &asked).await.unwrap();
    let repeat = node.ledger().reserve(owner, message, &asked).await.unwrap();
    node.ledger().release(repeat).await.unwrap();
    assert_eq!(carrier_of(&node, asked[0]).await, Some(message));
    node.ledger().release(first).await.unwrap();
    assert_eq!(carrier_of(&node, asked[0]).await, None);
}

#[tokio::test]
async fn a_role_can_do_no_more_than_it_has_to() {
    let node = Node::new().await;
    let upload = node.upload(somebody(), 1).await.remove(0);
    for (role, statement) in [
        ("tidings_query", "delete from app.uploads"),
        ("tidings_query", "update app.uploads set state = 'ready'"),
        ("tidings_query", "select app.take_swept_uploads(1)"),
        ("tidings_append", "select app.take_swept_uploads(1)"),
        ("tidings_project", "update app.uploads set owner = id"),
        ("tidings_project", "delete from app.uploads"),
        ("tidings_erase", "update app.uploads set state = 'ready'"),
    ] {
        let pool = node.database.pool(role).await;
        let done = sqlx::query(statement).execute(&pool).await;
        let error = done.unwrap_err().to_string();
        assert!(
            error.contains("permission denied"),
            "{role}: {statement}: {error}"
        );
    }
    let reader = blobs::Ledger::new(node.database.pool("tidings_query").await);
    assert_eq!(reader.find(upload.id).await.unwrap(), Some(upload));
}
