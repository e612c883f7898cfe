//! Real files of each type, and some that pretend.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

pub(crate) fn picture(width: u32, height: u32) -> DynamicImage {
    // Something to see, so that it does not shrink to nothing.
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7) as u8, (y * 5) as u8, (x ^ y) as u8])
    }))
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Png)
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Jpeg)
}

pub(crate) fn gif(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Gif)
}

pub(crate) fn webp(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::WebP)
}

/// A JPEG taken with the camera on its side, at a place that is nobody's business.
pub(crate) fn jpeg_on_its_side(width: u32, height: u32, place: &str) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    exif.extend([1, 0]); // one entry: orientation, a short, once, 6
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
    exif.extend([0; 4]);
    exif.extend(place.as_bytes());
    let plain = jpeg(width, height);
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend((exif.len() as u16 + 2).to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&plain[2..]);
    bytes
}

/// A PNG whose header says that it is this large, and that ends there.
pub(crate) fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [
        (b"IHDR", header),
        (b"IDAT", vec![0; 20_000]),
        (b"IEND", Vec::new()),
    ] {
        bytes.extend((content.len() as u32).to_be_bytes());
        let mut chunk = name.to_vec();
        chunk.extend(content);
        bytes.extend(&chunk);
        bytes.extend(crc32(&chunk).to_be_bytes());
    }
    bytes
}

pub(crate) fn gif_bomb(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = gif(1, 1);
    bytes[6..8].copy_from_slice(&width.to_le_bytes());
    bytes[8..10].copy_from_slice(&height.to_le_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (0_u32.wrapping_sub(crc & 1)))
        })
    })
}

/// An archive of unpacked entries.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in entries {
        let offset = bytes.len() as u32;
        let mut facts = crc32(content).to_le_bytes().to_vec();
        facts.extend((content.len() as u32).to_le_bytes());
        facts.extend((content.len() as u32).to_le_bytes());
        facts.extend((name.len() as u16).to_le_bytes());
        bytes.extend(b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0");
        bytes.extend(&facts);
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(*content);
        directory.extend(b"PK\x01\x02\x0a\0\x0a\0\0\0\0\0\0\0\0\0");
        directory.extend(&facts);
        directory.extend([0; 12]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

pub(crate) fn office(document: &str) -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships/>"),
        (document, b"<document/>"),
    ])
}

pub(crate) fn open_document(sort: &str) -> Vec<u8> {
    let said = format!("application/vnd.oasis.opendocument.{sort}");
    zip(&[("mimetype", said.as_bytes()), ("content.xml", b"<x/>")])
}

pub(crate) fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF".to_vec()
}

pub(crate) fn mp4() -> Vec<u8> {
    b"\0\0\0\x18ftypisom\0\0\x02\0isommp41\0\0\0\x08mdat".to_vec()
}

pub(crate) fn mp3() -> Vec<u8> {
    let mut bytes = b"ID3\x03\0\0\0\0\0\0".to_vec();
    bytes.extend([0xff, 0xfb, 0x90, 0x00]);
    bytes.extend([0; 413]);
    bytes
}

pub(crate) fn elf() -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(120, 0);
    bytes
}
