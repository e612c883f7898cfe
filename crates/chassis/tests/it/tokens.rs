//! Tokens: what they have to say to be believed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::identity::Refused;
use domain::Role;
use serde_json::json;

use crate::app::{App, DISABLED, person, refused};
use crate::provider::{Provider, claims, header, now};

#[tokio::test]
async fn claims_decide_whether_a_token_is_believed() {
    let provider = Provider::new();
    let verifier = provider.verifier();
    let (good, bad, expired) = (
        Ok("ann".to_owned()),
        Err(Refused::Invalid),
        Err(Refused::Expired),
    );
    for (changes, expected) in [
        (json!({}), &good),
        (json!({"exp": now() - 61}), &expired),
        (json!({"exp": now() - 20}), &good),
        (json!({"exp": now() + 600, "nbf": now() + 90}), &bad),
        (json!({"nbf": now() + 20}), &good),
        (json!({"exp": null}), &bad),
        (json!({"exp": "soon"}), &bad),
        (json!({"aud": "others"}), &bad),
        (json!({"aud": ["others", "tidings"]}), &good),
        (json!({"aud": null}), &bad),
        (json!({"iss": "others"}), &bad),
        (json!({"iss": null}), &bad),
        (json!({"sub": null}), &bad),
        (json!({"sub": ""}), &bad),
        (json!({"sub": "a\0"}), &bad),
        (json!({"sub": "a".repeat(1_025)}), &bad),
        (json!({"role": "king"}), &bad),
        (json!({"role": null}), &bad),
        (json!({"exp": now() - 29}), &good),
        (json!({"exp": now() - 32}), &expired),
        (json!({"nbf": now() + 29}), &good),
        (json!({"nbf": now() + 32}), &bad),
        (json!({"nbf": "soon"}), &bad),
        (json!({"aud": []}), &bad),
        (json!({"aud": "TIDINGS"}), &bad),
        (json!({"iss": ["tidings"]}), &bad),
        (json!({"sub": 7}), &bad),
        (json!({"sub": "a".repeat(1_024)}), &Ok("a".repeat(1_024))),
        (json!({"role": "Admin"}), &bad),
        (json!({"role": ["admin"]}), &bad),
        (json!({"name": 7}), &bad),
        (json!({"typ": "Bearer"}), &good),
        (json!({"typ": "Refresh"}), &bad),
        (json!({"typ": "ID"}), &bad),
        (json!({"token_use": "access"}), &good),
        (json!({"token_use": "id"}), &bad),
        (json!({"token_use": "refresh"}), &bad),
    ] {
        let token = provider.sign(&header(), &claims(&changes));
        let verdict = verifier.verify(&token).await.map(|claims| claims.sub);
        assert_eq!(&verdict, expected, "{changes}");
    }
}

#[tokio::test]
async fn only_access_tokens_open_anything() {
    let provider = Provider::new();
    for (name, is_good) in [
        ("JWT", true),
        ("jwt", true),
        ("at+jwt", true),
        ("application/at+jwt", true),
        ("refresh+jwt", false),
        ("id+jwt", false),
        ("logout+jwt", false),
    ] {
        let mut header = header();
        header.typ = Some(name.to_owned());
        let token = provider.sign(&header, &claims(&json!({})));
        assert_eq!(
            provider.verifier().verify(&token).await.is_ok(),
            is_good,
            "{name}"
        );
    }
}

#[tokio::test]
async fn no_identity_is_401_and_says_how_to_bring_one() {
    let app = App::start().await;
    for headers in [
        vec![],
        vec!["Authorization: Bearer"],
        vec!["Authorization: Bearer "],
        vec!["Authorization: Basic YTpi"],
        vec!["Authorization: Bearer junk"],
        vec!["Authorization: Bearer a", "Authorization: Bearer b"],
    ] {
        let reply = app.ask("GET /api/me", &headers, "").await;
        assert_eq!(
            reply.problem(),
            refused(401, "unauthenticated"),
            "{headers:?}"
        );
        assert_eq!(reply.header("www-authenticate"), Some("bearer"));
    }
    assert_eq!(
        app.ask("GET /api/me?access_token=x", &[], "").await.status,
        401
    );
}

#[tokio::test]
async fn a_token_of_the_development_key_opens_the_door() {
    let app = App::start().await;
    let reply = app.me(&app.token("ann", Role::Team)).await;
    assert_eq!(
        reply.json(),
        json!({"userId": person("ann"), "role": "team"})
    );
    assert_eq!(
        app.me(&app.token(DISABLED, Role::Team)).await.problem(),
        refused(401, "unauthenticated")
    );
}

