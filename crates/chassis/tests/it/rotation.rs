//! Keys that change while the process runs: from a file and from a provider's URL.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::identity::{Refused, Remembered, Verifier};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::Folder;

struct Key {
    kid: &'static str,
    pair: Ed25519KeyPair,
}

impl Key {
    fn new(kid: &'static str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        Self { kid, pair }
    }

    fn public(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref());
        json!({"kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": x})
    }

    fn token(&self) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.to_owned());
        let claims = json!({"sub": "ann", "role": "team", "iss": "tidings", "aud": "tidings", "exp": 4_000_000_000_u64});
        let key = EncodingKey::from_ed_der(self.pair.to_pkcs8v1().unwrap().as_ref());
        encode(&header, &claims, &key).unwrap()
    }
}

fn set(keys: &[&Key]) -> String {
    let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
    json!({"keys": keys}).to_string()
}

/// What the provider's server does with a request.
#[derive(Clone)]
enum Answer {
    Document(String),
    Status(&'static str),
    /// Says it is elsewhere.
    Redirect(String),
    /// Takes the request and says nothing.
    Silence,
}

struct Provider {
    url: String,
    answer: watch::Sender<Answer>,
    requests: Arc<AtomicUsize>,
}

impl Provider {
    async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let (answer, answers) = watch::channel(answer);
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let answer = answers.borrow().clone();
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        head.push(stream.read_u8().await.unwrap());
                    }
                    let (status, extra, body) = match answer {
                        Answer::Document(text) => ("200 OK", String::new(), text),
                        Answer::Status(status) => (status, String::new(), String::new()),
                        Answer::Redirect(to) => {
                            ("302 Found", format!("Location: {to}\r\n"), String::new())
                        }
                        Answer::Silence => return std::future::pending().await,
                    };
                    let length = body.len();
                    let text = format!(
                        "HTTP/1.1 {status}\r\n{extra}Content-Length: {length}\r\n\r\n{body}"
                    );
                    // The client may have had enough.
                    let _ = stream.write_all(text.as_bytes()).await;
                });
            }
        });
        Self {
            url,
            answer,
            requests,
        }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// A verifier that follows its keys until the test ends.
fn following(place: &str) -> Verifier {
    let verifier = Verifier::of_jwks_at(place, "tidings", "tidings").unwrap();
    tokio::spawn(verifier.clone().follow(CancellationToken::new()));
    verifier
}

async fn is_good(verifier: &Verifier, key: &Key) -> bool {
    verifier.verify(&key.token()).await.is_ok()
}

