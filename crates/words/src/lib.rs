//! The words of a text, as the search takes them: what the projector writes beside a message, what
//! somebody looks for, and what is marked in what was found are made by this one piece of code.
//!
//! Words have no case and no accents. Each character of a script without blanks is a word by itself,
//! and so is each emoji. Subjects and names, which are not split, are folded by `app.folded` in the
//! database after the same rules; a test holds the two together.
//!
//! To treat a character otherwise: its range in `ranges.rs`, the same in `app.folded` by a migration, a
//! test, and `tidings rebuild` for what was written before.

mod ranges;

use ranges::{ALONE, MARKS, SEPARATORS, is_in};
use unicode_normalization::UnicodeNormalization as _;

/// Longer words are cut.
const WORD_CHARS_MAX: usize = 40;

/// A word, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Without case and accents.
    pub text: String,
    /// The first of its UTF-16 code units.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Found::default();
    let mut at = 0;
    for character in text.chars() {
        let end = at + character.len_utf16();
        found.take(character, at, end);
        at = end;
    }
    found.close();
    found.words
}

/// The words of a text in their order, each between two blanks: `" the new logo "`. So a text has
/// the words of a phrase in a row where `" new logo "` is in it, and one that begins so where
/// `" new lo"` is. Empty where there is no word.
#[must_use]
pub fn spaced(text: &str) -> String {
    if text.is_ascii() {
        return spaced_ascii(text);
    }
    let mut spaced = String::with_capacity(text.len() + 2);
    for word in words(text) {
        open(&mut spaced);
        spaced.push_str(&word.text);
        spaced.push(' ');
    }
    spaced
}

/// The same for most texts, in one go.
fn spaced_ascii(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let cut = word.get(..WORD_CHARS_MAX).unwrap_or(word);
        if !cut.is_empty() {
            open(&mut spaced);
            spaced.extend(cut.chars().map(|c| c.to_ascii_lowercase()));
            spaced.push(' ');
        }
    }
    spaced
}

fn open(spaced: &mut String) {
    if spaced.is_empty() {
        spaced.push(' ');
    }
}

#[derive(Default)]
struct Found {
    words: Vec<Word>,
    /// The word that goes on.
    open: Option<Word>,
    /// Whether the last word ended with the last character, so that a mark still belongs to it.
    is_near: bool,
}

impl Found {
    fn take(&mut self, character: char, start: usize, end: usize) {
        let mut shows = false;
        for letter in folded(character) {
            shows = true;
            if is_in(SEPARATORS, letter) {
                self.close();
                self.is_near = false;
            } else if is_in(ALONE, letter) {
                self.close();
                self.open = Some(Word {
                    text: letter.to_string(),
                    start,
                    end,
                });
                self.close();
                self.is_near = true;
            } else {
                let word = self.open.get_or_insert_with(|| Word {
                    text: String::new(),
                    start,
                    end,
                });
                word.text.push(letter);
                word.end = end;
                self.is_near = false;
            }
        }
        if !shows {
            self.stretch(end);
        }
    }

    /// A mark belongs to what stands before it.
    fn stretch(&mut self, end: usize) {
        if let Some(word) = &mut self.open {
            word.end = end;
        } else if let Some(word) = self.words.last_mut().filter(|_| self.is_near) {
            word.end = end;
        }
    }

    fn close(&mut self) {
        let Some(mut word) = self.open.take() else {
            return;
        };
        if let Some((cut, _)) = word.text.char_indices().nth(WORD_CHARS_MAX) {
            word.text.truncate(cut);
        }
        self.words.push(word);
    }
}

/// A character without case and accents: none, one or several.
fn folded(character: char) -> impl Iterator<Item = char> {
    std::iter::once(character)
        .nfkd()
        .filter(|c| !is_in(MARKS, *c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_in(MARKS, *c))
        .flat_map(plain)
}

/// Letters that are others with a stroke, or two in one.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ħ' => ('h', None),
        'ı' => ('i', None),
        'ł' => ('l', None),
        'ŧ' => ('t', None),
        'ŋ' => ('n', None),
        'ς' => ('σ', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, usize, usize)> {
        let words = words(text).into_iter();
        words.map(|w| (w.text, w.start, w.end)).collect()
    }

    fn word(text: &str, start: usize, end: usize) -> (String, usize, usize) {
        (text.to_owned(), start, end)
    }

    #[test]
    fn spaced_words_are_the_words_with_blanks_around() {
        let long = "x".repeat(50);
        for text in [
            "",
            " ",
            "The new, LOGO!",
            "a_b-c 1.5%",
            "Ça va, MÜLLER?",
            "東京x都",
            "-",
            long.as_str(),
            "\0\t\u{7f}",
        ] {
            let joined: String = words(text).iter().map(|w| format!("{} ", w.text)).collect();
            let expected = if joined.is_empty() {
                String::new()
            } else {
                format!(" {joined}")
            };
            assert_eq!(spaced(text), expected, "{text:?}");
        }
        assert_eq!(spaced("The new, LOGO!"), " the new logo ");
    }

    /// Patterns of `like` are made of words.
    #[test]
    fn no_word_has_a_character_that_like_takes_for_another() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let text = spaced(&format!("a{c}b"));
            assert!(!text.contains(['%', '_', '\\']), "{c:?}");
        }
    }

    #[test]
    fn words_have_no_case_and_no_accents() {
        assert_eq!(
            found("Ça va, MÜLLER?"),
            [word("ca", 0, 2), word("va", 3, 5), word("muller", 7, 13)]
        );
        assert_eq!(found("Straße"), [word("strasse", 0, 6)]);
        assert_eq!(
            found("ΣΟΦΙΑΣ σοφίας"),
            [word("σοφιασ", 0, 6), word("σοφιασ", 7, 13)]
        );
    }

    #[test]
    fn a_turkish_i_is_an_i() {
        assert_eq!(
            found("İstanbul ısı"),
            [word("istanbul", 0, 8), word("isi", 9, 12)]
        );
    }

    #[test]
    fn a_combining_mark_belongs_to_what_it_stands_on() {
        assert_eq!(found("cafe\u{301}s"), [word("cafes", 0, 6)]);
        assert_eq!(
            found("a e\u{301}\u{301}"),
            [word("a", 0, 1), word("e", 2, 5)]
        );
        assert_eq!(found("\u{301}a"), [word("a", 1, 2)]);
    }

    #[test]
    fn places_are_counted_in_utf_16() {
        assert_eq!(found("👍🏽 ok"), [word("👍", 0, 4), word("ok", 5, 7)]);
        assert_eq!(found("𝕏y"), [word("xy", 0, 3)]);
    }

    #[test]
    fn a_character_of_a_script_without_blanks_is_a_word() {
        assert_eq!(
            found("東京x都"),
            [
                word("東", 0, 1),
                word("京", 1, 2),
                word("x", 2, 3),
                word("都", 3, 4)
            ]
        );
        assert_eq!(found("ไทย").len(), 3);
    }

    #[test]
    fn text_from_right_to_left_has_words_too() {
        assert_eq!(
            found("שָׁלוֹם עולם"),
            [word("שלום", 0, 7), word("עולם", 8, 12)]
        );
        assert_eq!(found("مَرْحَبًا"), [word("مرحبا", 0, 9)]);
    }

    #[test]
    fn a_long_word_is_cut() {
        let long = "a".repeat(10_000);
        assert_eq!(found(&long), [word(&"a".repeat(40), 0, 10_000)]);
    }
}
