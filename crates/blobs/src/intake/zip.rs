use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::{Kind, Reason, Refusal};

/// Signature and fixed part of the record that ends every archive, and how far before the end it may be.
const END_MARK: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const COMMENT_BYTES_MAX: u64 = 65_535;

/// The same of an entry of the directory.
const ENTRY_MARK: &[u8] = b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;

/// What is in an archive, by the names in its directory. Nothing is ever unpacked.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inside {
    has_content_types: bool,
    has_word: bool,
    has_excel: bool,
    has_powerpoint: bool,
    has_macros: bool,
    open_document: Option<Kind>,
}

impl Inside {
    /// Whether it is a file of this kind. Every archive may be called one.
    pub(super) fn agree(&self, kind: Kind) -> Result<(), Refusal> {
        let is_so = match kind {
            Kind::Zip => return Ok(()),
            Kind::Docx => self.has_content_types && self.has_word,
            Kind::Xlsx => self.has_content_types && self.has_excel,
            Kind::Pptx => self.has_content_types && self.has_powerpoint,
            Kind::Odt | Kind::Ods | Kind::Odp => self.open_document == Some(kind),
            Kind::Png
            | Kind::Jpeg
            | Kind::Gif
            | Kind::Webp
            | Kind::Pdf
            | Kind::Txt
            | Kind::Csv
            | Kind::Mp4
            | Kind::Mp3 => false,
        };
        if !is_so {
            return Err(Refusal::NotAllowed(Reason::Content));
        }
        if self.has_macros {
            return Err(Refusal::NotAllowed(Reason::Macros));
        }
        Ok(())
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            b"[Content_Types].xml" => self.has_content_types = true,
            b"word/document.xml" => self.has_word = true,
            b"xl/workbook.xml" => self.has_excel = true,
            b"ppt/presentation.xml" => self.has_powerpoint = true,
            name => {
                self.has_macros |= name.to_ascii_lowercase().ends_with(b"vbaproject.bin");
            }
        }
    }
}

/// Reads the directory of an archive. None where there is none that can be read.
pub(super) fn look(path: &Path, head: &[u8]) -> io::Result<Option<Inside>> {
    let mut file = File::open(path)?;
    let Some((start, length)) = directory(&mut file)? else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(start))?;
    let mut directory = BufReader::new(file).take(length);
    let mut inside = Inside {
        open_document: open_document(head),
        ..Inside::default()
    };
    while directory.limit() > 0 {
        match entry(&mut directory) {
            Ok(Some(name)) => inside.note(&name),
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(inside))
}

/// Where the directory is and how long it is.
fn directory(file: &mut File) -> io::Result<Option<(u64, u64)>> {
    let size = file.metadata()?.len();
    let start = size.saturating_sub(COMMENT_BYTES_MAX + END_BYTES as u64);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(COMMENT_BYTES_MAX + END_BYTES as u64)
        .read_to_end(&mut tail)?;
    let Some(at) = tail
        .windows(END_BYTES)
        .rposition(|window| window.starts_with(END_MARK))
    else {
        return Ok(None);
    };
    let end = tail.get(at..).unwrap_or_default();
    let (Some(length), Some(offset)) = (u32_at(end, 12), u32_at(end, 16)) else {
        return Ok(None);
    };
    let (length, offset) = (u64::from(length), u64::from(offset));
    let is_inside = offset + length <= start + at as u64;
    Ok(is_inside.then_some((offset, length)))
}

/// The name of the next entry. None where there is something else.
fn entry(directory: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut fixed = [0; ENTRY_BYTES];
    directory.read_exact(&mut fixed)?;
    if !fixed.starts_with(ENTRY_MARK) {
        return Ok(None);
    }
    let [name, extra, comment] = [28, 30, 32].map(|at| u16_at(&fixed, at).unwrap_or_default());
    let mut text = vec![0; usize::from(name)];
    directory.read_exact(&mut text)?;
    let skipped = u64::from(extra) + u64::from(comment);
    io::copy(&mut directory.take(skipped), &mut io::sink())?;
    Ok(Some(text))
}

/// An OpenDocument says what it is in its first entry, which is not packed.
fn open_document(head: &[u8]) -> Option<Kind> {
    let is_stored = u16_at(head, 8) == Some(0);
    let name = usize::from(u16_at(head, 26)?);
    let extra = usize::from(u16_at(head, 28)?);
    let size = usize::try_from(u32_at(head, 22)?).ok()?;
    let after = head.get(30..)?;
    if !is_stored || after.get(..name)? != b"mimetype" {
        return None;
    }
    let said = after.get(name + extra..)?.get(..size)?;
    [Kind::Odt, Kind::Ods, Kind::Odp]
        .into_iter()
        .find(|kind| kind.content_type().as_bytes() == said)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*two))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}