#[tokio::test]
async fn the_token_wins_over_the_cookie_even_where_it_is_refused() {
    let app = App::start().await;
    let cookie = app.cookie();
    assert_eq!(
        app.ask("GET /api/me", &[&cookie], "").await.json()["userId"],
        json!(person("cookie"))
    );
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    assert_eq!(
        app.ask("GET /api/me", &[&cookie, &bearer], "").await.json()["userId"],
        json!(person("ann"))
    );
    assert_eq!(
        app.ask("GET /api/me", &[&cookie, "Authorization: Bearer junk"], "")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn a_token_that_was_good_once_is_told_so() {
    let app = App::start().await;
    let request = chassis::identity::TokenRequest {
        sub: "ann".into(),
        role: Role::Team,
        name: None,
        email: None,
        ttl: std::time::Duration::ZERO,
    };
    let token = app.key.mint(&request, "tidings", "tidings").unwrap();
    // Within the leeway.
    assert_eq!(app.me(&token).await.status, 200);
}

#[tokio::test]
async fn a_long_token_is_refused_quickly() {
    let app = App::start().await;
    assert_eq!(
        app.me(&"a".repeat(9_000)).await.problem(),
        refused(401, "unauthenticated")
    );
    assert_eq!(
        app.me(&"a".repeat(40_000)).await.problem(),
        refused(431, "headers-too-large")
    );
    assert_eq!(
        app.me(&"a".repeat(1024 * 1024)).await.problem(),
        refused(431, "headers-too-large")
    );
}

/// A token with exactly this text as header and as claims.
fn sign_text(provider: &Provider, header: &str, claims: &str) -> String {
    let text = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = URL_SAFE_NO_PAD.encode(provider.pair.sign(text.as_bytes()).as_ref());
    format!("{text}.{signature}")
}

#[tokio::test]
async fn a_claim_that_is_there_twice_is_refused_and_so_is_what_has_to_be_understood() {
    let provider = Provider::new();
    let head = r#"{"alg":"EdDSA","kid":"a"}"#;
    let good = claims(&json!({"nbf": 1})).to_string();
    let token = sign_text(&provider, head, &good);
    assert!(provider.verifier().verify(&token).await.is_ok());
    for (name, value) in [
        ("sub", "\"bob\""),
        ("role", "\"admin\""),
        ("iss", "\"tidings\""),
        ("aud", "\"tidings\""),
        ("exp", "9999999999"),
        ("nbf", "2"),
    ] {
        let twice = good.replacen('{', &format!("{{\"{name}\":{value},"), 1);
        let token = sign_text(&provider, head, &twice);
        assert_eq!(
            provider.verifier().verify(&token).await,
            Err(Refused::Invalid),
            "{name}"
        );
    }
    for head in [
        r#"{"alg":"EdDSA","alg":"EdDSA"}"#,
        r#"{"alg":"EdDSA","kid":"a","crit":["b64"],"b64":false}"#,
        r#"{"alg":"EdDSA","kid":"a","crit":[]}"#,
        r#"{"alg":["EdDSA"]}"#,
        r#"{"kid":"a"}"#,
        r#"{"alg":"EdDSA","kid":7}"#,
        "[]",
        "",
    ] {
        let token = sign_text(&provider, head, &good);
        assert_eq!(
            provider.verifier().verify(&token).await,
            Err(Refused::Invalid),
            "{head}"
        );
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let provider = Provider::new();
    let good = provider.sign(&header(), &claims(&json!({})));
    let cut = &good[..good.len() - 2];
    let (unsigned, _) = good.rsplit_once('.').unwrap();
    for token in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "\0",
        cut,
        unsigned,
        &format!("{unsigned}."),
        &format!("{good}.more"),
        &format!("{good}="),
        &format!(" {good}"),
        &"a".repeat(1024 * 1024),
    ] {
        let verdict = provider.verifier().verify(token).await;
        assert_eq!(verdict, Err(Refused::Invalid), "{token:.80}");
    }
}

#[tokio::test]
async fn a_whole_crowd_of_addresses_with_one_token_is_one_user() {
    let app = App::with(&["--trusted-proxy", "127.0.0.1"]).await;
    let bearer = format!("Authorization: Bearer {}", app.token("ann", Role::Team));
    let mut refusals = 0;
    for n in 0..60 {
        let from = format!("X-Forwarded-For: 203.0.113.{n}");
        let reply = app.ask("POST /api/me", &[&bearer, &from], "").await;
        refusals += u32::from(reply.status == 429);
    }
    assert!(refusals >= 15, "{refusals}");
}
