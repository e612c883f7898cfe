//! The way from long-polling to a WebSocket.

use reqwest::StatusCode;
use tokio_tungstenite::tungstenite::Error;

use crate::app::eventually;
use crate::client::{Client, Heard, request};
use crate::log::{conversation, user};
use crate::polling::{engine_error, error_of, live, talk, unknown_sid};
use crate::wire::{Upgraded, Wire};

#[tokio::test]
async fn nothing_is_lost_doubled_or_reordered_by_an_upgrade_in_the_middle_of_it_all() {
    let (log, app) = talk().await;
    for round in 0..5 {
        let client = live(&app).await;
        let count = 300;
        let saying = {
            let log = log.clone();
            tokio::spawn(async move {
                for number in 0..count {
                    log.say(conversation(1), user(2), &format!("{round}.{number}"));
                    tokio::task::yield_now().await;
                }
            })
        };
        let mut poller = client.socket;
        // Some polls on the way, then the rest on the WebSocket.
        let mut heard = Vec::new();
        for _ in 0..round {
            heard.push(poller.hear().await.unwrap());
        }
        let upgraded = poller.upgrade().await;
        saying.await.unwrap();
        let mut client = Client::over(upgraded);
        while heard.len() < count {
            heard.push(client.socket.hear().await.unwrap());
        }
        for (number, text) in heard.iter().enumerate() {
            assert!(
                text.contains(&format!(r#""body":"{round}.{number}""#)),
                "{text}"
            );
        }
        client.hears_nothing_but_an_answer().await;
    }
}

impl Client<Upgraded> {
    /// What is asked on the WebSocket is answered there, and nothing waits before it.
    async fn hears_nothing_but_an_answer(&mut self) {
        self.send_text(r#"429["typing",{"conversationId":"x"}]"#)
            .await;
        let answer = r#"439[{"ok":false,"code":"not-found"}]"#.to_owned();
        assert_eq!(self.next().await, Heard::Text(answer));
    }
}

#[tokio::test]
async fn a_websocket_that_does_not_do_as_agreed_leaves_the_session_polling() {
    let (log, app) = talk().await;
    let mut client = live(&app).await;
    let path = format!(
        "/socket.io/?EIO=4&transport=websocket&sid={}",
        client.socket.sid
    );
    for offence in ["4", "2", "2probe\u{1e}5", "42[\"x\"]"] {
        let mut socket = Client::dial(request(&app, &path)).await.unwrap();
        // One at a time.
        let Err(Error::Http(second)) = Client::dial(request(&app, &path)).await else {
            panic!("a second one is refused")
        };
        assert_eq!(second.status(), StatusCode::BAD_REQUEST);
        socket.send_text(offence).await;
        assert!(matches!(socket.next().await, Heard::Closed(_)), "{offence}");
        log.say(conversation(1), user(2), offence);
        assert_eq!(client.bodies(1).await, [offence]);
    }
    // And one that goes away after its probe.
    let mut socket = Client::dial(request(&app, &path)).await.unwrap();
    socket.send_text("2probe").await;
    assert_eq!(socket.next().await, Heard::Text("3probe".to_owned()));
    drop(socket);
    log.say(conversation(1), user(2), "still here");
    assert_eq!(client.bodies(1).await, ["still here"]);
}

#[tokio::test]
async fn who_is_on_a_websocket_polls_no_more() {
    let (_log, app) = talk().await;
    let client = live(&app).await;
    let url = client.socket.url("polling");
    let path = format!(
        "/socket.io/?EIO=4&transport=websocket&sid={}",
        client.socket.sid
    );
    let mut client = Client::over(client.socket.upgrade().await);
    client.hears_nothing_but_an_answer().await;
    let http = reqwest::Client::new();
    let refused = engine_error(3, "Bad request");
    let get = http.get(&url).send().await.unwrap();
    assert_eq!(error_of(get).await, refused);
    let post = http.post(&url).body("3").send().await.unwrap();
    assert_eq!(error_of(post).await, refused);
    let Err(Error::Http(second)) = Client::dial(request(&app, &path)).await else {
        panic!("a second upgrade is refused")
    };
    assert_eq!(second.status(), StatusCode::BAD_REQUEST);
    client.hears_nothing_but_an_answer().await;
    drop(client);
    eventually("the session is gone", || app.realtime.sockets() == 0).await;
    let get = http.get(&url).send().await.unwrap();
    assert_eq!(error_of(get).await, unknown_sid());
}
