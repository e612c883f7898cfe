use domain::FileState;

use super::Kind;
use crate::{Draft, Label};

/// A file that may be kept, and is not yet: dropped, it takes its bytes away.
#[derive(Debug)]
pub struct Arrival {
    /// Its label.
    pub name: Label,
    /// What it is.
    pub kind: Kind,
    /// Its size in bytes.
    pub size: u64,
    /// The digest of its bytes.
    pub sha256: [u8; 32],
    /// How large it is to look at, if it is a picture.
    pub picture: Option<Size>,
    /// Whether it is known to be clean.
    pub state: FileState,
    pub(crate) draft: Draft,
    pub(crate) preview: Option<Preview>,
}

impl Arrival {
    /// A small picture of it, if one could be made.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Where its bytes are, for now.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }
}

/// Width and height of a picture in pixels, the way it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// A small picture, made anew from the pixels: nothing else that was in the file is in it.
#[derive(Debug)]
pub struct Preview {
    /// Its type.
    pub kind: Kind,
    /// Its size in bytes.
    pub size: u64,
    pub(crate) draft: Draft,
}

impl Preview {
    /// Where its bytes are, for now.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }
}
