use std::path::Path;

use blobs::{Kind, Reason, Refusal, Size};
use image::{ImageFormat, ImageReader};

use crate::desk::Desk;
use crate::samples::*;

fn size_of(path: &Path, kind: Kind) -> (u32, u32) {
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::open(path).unwrap();
    reader.set_format(format);
    let picture = reader.decode().unwrap();
    (picture.width(), picture.height())
}

#[tokio::test]
async fn every_picture_is_measured_and_previewed() {
    let desk = Desk::new().await;
    for (name, bytes) in [
        ("a.png", png(1_300, 700)),
        ("a.jpg", jpeg(1_300, 700)),
        ("a.gif", gif(1_300, 700)),
        ("a.webp", webp(1_300, 700)),
    ] {
        let arrival = desk.take(name, &bytes).await.unwrap();
        let size = Size {
            width: 1_300,
            height: 700,
        };
        assert_eq!(arrival.picture, Some(size), "{name}");
        let preview = arrival.preview().unwrap();
        assert_eq!(preview.kind, Kind::Jpeg, "{name}");
        let path = preview.draft().path();
        assert_eq!(size_of(path, preview.kind), (640, 345), "{name}");
        assert_eq!(preview.size, path.metadata().unwrap().len());
    }
}

#[tokio::test]
async fn a_small_picture_is_not_blown_up() {
    let desk = Desk::new().await;
    let arrival = desk.take("a.png", &png(30, 20)).await.unwrap();
    let preview = arrival.preview().unwrap();
    assert_eq!(size_of(preview.draft().path(), preview.kind), (30, 20));
}

#[tokio::test]
async fn a_picture_one_can_see_through_stays_so() {
    let desk = Desk::new().await;
    let mut seen_through = picture(30, 20).into_rgba8();
    seen_through.get_pixel_mut(3, 3).0[3] = 10;
    let mut bytes = std::io::Cursor::new(Vec::new());
    seen_through.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let arrival = desk.take("a.png", bytes.get_ref()).await.unwrap();
    assert_eq!(arrival.preview().unwrap().kind, Kind::Png);
}

#[tokio::test]
async fn a_preview_is_upright_and_does_not_say_where_it_was_taken() {
    let desk = Desk::new().await;
    let place = "GPS 52.5200 N 13.4050 E";
    let arrival = desk
        .take("a.jpg", &jpeg_on_its_side(1_300, 700, place))
        .await
        .unwrap();
    let upright = Size {
        width: 700,
        height: 1_300,
    };
    assert_eq!(arrival.picture, Some(upright));
    let preview = arrival.preview().unwrap();
    assert_eq!(size_of(preview.draft().path(), preview.kind), (345, 640));
    let has_place = |path: &Path| {
        let bytes = std::fs::read(path).unwrap();
        bytes
            .windows(place.len())
            .any(|part| part == place.as_bytes())
    };
    assert!(has_place(arrival.draft().path()));
    assert!(!has_place(preview.draft().path()));
}

#[tokio::test]
async fn a_picture_that_is_too_large_to_look_at_is_refused_by_its_header() {
    let desk = Desk::new().await;
    for (name, bytes) in [
        ("a.png", png_bomb(50_000, 50_000)),
        ("a.png", png_bomb(8_000, 5_001)),
        ("a.gif", gif_bomb(50_000, 50_000)),
    ] {
        let refusal = desk.take(name, &bytes).await.unwrap_err();
        assert_eq!(refusal, Refusal::TooManyPixels, "{name}");
    }
    assert_eq!(desk.folder.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_picture_of_as_many_pixels_as_allowed_comes_in_though_it_cannot_be_previewed() {
    let desk = Desk::new().await;
    let arrival = desk.take("a.png", &png_bomb(8_000, 5_000)).await.unwrap();
    let size = Size {
        width: 8_000,
        height: 5_000,
    };
    assert_eq!(arrival.picture, Some(size));
    assert!(arrival.preview().is_none());
}

#[tokio::test]
async fn a_picture_without_a_readable_header_is_refused() {
    let desk = Desk::new().await;
    let refused = Refusal::NotAllowed(Reason::Unreadable);
    for (name, bytes) in [
        ("a.png", png(30, 20)[..20].to_vec()),
        ("a.jpg", jpeg(30, 20)[..30].to_vec()),
        ("a.gif", gif(30, 20)[..8].to_vec()),
        ("a.png", png_bomb(0, 5)),
    ] {
        assert_eq!(
            desk.take(name, &bytes).await.unwrap_err(),
            refused,
            "{name}"
        );
    }
}
