use event_bus::kafka::{Kafka, Refusal};

fn refused(name: &str, value: &str) -> String {
    let properties = vec![(name.to_owned(), value.to_owned())];
    match Kafka::new("127.0.0.1:1", "log", None, properties) {
        Err(Refusal::Settings(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_property_that_there_is_not_is_named() {
    assert!(refused("fetch.max.byte", "1").contains("fetch.max.byte"));
}

#[test]
fn a_property_with_a_wrong_value_is_named() {
    assert!(refused("fetch.wait.max.ms", "soon").contains("fetch.wait.max.ms"));
}

#[test]
fn what_is_not_built_in_is_said() {
    let sentence = refused("security.protocol", "SSL");
    assert!(sentence.contains("security.protocol"), "{sentence}");
}

#[test]
fn a_name_and_a_password_are_taken() {
    let properties = [
        ("security.protocol", "SASL_PLAINTEXT"),
        ("sasl.mechanism", "PLAIN"),
        ("sasl.username", "tidings"),
        ("sasl.password", "a password"),
    ];
    let properties = properties.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Kafka::new("127.0.0.1:1", "log", None, properties.to_vec()).unwrap();
}
