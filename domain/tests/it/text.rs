//! Text and its limits.

use domain::{
    BODY_CHARS_MAX, BadText, Body, NAME_CHARS_MAX, Name, PREVIEW_CHARS, REASON_CHARS_MAX, Reason,
    SUBJECT_CHARS_MAX, Subject, preview,
};

type Parse = fn(&str) -> Result<(), BadText>;

fn body(text: &str) -> Result<(), BadText> {
    Body::parse(text).map(drop)
}

#[test]
fn limits_count_characters_and_not_bytes() {
    let rows: [(usize, Parse); 4] = [
        (BODY_CHARS_MAX, body),
        (SUBJECT_CHARS_MAX, |text| Subject::parse(text).map(drop)),
        (NAME_CHARS_MAX, |text| Name::parse(text).map(drop)),
        (REASON_CHARS_MAX, |text| Reason::parse(text).map(drop)),
    ];
    for (max, parse) in rows {
        for character in ["a", "é", "字", "👋", "e\u{301}"] {
            let count = character.chars().count();
            assert_eq!(parse(&character.repeat(max / count)), Ok(()), "{character}");
            let too_long = character.repeat(max / count + 1);
            assert_eq!(
                parse(&too_long),
                Err(BadText::TooLong { max }),
                "{character}"
            );
        }
    }
}

#[test]
fn the_limits_are_those_that_clients_know() {
    let limits = (
        BODY_CHARS_MAX,
        SUBJECT_CHARS_MAX,
        NAME_CHARS_MAX,
        REASON_CHARS_MAX,
    );
    assert_eq!(limits, (10_000, 200, 200, 500));
}

#[test]
fn a_text_that_shows_nothing_is_blank() {
    let nothing = [
        '\t',
        '\n',
        '\u{b}',
        '\r',
        ' ',
        '\u{1}',
        '\u{7f}',
        '\u{85}',
        '\u{a0}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{1680}',
        '\u{17b4}',
        '\u{17b5}',
        '\u{180b}',
        '\u{180e}',
        '\u{2000}',
        '\u{200a}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{202f}',
        '\u{205f}',
        '\u{2060}',
        '\u{2064}',
        '\u{2066}',
        '\u{206f}',
        '\u{2800}',
        '\u{3000}',
        '\u{3164}',
        '\u{FFF0}',
        '\u{FFFB}',
        '\u{1BCA3}',
        '\u{1D17A}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{e0001}',
        '\u{e0020}',
        '\u{e0100}',
        '\u{e01ef}',
    ];
    assert_eq!(body(""), Err(BadText::Blank));
    assert_eq!(
        body(&nothing.iter().collect::<String>()),
        Err(BadText::Blank)
    );
    for one in nothing {
        assert_eq!(body(&one.to_string()), Err(BadText::Blank), "{one:?}");
        assert_eq!(body(&format!("{one}.{one}")), Ok(()), "{one:?}");
    }
}

#[test]
fn what_can_be_seen_is_not_blank() {
    for visible in [
        ".", "0", "é", "字", "👋", "\u{301}", "\u{fffd}", "\u{2801}", "\u{3165}",
    ] {
        assert_eq!(body(visible), Ok(()), "{visible:?}");
    }
}

#[test]
fn a_text_with_nul_inside_is_refused() {
    for text in [
        "\0",
        "a\0",
        "\0a",
        &format!("{}\0", "a".repeat(BODY_CHARS_MAX)),
    ] {
        assert_eq!(body(text), Err(BadText::Nul));
    }
}

#[test]
fn text_is_kept_as_given() {
    let text = "  e\u{301} \r\n\u{200b}<b> \u{1}\u{ffff}  ";
    assert_eq!(Body::parse(text).unwrap().as_str(), text);
}

#[test]
fn only_a_message_of_files_alone_has_no_text() {
    assert_eq!(Body::empty().as_str(), "");
}

#[test]
fn a_preview_is_the_beginning_unchanged() {
    for character in ["a", "é", "👋"] {
        let short = character.repeat(PREVIEW_CHARS);
        assert_eq!(preview(&short), short);
        assert_eq!(preview(&format!("{short}{character}")), short);
    }
    assert_eq!(preview(" a\n b "), " a\n b ");
    assert_eq!(preview(""), "");
}
