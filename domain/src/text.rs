//! Text that is valid because it exists: parsed once at the edge, never checked again.

use serde::{Deserialize, Serialize};

/// Longer bodies are files. The limit is the one the web client enforces too.
pub const BODY_CHARS_MAX: usize = 10_000;
/// A subject is one line of a list.
pub const SUBJECT_CHARS_MAX: usize = 200;
/// Names of people and projects.
pub const NAME_CHARS_MAX: usize = 200;
/// Why a message is reported, why a conversation is closed, why an auditor looks.
pub const REASON_CHARS_MAX: usize = 500;
/// What a report says, and what those who handle it note.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// What file systems take as a name.
pub const FILE_NAME_CHARS_MAX: usize = 255;
/// A preview is the beginning of a body, unchanged.
pub const PREVIEW_CHARS: usize = 120;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing that a reader could see.
    #[error("must not be blank")]
    Blank,
    /// More Unicode scalar values than allowed.
    #[error("must be at most {max} characters")]
    TooLong {
        /// The limit, in Unicode scalar values.
        max: usize,
    },
    /// U+0000, which Postgres cannot hold.
    #[error("must not contain U+0000")]
    Nul,
}

/// White space and characters without width: a text of these alone shows nothing.
fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}'
            | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn check(text: &str, max: usize) -> Result<(), BadText> {
    if text.contains('\0') {
        return Err(BadText::Nul);
    }
    // A text of at most `max` bytes has at most `max` characters: most need no counting.
    if text.len() > max && text.chars().nth(max).is_some() {
        return Err(BadText::TooLong { max });
    }
    if text.chars().all(shows_nothing) {
        return Err(BadText::Blank);
    }
    Ok(())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $max:expr) => {
        $(#[$doc])*
        ///
        /// Text is kept as given: no trim, no normalisation.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text if it is within its limits.
            ///
            /// # Errors
            /// Blank, too long, or with U+0000 inside.
            pub fn parse(text: impl Into<String>) -> Result<Self, BadText> {
                let text = text.into();
                check(&text, $max)?;
                Ok(Self(text))
            }

            /// The text as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text!(
    /// What a message says. "" only beside files, made by [`Body::empty`].
    Body, BODY_CHARS_MAX
);
text!(
    /// What a conversation is about.
    Subject, SUBJECT_CHARS_MAX
);
text!(
    /// What a person or a project is called.
    Name, NAME_CHARS_MAX
);
text!(
    /// Why somebody does what needs a reason.
    Reason, REASON_CHARS_MAX
);

text!(
    /// What a report or somebody who handles it says.
    Note, NOTE_CHARS_MAX
);
text!(
    /// What an uploaded file is called: a label, never a path.
    FileName, FILE_NAME_CHARS_MAX
);

impl Body {
    /// The body of a message that is only files.
    #[must_use]
    pub const fn empty() -> Self {
        Self(String::new())
    }
}

/// The first [`PREVIEW_CHARS`] characters of a body, unchanged.
#[must_use]
pub fn preview(body: &str) -> &str {
    match body.char_indices().nth(PREVIEW_CHARS) {
        Some((end, _)) => body.get(..end).unwrap_or(body),
        None => body,
    }
}
