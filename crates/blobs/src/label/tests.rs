use proptest::prelude::*;

use super::*;

fn label(sent: &str) -> String {
    Label::sanitise(sent).as_str().to_owned()
}

#[test]
fn a_path_is_dropped() {
    for (sent, kept) in [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs", "abs"),
        ("C:\\x", "x"),
        ("a/b/", "b"),
        ("a/..", "a"),
        ("..", "file"),
        ("", "file"),
        ("\0", "file"),
        ("   ", "file"),
    ] {
        assert_eq!(label(sent), kept, "{sent:?}");
    }
}

#[test]
fn a_percent_sequence_is_text() {
    assert_eq!(label("%2e%2e%2fpasswd"), "%2e%2e%2fpasswd");
    let name = Label::sanitise("x.jpg%00.exe");
    assert_eq!(name.as_str(), "x.jpg%00.exe");
    assert_eq!(name.extension().as_deref(), Some("exe"));
}

#[test]
fn what_controls_or_hides_is_taken_out() {
    assert_eq!(label("a\r\nSet-Cookie: x.txt"), "aSet-Cookie: x.txt");
    assert_eq!(label("a\0b.txt"), "ab.txt");
    let name = Label::sanitise("photo\u{202e}gpj.exe");
    assert_eq!(name.as_str(), "photogpj.exe");
    assert_eq!(name.extension().as_deref(), Some("exe"));
}

#[test]
fn the_last_extension_decides() {
    for (sent, extension) in [
        ("photo.jpg.exe", Some("exe")),
        ("photo.JPG", Some("jpg")),
        ("photo.jpg.", Some("jpg")),
        ("photo.exe. . ", Some("exe")),
        ("photo", None),
        (".png", None),
    ] {
        assert_eq!(
            Label::sanitise(sent).extension().as_deref(),
            extension,
            "{sent}"
        );
    }
}

#[test]
fn a_long_name_keeps_its_extension() {
    let name = label(&format!("{}.docx", "ä".repeat(300)));
    assert_eq!(name.chars().count(), FILE_NAME_CHARS_MAX);
    assert!(name.ends_with("ä.docx"));
    let fits = format!("{}.docx", "ä".repeat(FILE_NAME_CHARS_MAX - 5));
    assert_eq!(label(&fits), fits);
    assert_eq!(
        label(&format!("a.{}", "b".repeat(300))).chars().count(),
        255
    );
}

#[test]
fn a_plain_name_is_disposed_of_plainly() {
    assert_eq!(
        Label::sanitise("plan 1.pdf").content_disposition(),
        "attachment; filename=\"plan 1.pdf\""
    );
}

#[test]
fn a_quote_does_not_end_the_header() {
    assert_eq!(
        Label::sanitise("a\".exe").content_disposition(),
        "attachment; filename=\"a_.exe\"; filename*=UTF-8''a%22.exe"
    );
    assert_eq!(
        Label::sanitise("x'; filename*=UTF-8''evil.html").content_disposition(),
        "attachment; filename=\"x'; filename*=UTF-8''evil.html\""
    );
}

#[test]
fn a_name_beyond_ascii_is_given_both_ways() {
    assert_eq!(
        Label::sanitise("Größe 100%.pdf").content_disposition(),
        "attachment; filename=\"Gr__e 100_.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20100%25.pdf"
    );
}

proptest! {
    #[test]
    fn every_label_is_harmless_and_stays_as_it_is(sent in any::<String>()) {
        let name = Label::sanitise(&sent);
        prop_assert!(!name.as_str().is_empty());
        prop_assert!(name.as_str().chars().count() <= FILE_NAME_CHARS_MAX);
        prop_assert!(!name.as_str().contains(['/', '\\', '\0', '\r', '\n']));
        prop_assert_eq!(Label::sanitise(name.as_str()), name.clone());
        let header = name.content_disposition();
        prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        prop_assert_eq!(header.matches('"').count(), 2);
    }
}