/// Lets the paused clock run until something holds.
async fn eventually(what: &str, within: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + within;
    while !holds().await {
        assert!(Instant::now() < deadline, "{what}: not in time");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_file_that_is_exchanged_is_read_again_and_no_token_fails_meanwhile() {
    let folder = Folder::new();
    let path = folder.0.join("keys.json");
    let (old, new) = (Key::new("old"), Key::new("new"));
    let write = |keys: &[&Key]| {
        let next = folder.0.join("next");
        std::fs::write(&next, set(keys)).unwrap();
        std::fs::rename(&next, &path).unwrap();
    };
    write(&[&old]);
    let verifier = following(path.to_str().unwrap());
    assert!(is_good(&verifier, &old).await);
    assert!(!is_good(&verifier, &new).await);
    write(&[&old, &new]);
    for _ in 0..100 {
        assert!(is_good(&verifier, &new).await);
        assert!(is_good(&verifier, &old).await);
    }
    write(&[&new]);
    // The token names a key that is known still, so nobody asks for newer ones until it is time.
    eventually("the old key is gone", Duration::from_secs(10), async || {
        !is_good(&verifier, &old).await
    })
    .await;
    assert!(is_good(&verifier, &new).await);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_leaves_the_old_keys_in_force() {
    let folder = Folder::new();
    let path = folder.0.join("keys.json");
    let (old, new) = (Key::new("old"), Key::new("new"));
    std::fs::write(&path, set(&[&old])).unwrap();
    let verifier = following(path.to_str().unwrap());
    for broken in ["", "{\"keys\":[", "{\"keys\":[]}"] {
        std::fs::write(&path, broken).unwrap();
        assert!(!is_good(&verifier, &new).await, "{broken}");
        assert!(is_good(&verifier, &old).await, "{broken}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(!is_good(&verifier, &new).await);
    assert!(is_good(&verifier, &old).await);
    std::fs::write(&path, set(&[&new])).unwrap();
    assert!(is_good(&verifier, &new).await);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_at_the_start_is_refused() {
    let folder = Folder::new();
    let path = folder.0.join("keys.json");
    let open = || Verifier::of_jwks_at(path.to_str().unwrap(), "tidings", "tidings");
    assert!(open().is_err());
    std::fs::write(&path, "nonsense").unwrap();
    assert!(open().is_err());
    let many: Vec<Key> = (0..65).map(|_| Key::new("k")).collect();
    std::fs::write(&path, set(&many.iter().collect::<Vec<_>>())).unwrap();
    assert!(open().is_err());
    std::fs::write(&path, set(&many[..64].iter().collect::<Vec<_>>())).unwrap();
    assert!(open().is_ok());
    for url in ["http://id.example/keys", "ftp://127.0.0.1/keys"] {
        assert!(Verifier::of_jwks_at(url, "tidings", "tidings").is_err());
    }
}

#[tokio::test]
async fn a_url_is_fetched_for_the_first_token_and_many_that_come_at_once_share_it() {
    let key = Key::new("a");
    let provider = Provider::start(Answer::Document(set(&[&key]))).await;
    let verifier = following(&provider.url);
    let checks = (0..50).map(|_| is_good(&verifier, &key));
    let all = futures_util::future::join_all(checks).await;
    assert!(all.into_iter().all(|good| good));
    assert_eq!(provider.requests(), 1);
}

#[tokio::test]
async fn strangers_that_name_unknown_keys_cause_one_fetch_in_30_seconds() {
    let (known, new) = (Key::new("known"), Key::new("new"));
    let provider = Provider::start(Answer::Document(set(&[&known]))).await;
    let verifier = following(&provider.url);
    assert!(is_good(&verifier, &known).await);
    let before = provider.requests();
    let made_up: Vec<Key> = ["x", "y", "z", ""].into_iter().map(Key::new).collect();
    for _ in 0..100 {
        for key in &made_up {
            assert_eq!(verifier.verify(&key.token()).await, Err(Refused::Invalid));
        }
    }
    assert_eq!(provider.requests(), before);
    // Half a minute later a new key is fetched at the first token that names it.
    provider
        .answer
        .send_replace(Answer::Document(set(&[&known, &new])));
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    assert!(is_good(&verifier, &new).await);
    assert_eq!(provider.requests(), before + 1);
    assert!(is_good(&verifier, &known).await);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_gone_with_the_next_refresh() {
    let (old, new) = (Key::new("old"), Key::new("new"));
    let provider = Provider::start(Answer::Document(set(&[&old, &new]))).await;
    let verifier = following(&provider.url);
    assert!(is_good(&verifier, &old).await);
    provider.answer.send_replace(Answer::Document(set(&[&new])));
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(331)).await;
    tokio::time::resume();
    eventually("the key is gone", Duration::from_secs(10), async || {
        !is_good(&verifier, &old).await
    })
    .await;
    assert!(is_good(&verifier, &new).await);
}

#[tokio::test]
async fn a_token_that_is_remembered_falls_with_its_key() {
    let folder = Folder::new();
    let path = folder.0.join("keys.json");
    let (old, new) = (Key::new("old"), Key::new("new"));
    std::fs::write(&path, set(&[&old])).unwrap();
    let remembered = Remembered::new(following(path.to_str().unwrap()));
    assert!(remembered.verify(&old.token()).await.is_ok());
    std::fs::write(&path, set(&[&new])).unwrap();
    assert!(remembered.verify(&new.token()).await.is_ok());
    assert_eq!(remembered.verify(&old.token()).await, Err(Refused::Invalid));
}

#[tokio::test]
async fn a_provider_that_is_away_signs_nobody_out_for_a_day() {
    let key = Key::new("a");
    let provider = Provider::start(Answer::Document(set(&[&key]))).await;
    let verifier = following(&provider.url);
    assert!(is_good(&verifier, &key).await);
    provider
        .answer
        .send_replace(Answer::Status("500 Internal Server Error"));
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(23 * 3_600)).await;
    assert!(is_good(&verifier, &key).await);
    tokio::time::advance(Duration::from_secs(2 * 3_600)).await;
    tokio::time::resume();
    assert_eq!(
        verifier.verify(&key.token()).await,
        Err(Refused::Unavailable)
    );
}

#[tokio::test]
async fn answers_that_are_no_set_of_keys_are_none() {
    let key = Key::new("a");
    let elsewhere = Provider::start(Answer::Document(set(&[&key]))).await;
    let large = format!("{{\"keys\":[],\"x\":\"{}\"}}", "a".repeat(300 * 1024));
    for answer in [
        Answer::Status("404 Not Found"),
        Answer::Status("204 No Content"),
        Answer::Document("<html>".to_owned()),
        Answer::Document(large),
        Answer::Redirect(elsewhere.url.clone()),
    ] {
        let provider = Provider::start(answer).await;
        let verifier = following(&provider.url);
        assert_eq!(
            verifier.verify(&key.token()).await,
            Err(Refused::Unavailable)
        );
        assert!(provider.requests() >= 1);
    }
    assert_eq!(elsewhere.requests(), 0);
}

#[tokio::test]
async fn a_provider_that_says_nothing_is_given_up() {
    let key = Key::new("a");
    let provider = Provider::start(Answer::Silence).await;
    let verifier = following(&provider.url);
    let began = std::time::Instant::now();
    assert_eq!(
        verifier.verify(&key.token()).await,
        Err(Refused::Unavailable)
    );
    assert!(began.elapsed() < Duration::from_secs(11));
}
