use std::str::from_utf8;

/// Where browsers look for what gives a page away.
const PAGE_BYTES: usize = 1_024;

/// How the first line of what is no plain text begins, in lower case.
const BEGINNINGS: &[&str] = &[
    "#!",
    "%!ps",
    "%pdf",
    "{\\rtf",
    "mime-version:",
    "from: <saved by",
    "begin:vcard",
];

/// What makes a page of a text near its beginning, in lower case.
const TAGS: &[&str] = &[
    "<!doctype",
    "<html",
    "<script",
    "<svg",
    "<iframe",
    "<body",
    "<head",
];

/// UTF-8 without NUL, told piece by piece.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The beginning of a character that the next piece ends; three bytes at most.
    open: Vec<u8>,
}

impl Text {
    /// Whether the text is still one with this piece.
    pub(super) fn goes_on(&mut self, piece: &[u8]) -> bool {
        let mut rest = piece;
        while !self.open.is_empty() {
            let Some((byte, after)) = rest.split_first() else {
                return true;
            };
            self.open.push(*byte);
            rest = after;
            match from_utf8(&self.open) {
                Ok(_) => self.open.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return false,
            }
        }
        if rest.contains(&0) {
            return false;
        }
        match from_utf8(rest) {
            Ok(_) => true,
            Err(error) if error.error_len().is_none() => {
                self.open
                    .extend(rest.iter().skip(error.valid_up_to()).copied());
                true
            }
            Err(_) => false,
        }
    }

    /// Whether it may end here: not in the middle of a character.
    pub(super) fn may_end(&self) -> bool {
        self.open.is_empty()
    }
}

/// Whether some program would take this for a page or run it.
pub(super) fn is_markup(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let begun = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if BEGINNINGS.iter().any(|start| begun.starts_with(start)) {
        return true;
    }
    let mut first = begun.chars();
    if first.next() == Some('<')
        && first
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?' | '/'))
    {
        return true;
    }
    // PHP runs wherever it stands.
    if text.contains("<?php") || text.contains("<?=") {
        return true;
    }
    let mut end = text.len().min(PAGE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let near = text.get(..end).unwrap_or_default();
    TAGS.iter().any(|tag| near.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_text(pieces: &[&[u8]]) -> bool {
        let mut text = Text::default();
        pieces.iter().all(|piece| text.goes_on(piece)) && text.may_end()
    }

    #[test]
    fn a_character_may_be_cut_anywhere() {
        let text = "aä€😀".as_bytes();
        for at in 0..text.len() {
            let (first, second) = text.split_at(at);
            assert!(is_text(&[first, second]), "{at}");
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert!(is_text(&bytes));
    }

    #[test]
    fn what_is_not_utf8_is_no_text() {
        assert!(!is_text(&[b"a\0b"]));
        assert!(!is_text(&[b"\xff\xfea"]));
        assert!(!is_text(&[b"a\xe4"]));
        assert!(!is_text(&[b"\xe2", b"\x82", b"x"]));
        assert!(!is_text(&[b"\xed\xa0\x80"]));
    }

    #[test]
    fn pages_and_programs_are_told_from_texts() {
        for page in [
            "<!DOCTYPE html>",
            "\u{feff}\n <HTML>",
            "hello <script>alert(1)</script>",
            "<?xml version=\"1.0\"?>",
            "<svg onload=x>",
            "<a href=x>",
            "x\n<?php system($_GET[0]);",
            "#!/bin/sh\n",
            "From: <Saved by Blink>\nMIME-Version: 1.0",
            "MIME-Version: 1.0",
            "%PDF-1.7",
        ] {
            assert!(is_markup(page.as_bytes()), "{page}");
        }
        for text in [
            "Hello",
            "a < b and b > c",
            "<3",
            "< not a tag",
            "=HYPERLINK(\"http://x\")",
            "name,price\nlogo,10",
            "we say <b>",
        ] {
            assert!(!is_markup(text.as_bytes()), "{text}");
        }
    }
}
