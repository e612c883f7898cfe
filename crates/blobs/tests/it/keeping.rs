use blobs::{BlobError, Content, Deleted, KeepError, Upload, Variant};
use domain::{FileId, Salt};
use futures_util::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

use crate::desk::{Folder, Node, some_message, somebody, take};
use crate::s3::Server;
use crate::samples;

async fn bytes(content: Content) -> Result<Vec<u8>, BlobError> {
    let pieces: Vec<_> = content.try_collect().await?;
    Ok(pieces.concat())
}

async fn read(node: &Node, upload: &Upload) -> Result<Vec<u8>, BlobError> {
    bytes(node.files.read(upload, Variant::Original, None).await?).await
}

async fn is_kept_and_given_back(node: &Node) {
    let owner = somebody();
    let picture = samples::png(700, 20);
    let mut arrivals = Vec::new();
    for (name, content) in [("../a.png", &picture[..]), ("b.txt", b"hello")] {
        arrivals.push(take(&node.intake, name, content).await.unwrap());
    }
    let kept = node.files.keep(owner, arrivals).await.unwrap();
    let [first, second] = &kept[..] else {
        panic!("{kept:?}");
    };
    assert_eq!(first.name.as_str(), "a.png");
    assert_eq!(first.content_type, "image/png");
    assert_eq!(first.size, picture.len() as u64);
    assert_eq!(first.sha256, Sha256::digest(&picture).as_slice());
    assert_eq!(second.name.as_str(), "b.txt");
    assert_eq!(read(node, first).await.unwrap(), picture);
    assert_eq!(read(node, second).await.unwrap(), b"hello");
    let part = node.files.read(second, Variant::Original, Some(1..3)).await;
    assert_eq!(bytes(part.unwrap()).await.unwrap(), b"el");

    let (size, content_type) = first.form(Variant::Preview).unwrap();
    assert_eq!(content_type, "image/jpeg");
    let preview = node
        .files
        .read(first, Variant::Preview, None)
        .await
        .unwrap();
    assert_eq!(bytes(preview).await.unwrap().len() as u64, size);
    assert_eq!(second.form(Variant::Preview), None);

    let found = node.ledger().find(first.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(first));
    let file = first.as_file(Salt([0; 16])).unwrap();
    assert!(file.has_preview);
    assert_eq!((file.width, file.height), (Some(700), Some(20)));
}

#[tokio::test]
async fn files_in_a_folder_are_given_back_as_they_came() {
    is_kept_and_given_back(&Node::new().await).await;
}

