//! What comes in and what does not, by name and content.

use blobs::{FILE_BYTES_MAX, Kind, Reason, Refusal};

use crate::desk::Desk;
use crate::samples::*;

fn not(reason: Reason) -> Result<Kind, Refusal> {
    Err(Refusal::NotAllowed(reason))
}

async fn kind_of(desk: &Desk, name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    desk.take(name, bytes).await.map(|arrival| arrival.kind)
}

#[tokio::test]
async fn every_type_that_is_allowed_comes_in() {
    let desk = Desk::new().await;
    let files = [
        ("a.png", png(3, 2), Kind::Png),
        ("a.jpeg", jpeg(3, 2), Kind::Jpeg),
        ("a.JPG", jpeg(3, 2), Kind::Jpeg),
        ("a.gif", gif(3, 2), Kind::Gif),
        ("a.webp", webp(3, 2), Kind::Webp),
        ("a.pdf", pdf(), Kind::Pdf),
        ("a.txt", "Größe".as_bytes().to_vec(), Kind::Txt),
        ("a.csv", b"=HYPERLINK(\"x\"),1\n".to_vec(), Kind::Csv),
        ("a.docx", office("word/document.xml"), Kind::Docx),
        ("a.xlsx", office("xl/workbook.xml"), Kind::Xlsx),
        ("a.pptx", office("ppt/presentation.xml"), Kind::Pptx),
        ("a.odt", open_document("text"), Kind::Odt),
        ("a.ods", open_document("spreadsheet"), Kind::Ods),
        ("a.odp", open_document("presentation"), Kind::Odp),
        ("a.zip", zip(&[("x", b"y")]), Kind::Zip),
        ("b.zip", zip(&[]), Kind::Zip),
        ("c.zip", office("word/document.xml"), Kind::Zip),
        ("a.mp4", mp4(), Kind::Mp4),
        ("a.mp3", mp3(), Kind::Mp3),
    ];
    for (name, bytes, kind) in files {
        assert_eq!(kind_of(&desk, name, &bytes).await, Ok(kind), "{name}");
    }
    assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn content_that_is_not_what_the_name_says_is_refused() {
    let desk = Desk::new().await;
    let files = [
        ("a.png", elf()),
        ("a.png", b"<!doctype html><p>".to_vec()),
        ("a.png", b"<?php system('id');".to_vec()),
        ("a.png", jpeg(3, 2)),
        ("a.pdf", png(3, 2)),
        ("a.zip", elf()),
        ("a.mp4", mp3()),
        ("a.mp3", b"not a sound".to_vec()),
        ("a.docx", zip(&[("x", b"y")])),
        ("a.docx", office("xl/workbook.xml")),
        ("a.odt", open_document("spreadsheet")),
        ("a.odt", office("word/document.xml")),
        ("a.xlsx", open_document("spreadsheet")),
        ("a.png", b"\x89PN".to_vec()),
    ];
    for (name, bytes) in files {
        assert_eq!(
            kind_of(&desk, name, &bytes).await,
            not(Reason::Content),
            "{name}"
        );
    }
    assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn the_last_extension_decides() {
    let desk = Desk::new().await;
    for name in [
        "photo.jpg.exe",
        "x.jpg%00.exe",
        "photo\u{202e}gpj.exe",
        "photo.jpg/",
        "photo",
        ".jpg",
        "a.svg",
        "a.html",
        "a.xhtml",
        "a.shtml",
        "a.xml",
        "a.mht",
        "a.docm",
        "a.jpg.",
        "",
    ] {
        let expected = if matches!(name, "photo.jpg/" | "a.jpg.") {
            Ok(Kind::Jpeg)
        } else {
            not(Reason::Type)
        };
        assert_eq!(kind_of(&desk, name, &jpeg(3, 2)).await, expected, "{name}");
    }
}

#[tokio::test]
async fn pages_and_programs_are_no_texts() {
    let desk = Desk::new().await;
    for text in [
        "<!DOCTYPE html><script>alert(1)</script>",
        "<html xmlns=\"http://www.w3.org/1999/xhtml\">",
        "<?xml version=\"1.0\"?><?xml-stylesheet href=\"x.xsl\"?><a/>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        "MIME-Version: 1.0\nContent-Type: multipart/related",
        "<!--#exec cmd=\"id\" -->",
        "hello\n<?php system('id');",
        "#!/bin/sh\nid",
    ] {
        for name in ["a.txt", "a.csv"] {
            assert_eq!(
                kind_of(&desk, name, text.as_bytes()).await,
                not(Reason::Markup),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn a_text_is_utf8_without_nul_to_its_end() {
    let desk = Desk::new().await;
    let long = "ä".repeat(20_000);
    assert_eq!(
        kind_of(&desk, "a.txt", long.as_bytes()).await,
        Ok(Kind::Txt)
    );
    for end in [&b"\0"[..], b"\xe4", b"\xff"] {
        let mut bytes = long.clone().into_bytes();
        bytes.extend(end);
        assert_eq!(
            kind_of(&desk, "a.txt", &bytes).await,
            not(Reason::NotText),
            "{end:?}"
        );
    }
}

#[tokio::test]
async fn what_is_two_things_at_once_comes_in_as_what_it_is_called() {
    let desk = Desk::new().await;
    let mut gif_and_script = gif(3, 2);
    gif_and_script.extend(b"/*<script>alert(1)</script>*/");
    let mut png_and_zip = png(3, 2);
    png_and_zip.extend(zip(&[("x", b"y")]));
    let mut pdf_and_script = pdf();
    pdf_and_script.extend(b"<script>alert(1)</script>");
    assert_eq!(
        kind_of(&desk, "a.gif", &gif_and_script).await,
        Ok(Kind::Gif)
    );
    assert_eq!(kind_of(&desk, "a.png", &png_and_zip).await, Ok(Kind::Png));
    assert_eq!(
        kind_of(&desk, "a.pdf", &pdf_and_script).await,
        Ok(Kind::Pdf)
    );
}

#[tokio::test]
async fn a_document_with_macros_is_refused() {
    let desk = Desk::new().await;
    let bytes = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<x/>"),
        ("word/vbaProject.bin", b"x"),
    ]);
    assert_eq!(kind_of(&desk, "a.docx", &bytes).await, not(Reason::Macros));
}

#[tokio::test]
async fn an_archive_without_a_directory_is_refused_and_none_is_unpacked() {
    let desk = Desk::new().await;
    let whole = zip(&[("../../evil", b"x"), ("/abs", b"y")]);
    assert_eq!(kind_of(&desk, "a.zip", &whole).await, Ok(Kind::Zip));
    for length in 4..whole.len() {
        let cut = &whole[..length];
        assert_eq!(
            kind_of(&desk, "a.zip", cut).await,
            not(Reason::Unreadable),
            "{length}"
        );
    }
    assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn ten_mebibytes_come_in_and_one_byte_more_does_not() {
    let desk = Desk::new().await;
    let mut bytes = vec![b'a'; FILE_BYTES_MAX as usize];
    let arrival = desk.take("a.txt", &bytes).await.unwrap();
    assert_eq!(arrival.size, 10_485_760);
    drop(arrival);
    bytes.push(b'a');
    assert_eq!(
        desk.take("a.txt", &bytes).await.unwrap_err(),
        Refusal::TooLarge
    );
    assert_eq!(desk.take("a.txt", b"").await.unwrap_err(), Refusal::Empty);
    assert_eq!(desk.take("a.txt", b"a").await.unwrap().size, 1);
    assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
}
