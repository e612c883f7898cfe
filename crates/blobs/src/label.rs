use std::fmt;

use domain::{FILE_NAME_CHARS_MAX, FileName};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a file without any name left is called.
const NAMELESS: &str = "file";

/// What RFC 8187 lets stand in `filename*`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// The label of a file: what its uploader called it, made harmless. It is shown and offered as a name to
/// save under; nothing is ever opened or stored by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    /// Makes a label of whatever a client sent: the last part of a path, without characters that control or
    /// hide, without dots and blanks at its ends. Percent signs are text.
    #[must_use]
    pub fn sanitise(sent: &str) -> Self {
        let last = sent
            .rsplit(['/', '\\'])
            .map(|part| cut(&visible(part)))
            .find(|part| FileName::parse(part.as_str()).is_ok())
            .unwrap_or_else(|| NAMELESS.to_owned());
        Self(last)
    }

    /// The label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the last dot, in lower case: the one that decides how a system opens the file.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        (!stem.is_empty()).then(|| extension.to_lowercase())
    }

    /// The value of `Content-Disposition` (RFC 6266): always an attachment. Visible ASCII, so that every
    /// header can carry it.
    #[must_use]
    pub fn content_disposition(&self) -> String {
        let plain: String = self.0.chars().map(plain).collect();
        if plain == self.0 {
            return format!("attachment; filename=\"{plain}\"");
        }
        let encoded = utf8_percent_encode(&self.0, ENCODED);
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
    }
}

impl AsRef<str> for Label {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What stands for a character in the form for clients that know ASCII alone. A percent sign is one that
/// some of them decode.
fn plain(c: char) -> char {
    match c {
        '"' | '\\' | '%' => '_',
        ' '..='~' => c,
        _ => '_',
    }
}

fn visible(part: &str) -> String {
    let kept: String = part.chars().filter(|c| !hides(*c)).collect();
    // Systems drop dots and blanks at the end, and with them an extension that was not the last.
    kept.trim_matches(|c: char| c.is_whitespace())
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace())
        .to_owned()
}

/// Controls, and what changes the order of others or shows nothing. The joiners stay: scripts and emoji
/// need them.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Cuts the stem, so that the extension stays.
fn cut(name: &str) -> String {
    let length = name.chars().count();
    if length <= FILE_NAME_CHARS_MAX {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() < FILE_NAME_CHARS_MAX => {
            (stem, format!(".{extension}"))
        }
        Some(_) | None => (name, String::new()),
    };
    let room = FILE_NAME_CHARS_MAX - extension.chars().count();
    let mut kept: String = stem.chars().take(room).collect();
    kept.push_str(&extension);
    // The cut may have ended on a dot or a blank.
    visible(&kept)
}

#[cfg(test)]
mod tests;
