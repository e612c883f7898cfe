//! The words of a text, and where they stand in it.
//!
//! The same rules as those of `app.folded` and `app.words` in the database, which a test holds
//! beside these: without case, without accents, each character of a script without blanks and
//! each emoji a word by itself.

use unicode_normalization::UnicodeNormalization as _;

/// Longer words are cut.
const WORD_CHARS_MAX: usize = 40;

/// A word, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Without case and accents.
    pub(crate) text: String,
    /// The first of its UTF-16 code units.
    pub(crate) start: usize,
    /// The one after its last.
    pub(crate) end: usize,
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
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

fn is_in(ranges: &[(u32, u32)], character: char) -> bool {
    let code = u32::from(character);
    let after = ranges.partition_point(|(first, _)| *first <= code);
    after
        .checked_sub(1)
        .and_then(|at| ranges.get(at))
        .is_some_and(|(_, last)| code <= *last)
}

/// What shows nothing by itself.
const MARKS: &[(u32, u32)] = &[
    (0xad, 0xad),
    (0x300, 0x36f),
    (0x483, 0x489),
    (0x591, 0x5bd),
    (0x5bf, 0x5bf),
    (0x5c1, 0x5c2),
    (0x5c4, 0x5c5),
    (0x5c7, 0x5c7),
    (0x610, 0x61a),
    (0x61c, 0x61c),
    (0x640, 0x640),
    (0x64b, 0x65f),
    (0x670, 0x670),
    (0x6d6, 0x6dc),
    (0x6df, 0x6e8),
    (0x6ea, 0x6ed),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x200c, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x20d0, 0x20ff),
    (0x3099, 0x309a),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0xfeff, 0xfeff),
    (0x1f3fb, 0x1f3ff),
    (0xe0000, 0xe01ef),
];

/// What stands between words.
const SEPARATORS: &[(u32, u32)] = &[
    (0x0, 0x2f),
    (0x3a, 0x40),
    (0x5b, 0x60),
    (0x7b, 0xa9),
    (0xab, 0xb1),
    (0xb4, 0xb4),
    (0xb6, 0xb8),
    (0xbb, 0xbb),
    (0xbf, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x2c2, 0x2df),
    (0x37e, 0x37e),
    (0x387, 0x387),
    (0x55a, 0x55f),
    (0x589, 0x58a),
    (0x5be, 0x5be),
    (0x5c0, 0x5c0),
    (0x5c3, 0x5c3),
    (0x5c6, 0x5c6),
    (0x5f3, 0x5f4),
    (0x609, 0x60d),
    (0x61b, 0x61b),
    (0x61d, 0x61f),
    (0x66a, 0x66d),
    (0x6d4, 0x6d4),
    (0x700, 0x70d),
    (0x964, 0x965),
    (0x970, 0x970),
    (0xe2f, 0xe2f),
    (0xe3f, 0xe3f),
    (0xe4f, 0xe4f),
    (0xe5a, 0xe5b),
    (0xf04, 0xf14),
    (0xf3a, 0xf3d),
    (0x104a, 0x104f),
    (0x1360, 0x1368),
    (0x1400, 0x1400),
    (0x166d, 0x166e),
    (0x1680, 0x1680),
    (0x17d4, 0x17da),
    (0x1800, 0x180a),
    (0x2000, 0x200b),
    (0x2010, 0x2029),
    (0x202f, 0x205f),
    (0x20a0, 0x20cf),
    (0x2190, 0x25ff),
    (0x2900, 0x2bff),
    (0x2e00, 0x2e7f),
    (0x3000, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0x3036, 0x303f),
    (0x30a0, 0x30a0),
    (0x30fb, 0x30fb),
    (0xa4fe, 0xa4ff),
    (0xa60d, 0xa60f),
    (0xfe10, 0xfe1f),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff0f),
    (0xff1a, 0xff20),
    (0xff3b, 0xff40),
    (0xff5b, 0xff65),
];

/// Scripts without blanks, and pictures: each character is a word.
const ALONE: &[(u32, u32)] = &[
    (0xe00, 0xe2e),
    (0xe30, 0xe3e),
    (0xe40, 0xe4e),
    (0xe80, 0xeff),
    (0x1000, 0x1049),
    (0x1050, 0x109f),
    (0x1780, 0x17d3),
    (0x2600, 0x27bf),
    (0x2e80, 0x2fff),
    (0x3005, 0x3007),
    (0x3021, 0x302f),
    (0x3031, 0x3035),
    (0x3040, 0x3098),
    (0x309b, 0x309f),
    (0x30a1, 0x30fa),
    (0x30fc, 0x312f),
    (0x3190, 0x31ff),
    (0x3400, 0x9fff),
    (0xf900, 0xfaff),
    (0x1f000, 0x1f3fa),
    (0x1f400, 0x1faff),
    (0x20000, 0x3ffff),
];

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
