use super::*;

fn text(text: &str) -> Utf8Bytes {
    text.into()
}

fn payload(text: &str) -> Polled {
    Polled::Payload(text.to_owned())
}

#[tokio::test]
async fn a_poll_brings_home_what_was_laid_down_since_the_last_one() {
    let mailbox = Arc::new(Mailbox::default());
    mailbox.put([text("2"), text("3")]).await;
    mailbox.put([text("4")]).await;
    assert_eq!(mailbox.poll(None).await, payload("2\u{1e}3\u{1e}4"));
    let waits = {
        let mailbox = mailbox.clone();
        tokio::spawn(async move { mailbox.poll(None).await })
    };
    mailbox.put([text("5")]).await;
    assert_eq!(waits.await.unwrap(), payload("5"));
}

#[tokio::test(start_paused = true)]
async fn a_second_poll_or_the_same_one_again_ends_the_session() {
    let mailbox = Arc::new(Mailbox::default());
    mailbox.put([text("2")]).await;
    let name = || Some("a".to_owned());
    assert_eq!(mailbox.poll(name()).await, payload("2"));
    assert_eq!(mailbox.poll(name()).await, Polled::Refused);
    assert!(matches!(mailbox.hear().await, Post::End(Ending::Gone)));

    let mailbox = Arc::new(Mailbox::default());
    let first = mailbox.begin_poll(None).unwrap();
    assert_eq!(mailbox.poll(None).await, Polled::Refused);
    assert!(matches!(mailbox.hear().await, Post::End(Ending::Gone)));
    drop(first);
}

#[tokio::test]
async fn a_post_waits_until_the_one_before_it_was_heard() {
    let mailbox = Arc::new(Mailbox::default());
    let turn = mailbox.begin_post().unwrap();
    mailbox.post(turn, "a\u{1e}b".to_owned()).await;
    let turn = mailbox.begin_post().unwrap();
    assert!(mailbox.begin_post().is_none(), "one at a time");
    let mut second = Box::pin(mailbox.post(turn, "c".to_owned()));
    for (expected, is_taken) in [("a", false), ("b", true)] {
        let is_over = futures_util::FutureExt::now_or_never(second.as_mut()).is_some();
        assert!(!is_over, "before {expected}");
        assert!(matches!(mailbox.hear().await, Post::Packet(packet) if packet == expected));
        if is_taken {
            second.as_mut().await;
        }
    }
    assert!(matches!(mailbox.hear().await, Post::Packet(packet) if packet == "c"));
}

#[tokio::test]
async fn a_full_mailbox_makes_the_session_wait_until_it_is_fetched() {
    let mailbox = Arc::new(Mailbox::default());
    mailbox.put([text(&"x".repeat(OUTGOING_BYTES_MAX))]).await;
    let waits = {
        let mailbox = mailbox.clone();
        tokio::spawn(async move { mailbox.put([text("y")]).await })
    };
    tokio::task::yield_now().await;
    assert!(!waits.is_finished());
    assert!(matches!(mailbox.poll(None).await, Polled::Payload(_)));
    waits.await.unwrap();
    assert_eq!(mailbox.poll(None).await, payload("y"));
}

#[tokio::test(start_paused = true)]
async fn a_probe_sends_the_poll_home_at_once_and_later_ones_after_a_moment() {
    let mailbox = Arc::new(Mailbox::default());
    let claim = mailbox.claim().unwrap();
    assert!(mailbox.claim().is_none(), "one at a time");
    claim.probed();
    let began = Instant::now();
    assert_eq!(mailbox.poll(None).await, payload(NOOP));
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(mailbox.poll(None).await, payload(NOOP));
    assert!(began.elapsed() >= NOOP_EVERY);
    mailbox.put([text("2")]).await;
    assert_eq!(mailbox.poll(None).await, payload("2"));
    drop(claim);
    assert!(mailbox.claim().is_some(), "given up, it can be tried again");
}

#[tokio::test]
async fn who_hangs_up_on_a_poll_is_gone() {
    let mailbox = Arc::new(Mailbox::default());
    let mut poll = Box::pin(mailbox.poll(None));
    assert!(futures_util::FutureExt::now_or_never(poll.as_mut()).is_none());
    drop(poll);
    assert!(matches!(mailbox.hear().await, Post::End(Ending::Gone)));
}
