//! Against a daemon that speaks ClamAV's protocol, and finds one thing.

use std::sync::Arc;

use blobs::{Clamd, Refusal, Scanner, Verdict};
use bytes::Bytes;
use domain::FileState;
use futures_util::stream::{self, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::desk::{Desk, Node, some_message, somebody, take};

/// The test file of all scanners, in two parts so that none finds it here.
fn eicar() -> Vec<u8> {
    [
        r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD",
        "-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat()
    .into_bytes()
}

async fn answer(mut client: TcpStream) -> std::io::Result<()> {
    let mut command = [0; 10];
    client.read_exact(&mut command).await?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = client.read_u32().await?;
        if length == 0 {
            break;
        }
        let mut piece = vec![0; length as usize];
        client.read_exact(&mut piece).await?;
        file.extend(piece);
    }
    let found = eicar();
    let verdict: &[u8] = if file.windows(found.len()).any(|part| part == found) {
        b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
    } else if file.starts_with(b"large") {
        b"INSTREAM size limit exceeded. ERROR\0"
    } else {
        b"stream: OK\0"
    };
    client.write_all(verdict).await
}

async fn daemon() -> Clamd {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(answer(client));
        }
    });
    Clamd::new("127.0.0.1", port)
}

/// An address where nobody is.
async fn nobody() -> Clamd {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Clamd::new("127.0.0.1", listener.local_addr().unwrap().port())
}

async fn verdict(scanner: &Clamd, bytes: &[u8]) -> Verdict {
    let pieces: Vec<_> = bytes
        .chunks(30)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    scanner.scan(stream::iter(pieces).boxed()).await
}

#[tokio::test]
async fn a_scanner_tells_clean_from_infected() {
    let daemon = daemon().await;
    assert_eq!(verdict(&daemon, &[b'a'; 100_000]).await, Verdict::Clean);
    let found = Verdict::Infected("Win.Test.EICAR_HDB-1".to_owned());
    assert_eq!(verdict(&daemon, &eicar()).await, found);
}

#[tokio::test]
async fn no_answer_and_a_strange_one_are_no_verdict() {
    let daemon = daemon().await;
    assert_eq!(verdict(&daemon, b"large").await, Verdict::Unavailable);
    assert_eq!(verdict(&nobody().await, b"a").await, Verdict::Unavailable);
}

#[tokio::test]
async fn an_infected_file_is_refused() {
    let desk = Desk::scanning(Arc::new(daemon().await)).await;
    let refusal = desk.take("a.txt", &eicar()).await.unwrap_err();
    assert_eq!(
        refusal,
        Refusal::Infected("Win.Test.EICAR_HDB-1".to_owned())
    );
    assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
    let clean = desk.take("a.txt", b"hello").await.unwrap();
    assert_eq!(clean.state, FileState::Ready);
}

#[tokio::test]
async fn a_file_is_held_while_no_scanner_answers_and_judged_later() {
    let node = Node::new().await;
    let owner = somebody();
    let offline = blobs::Intake::new(
        node.files.blobs().drafts().clone(),
        Arc::new(nobody().await),
    );
    let mut arrivals = Vec::new();
    for bytes in [b"hello".to_vec(), eicar()] {
        let arrival = take(&offline, "a.txt", &bytes).await.unwrap();
        assert_eq!(arrival.state, FileState::Scanning);
        arrivals.push(arrival);
    }
    node.files.keep(owner, arrivals).await.unwrap();
    let held = node.sweeper.ledger().scanning(10).await.unwrap();
    let scanner = daemon().await;
    let mut states = Vec::new();
    for upload in held {
        let judged = node.sweeper.judge(upload, &scanner).await.unwrap().unwrap();
        let is_settled = node
            .sweeper
            .ledger()
            .settle(&judged.upload, judged.state)
            .await;
        assert!(is_settled.unwrap());
        states.push(judged.state);
    }
    states.sort_by_key(|state| state.as_str());
    assert_eq!(states, [FileState::Ready, FileState::Refused]);
    assert_eq!(node.sweeper.ledger().scanning(10).await.unwrap(), []);
}

#[tokio::test]
async fn a_verdict_waits_for_the_message_that_took_the_file_meanwhile() {
    let node = Node::new().await;
    let owner = somebody();
    let read = node.upload(owner, 1).await.remove(0);
    let reservation = node
        .ledger()
        .reserve(owner, some_message(), &[read.id])
        .await;
    assert!(reservation.is_ok());
    let sweeper = node.sweeper.ledger();
    assert!(!sweeper.settle(&read, FileState::Refused).await.unwrap());
    let again = sweeper.find(read.id).await.unwrap().unwrap();
    assert!(sweeper.settle(&again, FileState::Refused).await.unwrap());
}
