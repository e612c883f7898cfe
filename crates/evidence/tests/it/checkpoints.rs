//! What is signed, and what is believed.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use domain::to_hex;
use evidence::{Checkpoint, PublicKey, Signed, SigningKey, checkpoint::read_lines};
use uuid::Uuid;

fn key() -> SigningKey {
    let pair = Ed25519KeyPair::generate().unwrap();
    SigningKey::from_pkcs8(pair.to_pkcs8v1().unwrap().as_ref()).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        log_id: Uuid::from_u128(0xaa),
        incarnation: 1,
        size: 7,
        root: [3; 32],
        time: "2026-01-31T09:30:00.000Z".parse().unwrap(),
    }
}

#[test]
fn the_bytes_under_a_signature_are_those_of_the_definition() {
    let key = key();
    let signed = key.sign(checkpoint()).unwrap();
    let bytes = format!(
        "tidings-checkpoint-1\n{{\"incarnation\":1,\"logId\":\"00000000-0000-0000-0000-0000000000aa\",\
         \"root\":\"{}\",\"size\":7,\"time\":\"2026-01-31T09:30:00.000Z\"}}",
        "03".repeat(32)
    );
    let public = key.public().unwrap();
    let library =
        aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::ED25519, public.0);
    library.verify(bytes.as_bytes(), &signed.signature).unwrap();
}

#[test]
fn a_public_key_is_read_as_it_is_written() {
    let public = key().public().unwrap();
    assert_eq!(public.to_string().parse(), Ok(public));
    assert!("nonsense".parse::<PublicKey>().is_err());
    let pair = Ed25519KeyPair::generate().unwrap();
    assert_eq!(pair.public_key().as_ref().len(), 32);
}

#[test]
fn a_signature_holds_for_what_was_signed_by_this_key_and_nothing_else() {
    let (mine, other) = (key(), key());
    let signed = mine.sign(checkpoint()).unwrap();
    let public = mine.public().unwrap();
    assert!(public.signed(&signed));
    assert!(!other.public().unwrap().signed(&signed));
    let claimed = Signed {
        key_id: public.id(),
        ..other.sign(checkpoint()).unwrap()
    };
    assert!(
        !public.signed(&claimed),
        "another key under this one's name"
    );
    let changes: [fn(&mut Checkpoint); 5] = [
        |of| of.log_id = Uuid::from_u128(0xab),
        |of| of.incarnation += 1,
        |of| of.size += 1,
        |of| of.root = [4; 32],
        |of| of.time = "2026-01-31T09:30:00.001Z".parse().unwrap(),
    ];
    for change in changes {
        let mut changed = signed;
        change(&mut changed.checkpoint);
        assert!(!public.signed(&changed), "{changed:?}");
    }
}

#[test]
fn lines_are_read_as_written_and_a_torn_last_one_does_not_count() {
    let signed = key().sign(checkpoint()).unwrap();
    let line = serde_json::to_string(&signed).unwrap();
    assert!(line.contains(&to_hex(&signed.key_id)));
    let text = format!("{line}\n{line}\n");
    assert_eq!(read_lines(&text).unwrap(), [signed, signed]);
    for torn in [&line[..], &line[..20], "{"] {
        assert_eq!(
            read_lines(&format!("{text}{torn}")).unwrap(),
            [signed, signed]
        );
    }
    assert_eq!(
        read_lines(&format!("{text}nonsense\n")).unwrap_err().number,
        3
    );
    assert_eq!(read_lines("").unwrap(), []);
}
