//! What is looked for: words that must all be there, "several in a row", -without these, this or
//! that. The last word may be unfinished. Nothing in it is an error.
//!
//! The database finds by patterns ([`Sought::patterns`]); where a text has it is found here
//! ([`Sought::find_in`]). Both rest on the same words.

use serde::{Deserialize, Serialize};
use words::{Word, words};

/// A longer text is not something one looks for.
const CHARS_MAX: usize = 300;

/// Where a text has what was looked for: UTF-16 code units, the end excluded.
pub(crate) type Highlight = (usize, usize);

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Sought {
    text: String,
    /// One of these must be fulfilled.
    ways: Vec<Way>,
}

/// Terms that must all be fulfilled.
type Way = Vec<Term>;

/// One array each for all ways, one after the other: whoever has all of the first and none of the
/// second is found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Patterns {
    pub(crate) ways: i32,
    pub(crate) having_all: Vec<String>,
    pub(crate) having_none: Vec<String>,
}

/// What every text is like.
const EVERY_TEXT: &str = "%";
/// What none is like: words stand between blanks, so one character is none.
const NO_TEXT: &str = "_";

/// Words in a row, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    /// Whether they must not be there.
    is_without: bool,
    /// Whether the last of them may go on.
    is_open: bool,
}

impl Serialize for Sought {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(to)
    }
}

impl TryFrom<String> for Sought {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if text.trim().is_empty() {
            Err("must not be empty")
        } else if text.chars().nth(CHARS_MAX).is_some() {
            Err("must be at most 300 characters")
        } else {
            let ways = ways(&text);
            Ok(Self { text, ways })
        }
    }
}

impl Sought {
    /// Whether there is nothing to look for: no word in it.
    pub(crate) fn is_nothing(&self) -> bool {
        self.ways.is_empty()
    }

    /// What the words of a text must be like, for `like`: see `app.hits`.
    pub(crate) fn patterns(&self) -> Patterns {
        Patterns {
            ways: i32::try_from(self.ways.len()).unwrap_or(i32::MAX),
            having_all: patterns(&self.ways, false, EVERY_TEXT),
            having_none: patterns(&self.ways, true, NO_TEXT),
        }
    }

    /// Where a text has it; none where it has it not.
    pub(crate) fn find_in(&self, text: &str) -> Option<Vec<Highlight>> {
        let words = words(text);
        let mut places: Option<Vec<Highlight>> = None;
        for found in self.ways.iter().filter_map(|way| find(way, &words)) {
            places.get_or_insert_default().extend(found);
        }
        places.map(merged)
    }
}

impl Term {
    fn pattern(&self) -> String {
        let end = if self.is_open { "" } else { " " };
        format!("% {}{end}%", self.words.join(" "))
    }

    fn find_in(&self, words: &[Word]) -> Vec<Highlight> {
        words
            .windows(self.words.len())
            .filter(|row| self.fits(row))
            .filter_map(|row| Some((row.first()?.start, row.last()?.end)))
            .collect()
    }

    fn fits(&self, row: &[Word]) -> bool {
        let last = self.words.len().saturating_sub(1);
        self.words
            .iter()
            .zip(row)
            .enumerate()
            .all(|(n, (sought, word))| {
                if self.is_open && n == last {
                    word.text.starts_with(sought.as_str())
                } else {
                    word.text == *sought
                }
            })
    }
}

/// The terms of one kind as patterns, as many for each way: what is missing is filled up.
fn patterns(ways: &[Way], is_without: bool, filler: &str) -> Vec<String> {
    let of = |way: &Way| -> Vec<String> {
        let terms = way.iter().filter(|term| term.is_without == is_without);
        terms.map(Term::pattern).collect()
    };
    let ways: Vec<Vec<String>> = ways.iter().map(of).collect();
    let count = ways.iter().map(Vec::len).max().unwrap_or_default();
    let full = |mut way: Vec<String>| {
        way.resize(count, filler.to_owned());
        way
    };
    ways.into_iter().flat_map(full).collect()
}

fn find(way: &Way, words: &[Word]) -> Option<Vec<Highlight>> {
    let mut places = Vec::new();
    for term in way {
        let found = term.find_in(words);
        if found.is_empty() != term.is_without {
            return None;
        }
        places.extend(found);
    }
    Some(places)
}

/// In order, and those that touch as one.
fn merged(mut places: Vec<Highlight>) -> Vec<Highlight> {
    places.sort_unstable();
    let mut merged: Vec<Highlight> = Vec::with_capacity(places.len());
    for (start, end) in places {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            Some(_) | None => merged.push((start, end)),
        }
    }
    merged
}

/// A piece of what was typed.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Or,
    Text {
        text: &'a str,
        is_without: bool,
        is_quoted: bool,
    },
}

