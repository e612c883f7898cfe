use std::os::unix::fs::PermissionsExt;

use chassis::config::{PublicUrl, Secret};
use chassis::identity::ed25519_key;

use crate::app::{Folder, settings};

#[test]
fn what_is_unsafe_is_refused_with_one_sentence() {
    for (arguments, words) in [
        (vec!["--demo", "--jwks", "keys.json"], "--jwks"),
        (vec!["--demo", "--listen", "0.0.0.0:8080"], "loopback"),
        (vec!["--public-url", "http://chat.example.com"], "https"),
        (vec!["--public-url", "ftp://chat.example.com"], "http(s)"),
        (
            vec!["--public-url", "https://chat.example.com/path"],
            "path",
        ),
        (vec!["--public-url", "https://ann@chat.example.com"], "path"),
        (vec!["--listen", "10.0.0.1:8080"], "https"),
        (vec!["--allowed-origin", "example.com"], "scheme"),
        (vec!["--trusted-proxy", "10.0.0.0/99"], "range"),
        (vec!["--node", "a b"], "name"),
    ] {
        let sentence = settings(&arguments)
            .check()
            .err()
            .unwrap_or_else(|| panic!("{arguments:?}"))
            .to_string();
        assert!(
            sentence.contains(words) && !sentence.contains('\n'),
            "{arguments:?}: {sentence}"
        );
    }
}

#[test]
fn the_defaults_are_the_ones_of_the_interface() {
    let checked = settings(&[]).check().unwrap();
    assert_eq!(checked.public_url().to_string(), "http://127.0.0.1:8080");
    assert_eq!(checked.cookie_name(), "tidings-8080");
    assert_eq!(
        checked.settings().operator_listen.to_string(),
        "127.0.0.1:9464"
    );
    assert_eq!(checked.settings().kafka_topic, "tidings.log");
    assert!(checked.has_rate_limits() && !checked.is_demo());
    assert!(
        checked.allows_origin("http://127.0.0.1:8080")
            && !checked.allows_origin("http://127.0.0.1:8081")
    );
}

#[test]
fn demo_on_loopback_is_accepted() {
    assert!(
        settings(&["--demo", "--listen", "[::1]:80"])
            .check()
            .unwrap()
            .is_demo()
    );
}

#[test]
fn every_interface_is_reached_as_loopback_where_no_public_url_is_given() {
    let checked = settings(&["--listen", "0.0.0.0:9000"]).check().unwrap();
    assert_eq!(checked.public_url().to_string(), "http://127.0.0.1:9000");
}

#[test]
fn https_has_the_cookie_that_browsers_guard() {
    let url = PublicUrl::parse("https://Chat.Example.com:443/").unwrap();
    assert_eq!(
        (url.cookie_name().as_str(), url.origin().as_str()),
        ("__Host-tidings", "https://chat.example.com")
    );
}

#[test]
fn hosts_that_are_ours_are_accepted_and_no_others() {
    let url = PublicUrl::parse("https://chat.example.com").unwrap();
    for host in [
        "chat.example.com",
        "CHAT.example.com",
        "chat.example.com:443",
        "localhost",
        "localhost:1",
        "127.0.0.1:8080",
        "[::1]:8080",
    ] {
        assert!(url.accepts_host(host), "{host}");
    }
    for host in [
        "",
        "example.com",
        "chat.example.com:80",
        "chat.example.com.evil.org",
        "evil.org:443",
        "a@chat.example.com",
        "127.0.0.1.evil.org",
        "localhost.evil.org",
        "0.0.0.0",
    ] {
        assert!(!url.accepts_host(host), "{host}");
    }
}

#[test]
fn a_secret_is_made_once_and_for_its_owner_alone() {
    let folder = Folder::new();
    let path = folder.0.join("deeper").join("secret");
    let first = Secret::load_or_make(&path).unwrap();
    let again = Secret::load_or_make(&path).unwrap();
    assert_eq!(first.cursors_key(), again.cursors_key());
    assert_ne!(first.cursors_key(), first.links_key());
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1
    );
}

#[test]
fn processes_that_start_at_once_get_the_same_secret() {
    let folder = Folder::new();
    let path = folder.0.join("secret");
    let keys: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| Secret::load_or_make(&path).unwrap().key("x")))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(keys.iter().all(|key| key == &keys[0]));
}

#[test]
fn a_secret_of_31_bytes_is_refused_and_one_of_32_is_not() {
    let folder = Folder::new();
    let path = folder.0.join("secret");
    std::fs::write(&path, [7; 31]).unwrap();
    assert!(
        Secret::load_or_make(&path)
            .unwrap_err()
            .to_string()
            .contains("31 bytes")
    );
    std::fs::write(&path, [7; 32]).unwrap();
    assert!(Secret::load_or_make(&path).is_ok());
}

#[test]
fn secrets_do_not_show_themselves() {
    let secret = Secret::of_bytes(b"0123456789abcdef0123456789abcdef".to_vec()).unwrap();
    assert_eq!(format!("{secret:?}"), "Secret(hidden)");
}

#[test]
fn a_key_that_is_none_is_refused() {
    let folder = Folder::new();
    let path = folder.0.join("key.pem");
    std::fs::write(&path, "-----BEGIN PRIVATE KEY-----\nAAAA\n").unwrap();
    assert!(ed25519_key(&path).is_err());
}

#[test]
fn an_address_with_a_password_may_be_in_a_file() {
    let folder = Folder::new();
    let path = folder.0.join("database-url");
    std::fs::write(&path, "postgres://ada:secret@db/tidings\n").unwrap();
    let given = format!("@{}", path.display());
    let settings = settings(&["--database-url", &given, "--redis-url", "redis://here"]);
    assert_eq!(
        settings.database_url.as_deref(),
        Some("postgres://ada:secret@db/tidings")
    );
    assert_eq!(settings.redis_url.as_deref(), Some("redis://here"));
}

#[test]
fn properties_of_kafka_are_names_with_values() {
    let properties = |given| {
        let checked = settings(&["--kafka-properties", given]).check().unwrap();
        checked.kafka_properties()
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        properties("sasl.mechanism=PLAIN,sasl.password=a=b").unwrap(),
        [
            pair("sasl.mechanism", "PLAIN"),
            pair("sasl.password", "a=b")
        ]
    );
    let refused = properties("passwordwithoutaname").unwrap_err().to_string();
    assert!(refused.contains("NAME=VALUE"), "{refused}");
    assert!(!refused.contains("withoutaname"), "{refused}");
}
