//! Keys, each with its one algorithm.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512,
    RSA_PSS_SHA256,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::identity::{Refused, Verifier};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use crate::provider::{Provider, claims, header};

#[tokio::test]
async fn a_token_does_not_choose_its_algorithm() {
    let provider = Provider::new();
    let payload = URL_SAFE_NO_PAD.encode(claims(&json!({})).to_string());
    for algorithm in ["none", "None", "nOnE", "HS256", "EdDSA", "RS256", "XX"] {
        let head = URL_SAFE_NO_PAD.encode(json!({"alg": algorithm, "typ": "JWT"}).to_string());
        for signature in ["", "AAAA"] {
            assert!(
                provider
                    .verifier()
                    .verify(&format!("{head}.{payload}.{signature}"))
                    .await
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
            assert_eq!(
                provider.verifier().verify(&token).await,
                Err(Refused::Invalid)
            );
        }
    }
}

#[tokio::test]
async fn a_token_that_brings_its_own_key_is_refused() {
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
                .verify(&attacker.sign(&header, &claims(&json!({}))))
                .await,
            Err(Refused::Invalid)
        );
        // The same headers do no harm where the signature is good.
        assert!(
            provider
                .verifier()
                .verify(&provider.sign(&header, &claims(&json!({}))))
                .await
                .is_ok()
        );
    }
    assert!(listener.accept().is_err());
}

#[tokio::test]
async fn a_shared_key_works_with_its_one_algorithm() {
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
    assert!(verifier.verify(&sign(Algorithm::HS256)).await.is_ok());
    assert!(verifier.verify(&sign(Algorithm::HS512)).await.is_err());
}

#[tokio::test]
async fn an_elliptic_key_signs_with_es256() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let set = json!({"keys": [{
        "kty": "EC", "crv": "P-256", "kid": "e",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    }]});
    let verifier = Verifier::of_jwks(&set.to_string(), "tidings", "tidings").unwrap();
    let key = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
    let token = encode(&Header::new(Algorithm::ES256), &claims(&json!({})), &key).unwrap();
    assert!(verifier.verify(&token).await.is_ok());
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
}

#[tokio::test]
async fn an_rsa_key_signs_with_rs256_and_nothing_else() {
    let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let public = pair.public_key();
    let set = json!({"keys": [{
        "kty": "RSA", "kid": "r",
        "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    }]});
    let verifier = Verifier::of_jwks(&set.to_string(), "tidings", "tidings").unwrap();
    let sign = |algorithm: &str, padding: &'static dyn aws_lc_rs::signature::RsaEncoding| {
        let head = json!({"alg": algorithm, "kid": "r"}).to_string();
        let text = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(head),
            URL_SAFE_NO_PAD.encode(claims(&json!({})).to_string())
        );
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = aws_lc_rs::rand::SystemRandom::new();
        pair.sign(padding, &random, text.as_bytes(), &mut signature)
            .unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let good = sign("RS256", &RSA_PKCS1_SHA256);
    assert!(verifier.verify(&good).await.is_ok());
    for other in [
        sign("RS512", &RSA_PKCS1_SHA512),
        sign("PS256", &RSA_PSS_SHA256),
        sign("HS256", &RSA_PKCS1_SHA256),
    ] {
        assert_eq!(verifier.verify(&other).await, Err(Refused::Invalid));
    }
    // The public key, in the forms it is handed around in, as a shared key.
    for secret in [
        public.as_ref().to_vec(),
        set.to_string().into_bytes(),
        public.modulus().big_endian_without_leading_zero().to_vec(),
    ] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("r".to_owned());
        let key = EncodingKey::from_secret(&secret);
        let token = encode(&header, &claims(&json!({})), &key).unwrap();
        assert_eq!(verifier.verify(&token).await, Err(Refused::Invalid));
    }
}

#[test]
fn keys_of_other_kinds_beside_ours_do_no_harm() {
    let provider = Provider::new();
    let set = json!({"keys": [
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"},
        {"kty": "OKP", "crv": "Ed448", "x": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "key_ops": ["sign"], "x": provider.public()},
        {"kty": "OKP", "crv": "Ed25519", "x": provider.public()},
    ]});
    assert!(Verifier::of_jwks(&set.to_string(), "tidings", "tidings").is_ok());
}