fn ways(text: &str) -> Vec<Way> {
    let pieces = pieces(text);
    let last = pieces.len().saturating_sub(1);
    let is_unfinished = !text.ends_with(|c: char| c.is_whitespace() || c == '"');
    let mut ways = vec![Way::new()];
    for (n, piece) in pieces.iter().enumerate() {
        let (text, is_without, is_quoted) = match piece {
            // Only between two others does it mean that.
            Piece::Or if n > 0 && n < last => {
                ways.push(Way::new());
                continue;
            }
            Piece::Or => ("or", false, false),
            Piece::Text {
                text,
                is_without,
                is_quoted,
            } => (*text, *is_without, *is_quoted),
        };
        let words: Vec<String> = words(text).into_iter().map(|word| word.text).collect();
        if let (false, Some(way)) = (words.is_empty(), ways.last_mut()) {
            way.push(Term {
                words,
                is_without,
                is_open: n == last && is_unfinished && !is_without && !is_quoted,
            });
        }
    }
    ways.retain(|way| !way.is_empty());
    ways
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (is_without, after) = match rest.strip_prefix('-') {
            Some(after) if !after.starts_with(char::is_whitespace) => (true, after),
            Some(_) | None => (false, rest),
        };
        let (text, is_quoted, left) = match after.strip_prefix('"') {
            // A quote that does not end goes on to the end.
            Some(quoted) => {
                let (text, left) = quoted.split_once('"').unwrap_or((quoted, ""));
                (text, true, left)
            }
            None => {
                let end = after
                    .find(|c: char| c.is_whitespace() || c == '"')
                    .unwrap_or(after.len());
                let (text, left) = after.split_at(end);
                (text, false, left)
            }
        };
        pieces.push(
            if !is_without && !is_quoted && text.eq_ignore_ascii_case("or") {
                Piece::Or
            } else {
                Piece::Text {
                    text,
                    is_without,
                    is_quoted,
                }
            },
        );
        rest = left.trim_start();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(text: &str) -> Sought {
        Sought::try_from(text.to_owned()).unwrap()
    }

    fn patterns(ways: i32, all: &[&str], none: &[&str]) -> Patterns {
        let owned = |of: &[&str]| of.iter().map(ToString::to_string).collect();
        Patterns {
            ways,
            having_all: owned(all),
            having_none: owned(none),
        }
    }

    fn has(query: &str, text: &str) -> bool {
        sought(query).find_in(text).is_some()
    }

    #[test]
    fn all_words_must_be_there_in_any_order() {
        assert!(has("logo new ", "The NEW logo"));
        assert!(!has("logo old ", "The new logo"));
        assert_eq!(
            sought("new logo ").patterns(),
            patterns(1, &["% new %", "% logo %"], &[])
        );
    }

    #[test]
    fn the_last_word_may_be_unfinished_unless_a_blank_or_a_quote_ends_it() {
        assert!(has("the web", "the website"));
        assert!(!has("web the", "the website"));
        for finished in ["web ", "\"web\"", "web\u{3000}"] {
            assert!(!has(finished, "the website"), "{finished}");
            assert_eq!(sought(finished).patterns(), patterns(1, &["% web %"], &[]));
        }
        assert_eq!(sought("web").patterns(), patterns(1, &["% web%"], &[]));
    }

    #[test]
    fn quoted_words_stand_in_a_row() {
        assert!(has("\"new logo\"", "a new logo"));
        assert!(!has("\"new logo\"", "a logo, new"));
        assert!(!has("\"new logo\"", "new, and a logo"));
        assert!(has("\"new-logo\"", "new logo"));
        assert!(has("\"new logo", "a new logo"));
        assert_eq!(
            sought("\"new logo\"").patterns(),
            patterns(1, &["% new logo %"], &[])
        );
    }

    #[test]
    fn a_minus_takes_out_and_an_or_lets_choose() {
        assert!(has("logo -old", "new logo"));
        assert!(!has("logo -old", "old logo"));
        assert!(has("logo -\"old one\"", "logo one old"));
        assert!(!has("logo -\"old one\"", "logo old one"));
        assert!(has("cat or dog ", "a dog"));
        assert!(has("cat OR dog ", "a cat"));
        assert!(!has("cat or dog ", "a cow"));
        assert!(has("a cat or dog -cow ", "dog"));
        assert_eq!(
            sought("a cat or dog -cow ").patterns(),
            patterns(2, &["% a %", "% cat %", "% dog %", "%"], &["_", "% cow %"])
        );
        assert_eq!(
            sought("logo -\"old one\"").patterns(),
            patterns(1, &["% logo %"], &["% old one %"])
        );
    }

    #[test]
    fn or_is_a_word_where_it_stands_between_nothing() {
        assert!(has("or", "this or that"));
        assert!(has("or that ", "this or that"));
    }

    #[test]
    fn nothing_that_is_typed_is_an_error_and_signs_are_no_operators() {
        for text in [
            "a & | !",
            ":*",
            "((((",
            "<->",
            "\"",
            "-",
            "- -",
            "' or 1=1 --",
            "a:b\\'c",
            "\0",
            "or or or",
        ] {
            let Patterns {
                having_all,
                having_none,
                ..
            } = sought(text).patterns();
            assert!(
                having_all
                    .iter()
                    .chain(&having_none)
                    .all(|pattern| !pattern.contains('\\')),
                "{text}"
            );
        }
        assert!(sought("((((").is_nothing());
        assert!(sought("a & | !").find_in("a").is_some());
        assert!(has("(a+)+$", "aa (a+)+$"));
    }

    #[test]
    fn what_is_empty_or_too_long_is_nothing_to_look_for() {
        for text in [String::new(), " \t".to_owned(), "x".repeat(301)] {
            assert!(Sought::try_from(text).is_err());
        }
        assert!(Sought::try_from("x".repeat(300)).is_ok());
    }

    #[test]
    fn one_character_of_a_script_without_blanks_is_enough() {
        assert!(has("京", "東京都"));
        assert!(has("京都", "東京都"));
        assert!(!has("都京", "東京都"));
    }

    #[test]
    fn places_are_marked_in_order_and_those_that_touch_as_one() {
        let find = |query: &str, text: &str| sought(query).find_in(text).unwrap();
        assert_eq!(
            find("logo the", "The Logo, the"),
            [(0, 3), (4, 8), (10, 13)]
        );
        assert_eq!(find("京都 ", "東京都"), [(1, 3)]);
        assert_eq!(find("\"b c\" \"c d\"", "a b c d"), [(2, 7)]);
        assert_eq!(find("i", "👍 İstanbul"), [(3, 11)]);
        assert_eq!(find("-x", "y"), []);
    }
}
