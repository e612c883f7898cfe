//! Uploads that stop half-way, for every reason and at every point.

use std::time::{Duration, SystemTime};

use blobs::IntakeError;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};

use crate::desk::{Desk, Node, somebody, take};
use crate::samples;

const TWO_HOURS: Duration = Duration::from_secs(2 * 60 * 60);

fn pieces(bytes: &[u8], count: usize) -> Vec<Result<Bytes, std::io::Error>> {
    bytes
        .chunks(bytes.len().div_ceil(10))
        .take(count)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect()
}

#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let desk = Desk::new().await;
    let picture = samples::png(300, 300);
    for count in 0..10 {
        let mut pieces = pieces(&picture, count);
        pieces.push(Err(std::io::ErrorKind::ConnectionReset.into()));
        // In a task of its own, as a server has it.
        let intake = desk.intake.clone();
        let upload = async move { intake.take("a.png", stream::iter(pieces)).await };
        let cut = tokio::spawn(upload).await.unwrap();
        assert!(matches!(cut, Err(IntakeError::Interrupted(_))), "{count}");
        assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
    }
}

#[tokio::test]
async fn two_hundred_uploads_that_nobody_waits_for_leave_nothing() {
    let node = Node::new().await;
    let picture = samples::png(300, 300);
    for n in 0..200_u64 {
        let first = stream::iter(pieces(&picture, (n % 11) as usize));
        let stuck = first.chain(stream::pending());
        let ends = n % 2 == 0;
        let whole = stream::iter(pieces(&picture, 10));
        let upload = async {
            if ends {
                let arrival = node.intake.take("a.png", whole).await.unwrap();
                let _ = node.files.keep(somebody(), vec![arrival]).await;
            } else {
                let _ = node.intake.take("a.png", stuck).await;
            }
        };
        // Cut off at another point each time.
        let _ = tokio::time::timeout(Duration::from_micros(n * 100), upload).await;
    }
    // What goes on to its end by itself has ended.
    node.files_come_to_rest().await;
    let rows = node.database.count("app.uploads").await;
    let left = node.folder.files();
    assert_eq!(left.len() as i64, 2 * rows, "{left:?}");
    node.a_day_passes().await;
    let swept = node.sweeper.sweep(SystemTime::now()).await.unwrap();
    assert_eq!(swept.unsent as i64, rows);
    assert_eq!(node.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_draft_of_a_process_that_died_is_swept_after_an_hour() {
    let node = Node::new().await;
    let draft = node.folder.path().join("drafts").join("half-written");
    std::fs::write(&draft, "half").unwrap();
    let sweep = |after| node.sweeper.sweep(SystemTime::now() + after);
    let early = sweep(Duration::from_secs(59 * 60)).await.unwrap();
    assert_eq!(early.drafts, 0);
    assert!(draft.exists());
    assert_eq!(sweep(TWO_HOURS).await.unwrap().drafts, 1);
    assert_eq!(node.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn files_of_one_request_are_all_kept_or_none() {
    let node = Node::new().await;
    let mut arrivals = Vec::new();
    for n in 0..5 {
        arrivals.push(
            take(&node.intake, "a.png", &samples::png(8, n + 1))
                .await
                .unwrap(),
        );
    }
    // The fourth cannot be put in its place.
    std::fs::remove_file(arrivals[3].draft().path()).unwrap();
    assert!(node.files.keep(somebody(), arrivals).await.is_err());
    assert_eq!(node.database.count("app.uploads").await, 0);
    assert_eq!(node.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn rows_whose_fate_nobody_knows_keep_their_bytes() {
    let node = Node::new().await;
    let arrival = take(&node.intake, "a.txt", b"hello").await.unwrap();
    // The ledger fails: it may have written the row before it did.
    node.ledger()
        .find(domain::FileId::new(uuid::Uuid::nil()))
        .await
        .unwrap();
    node.database
        .alter("alter function app.record_uploads rename to gone")
        .await;
    assert!(node.files.keep(somebody(), vec![arrival]).await.is_err());
    assert_eq!(node.folder.files().len(), 1);
    let days_later = SystemTime::now() + 24 * TWO_HOURS;
    assert_eq!(node.sweeper.sweep(days_later).await.unwrap().strays, 1);
}
