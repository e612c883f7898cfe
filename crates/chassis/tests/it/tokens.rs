use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::identity::{Refused, Verifier};
use domain::Role;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::app::{App, DISABLED, person, refused};

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        .try_into()
        .unwrap()
}

/// An identity provider of our own.
struct Provider {
    pair: Ed25519KeyPair,
}

impl Provider {
    fn new() -> Self {
        Self {
            pair: Ed25519KeyPair::generate().unwrap(),
        }
    }

    fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    fn verifier(&self) -> Verifier {
        let set = json!({"keys": [
            {"kty": "OKP", "crv": "Ed25519", "kid": "a", "use": "sig", "x": self.public()},
            {"kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"},
        ]});
        Verifier::of_jwks(&set.to_string(), "tidings", "tidings").unwrap()
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        encode(
            header,
            claims,
            &EncodingKey::from_ed_der(self.pair.to_pkcs8v1().unwrap().as_ref()),
        )
        .unwrap()
    }
}

fn header() -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some("a".to_owned());
    header
}

fn claims(changes: &Value) -> Value {
    let mut claims = json!({"sub": "ann", "role": "team", "iss": "tidings", "aud": "tidings", "exp": now() + 600});
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    claims
}

#[test]
fn claims_decide_whether_a_token_is_believed() {
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
        (json!({"token_use": "access"}), &good),
        (json!({"token_use": "id"}), &bad),
        (json!({"token_use": "refresh"}), &bad),
    ] {
        let token = provider.sign(&header(), &claims(&changes));
        let verdict = verifier.verify(&token).map(|claims| claims.sub);
        assert_eq!(&verdict, expected, "{changes}");
    }
}

#[test]
fn only_access_tokens_open_anything() {
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
            provider.verifier().verify(&token).is_ok(),
            is_good,
            "{name}"
        );
    }
}

#[test]
fn a_token_does_not_choose_its_algorithm() {
    let provider = Provider::new();
    let payload = URL_SAFE_NO_PAD.encode(claims(&json!({})).to_string());
    for algorithm in ["none", "None", "nOnE", "HS256", "EdDSA", "RS256", "XX"] {
        let head = URL_SAFE_NO_PAD.encode(json!({"alg": algorithm, "typ": "JWT"}).to_string());
        for signature in ["", "AAAA"] {
            assert!(
                provider
                    .verifier()
                    .verify(&format!("{head}.{payload}.{signature}"))
                    .is_err(),
                "{algorithm}"
            );
        }
    }
    // The public key, known to all, as a shared key.
    let confused = [
        provider.public().into_bytes(),
        provider.pair.public_key().as_ref().to_vec(),
    ];
    for secret in confused {
        for kid in [None, Some("a".to_owned())] {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = kid;
            let token = encode(
                &header,
                &claims(&json!({})),
                &EncodingKey::from_secret(&secret),
            )
            .unwrap();
            assert_eq!(provider.verifier().verify(&token), Err(Refused::Invalid));
        }
    }
}

#[test]
fn a_token_that_brings_its_own_key_is_refused() {
    let (provider, attacker) = (Provider::new(), Provider::new());
    let key = json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": attacker.public()});
    let mut own = header();
    own.jwk = Some(serde_json::from_value(key).unwrap());
    let mut pointing = header();
    // A listener that never hears anything: no request goes out.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    pointing.jku = Some(url.clone());
    pointing.x5u = Some(url);
    for header in [own, pointing] {
        assert_eq!(
            provider
                .verifier()
                .verify(&attacker.sign(&header, &claims(&json!({})))),
            Err(Refused::Invalid)
        );
        // The same headers do no harm where the signature is good.
        assert!(
            provider
                .verifier()
                .verify(&provider.sign(&header, &claims(&json!({}))))
                .is_ok()
        );
    }
    assert!(listener.accept().is_err());
}

#[test]
fn a_shared_key_works_with_its_one_algorithm() {
    let secret = [7; 32];
    let set =
        json!({"keys": [{"kty": "oct", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(secret)}]})
            .to_string();
    let verifier = Verifier::of_jwks(&set, "tidings", "tidings").unwrap();
    let sign = |algorithm| {
        encode(
            &Header::new(algorithm),
            &claims(&json!({})),
            &EncodingKey::from_secret(&secret),
        )
        .unwrap()
    };
    assert!(verifier.verify(&sign(Algorithm::HS256)).is_ok());
    assert!(verifier.verify(&sign(Algorithm::HS512)).is_err());
}

#[test]
fn an_elliptic_key_signs_with_es256() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let set = json!({"keys": [{
        "kty": "EC", "crv": "P-256", "kid": "e",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    }]});
    let verifier = Verifier::of_jwks(&set.to_string(), "tidings", "tidings").unwrap();
    let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
    let token = encode(&Header::new(Algorithm::ES256), &claims(&json!({})), &key).unwrap();
    assert!(verifier.verify(&token).is_ok());
}

#[test]
fn a_set_of_keys_that_cannot_be_used_is_refused() {
    let short = json!({"keys": [{"kty": "oct", "k": URL_SAFE_NO_PAD.encode([7; 31])}]}).to_string();
    for document in [
        "",
        "{}",
        r#"{"keys":[]}"#,
        r#"{"keys":[{"kty":"oct","alg":"HS512","k":"AAAA"}]}"#,
        &short,
    ] {
        assert!(
            Verifier::of_jwks(document, "tidings", "tidings").is_err(),
            "{document}"
        );
    }
    assert!(Verifier::of_jwks_file("https://example.com/keys", "tidings", "tidings").is_err());
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
