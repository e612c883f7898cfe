use super::{Kind, Reason, Refusal, text};

/// Whether the first bytes of a file are of the kind that its name says. What is in an archive is looked
/// at later.
pub(super) fn agree(head: &[u8], kind: Kind) -> Result<(), Refusal> {
    if kind.is_text() {
        return if text::is_markup(head) {
            Err(Refusal::NotAllowed(Reason::Markup))
        } else {
            Ok(())
        };
    }
    let is_so = if kind.is_zip() {
        is_zip(head)
    } else {
        told(head) == Some(kind)
    };
    if is_so {
        Ok(())
    } else {
        Err(Refusal::NotAllowed(Reason::Content))
    }
}

/// An archive that begins with its first entry, or is empty. One with something in front of it may be a
/// program.
fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

fn told(head: &[u8]) -> Option<Kind> {
    match infer::get(head)?.mime_type() {
        "image/png" => Some(Kind::Png),
        "image/jpeg" => Some(Kind::Jpeg),
        "image/gif" => Some(Kind::Gif),
        "image/webp" => Some(Kind::Webp),
        "application/pdf" => Some(Kind::Pdf),
        // The second is the first in the words of one maker.
        "video/mp4" | "video/x-m4v" => Some(Kind::Mp4),
        "audio/mpeg" => Some(Kind::Mp3),
        _ => None,
    }
}