#[tokio::test]
async fn files_in_s3_are_given_back_as_they_came() {
    let Some(server) = Server::start().await else {
        return;
    };
    let folder = Folder::new();
    let blobs = server.blobs("kept", &folder).await;
    let node = Node::over(blobs, folder).await;
    is_kept_and_given_back(&node).await;
    assert_eq!(node.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn the_same_bytes_twice_are_two_files() {
    let node = Node::new().await;
    let owner = somebody();
    let first = node.upload(owner, 1).await.remove(0);
    let second = node.upload(owner, 1).await.remove(0);
    assert_eq!(first.sha256, second.sha256);
    assert_ne!(first.id, second.id);
    assert_eq!(
        node.files.delete(owner, first.id).await.unwrap(),
        Deleted::Gone
    );
    assert_eq!(read(&node, &second).await.unwrap(), b"text 0");
}

#[tokio::test]
async fn only_its_owner_deletes_a_file_and_only_while_it_is_in_no_message() {
    let node = Node::new().await;
    let owner = somebody();
    let upload = node.upload_picture(owner).await;
    let by = |who| node.files.delete(who, upload.id);
    assert_eq!(by(somebody()).await.unwrap(), Deleted::Unknown);
    let reservation = node
        .ledger()
        .reserve(owner, some_message(), &[upload.id])
        .await
        .unwrap();
    assert_eq!(by(owner).await.unwrap(), Deleted::InUse);
    node.ledger().release(reservation).await.unwrap();
    assert_eq!(by(owner).await.unwrap(), Deleted::Gone);
    assert_eq!(by(owner).await.unwrap(), Deleted::Unknown);
    assert_eq!(node.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn an_unknown_file_is_not_found() {
    let node = Node::new().await;
    let id = FileId::new(uuid::Uuid::now_v7());
    assert_eq!(node.ledger().find(id).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_whose_bytes_are_gone_is_missing_and_one_that_was_changed_is_corrupt() {
    let node = Node::new().await;
    let upload = node.upload(somebody(), 1).await.remove(0);
    let path = node.folder.files().remove(0);
    std::fs::write(&path, "texT 0").unwrap();
    assert!(matches!(
        read(&node, &upload).await,
        Err(BlobError::Corrupt(_))
    ));
    std::fs::write(&path, "text").unwrap();
    assert!(matches!(
        read(&node, &upload).await,
        Err(BlobError::Corrupt(_))
    ));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        read(&node, &upload).await,
        Err(BlobError::Missing(_))
    ));
}

#[tokio::test]
async fn a_large_file_that_was_changed_is_never_received_whole() {
    let node = Node::new().await;
    let text = "a".repeat(1_000_000);
    let arrival = take(&node.intake, "a.txt", text.as_bytes()).await.unwrap();
    let upload = node
        .files
        .keep(somebody(), vec![arrival])
        .await
        .unwrap()
        .remove(0);
    let path = node.folder.files().remove(0);
    std::fs::write(&path, text.replacen('a', "b", 1)).unwrap();
    let mut content = node
        .files
        .read(&upload, Variant::Original, None)
        .await
        .unwrap();
    let mut received = 0;
    let end = loop {
        match content.try_next().await {
            Ok(Some(piece)) => received += piece.len(),
            end => break end,
        }
    };
    assert!(matches!(end, Err(BlobError::Corrupt(_))));
    assert!(received < text.len(), "{received}");
}

#[tokio::test]
async fn nothing_of_a_request_is_kept_that_would_exceed_what_may_wait() {
    let node = Node::new().await;
    let owner = somebody();
    node.upload(owner, 1).await;
    node.database
        .alter("update app.uploads set size = 1073741824 - 5")
        .await;
    let mut arrivals = Vec::new();
    for content in [b"abc", b"abc"] {
        arrivals.push(take(&node.intake, "a.txt", content).await.unwrap());
    }
    let refused = node.files.keep(owner, arrivals).await;
    assert!(matches!(refused, Err(KeepError::TooMuchUnsent)));
    assert_eq!(node.folder.files().len(), 1);
    let fits = take(&node.intake, "a.txt", b"abcde").await.unwrap();
    assert!(node.files.keep(owner, vec![fits]).await.is_ok());
    let one_more = take(&node.intake, "a.txt", b"a").await.unwrap();
    let refused = node.files.keep(owner, vec![one_more]).await;
    assert!(matches!(refused, Err(KeepError::TooMuchUnsent)));
    assert_eq!(node.upload(somebody(), 1).await.len(), 1);
}

#[tokio::test]
async fn what_is_in_a_message_does_not_count_as_waiting() {
    let node = Node::new().await;
    let owner = somebody();
    let upload = node.upload(owner, 1).await.remove(0);
    let reserved = node
        .ledger()
        .reserve(owner, some_message(), &[upload.id])
        .await;
    assert!(reserved.is_ok());
    node.database
        .alter("update app.uploads set size = 1073741824")
        .await;
    assert_eq!(node.upload(owner, 1).await.len(), 1);
}

#[tokio::test]
async fn the_limit_holds_when_many_come_at_once() {
    let node = Node::new().await;
    let owner = somebody();
    node.upload(owner, 1).await;
    // Room for three more of five bytes.
    node.database
        .alter("update app.uploads set size = 1073741824 - 17")
        .await;
    let mut tries = Vec::new();
    for _ in 0..12 {
        let arrival = take(&node.intake, "a.txt", b"abcde").await.unwrap();
        let files = node.files.clone();
        tries.push(tokio::spawn(async move {
            files.keep(owner, vec![arrival]).await
        }));
    }
    let mut kept = 0;
    for one in tries {
        match one.await.unwrap() {
            Ok(_) => kept += 1,
            Err(KeepError::TooMuchUnsent) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(kept, 3);
    assert_eq!(node.folder.files().len(), 4);
}
