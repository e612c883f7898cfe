use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{Kind, Preview, Reason, Refusal, Size};
use crate::Drafts;

/// More than any camera in a pocket makes; a header that says more is a bomb.
pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;

/// The longest side of a preview: sharp in a conversation on any screen.
const PREVIEW_SIDE_MAX: u32 = 640;

const PREVIEW_JPEG_QUALITY: u8 = 80;

/// Memory that one picture may take while it is decoded: the largest one, four bytes a pixel.
const DECODED_BYTES_MAX: u64 = 4 * PICTURE_PIXELS_MAX;

/// Why a picture has no preview.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPreview {
    #[error("{0}")]
    Picture(#[from] image::ImageError),
    #[error("{0}")]
    Disk(#[from] io::Error),
    #[error("it would take {0} bytes of memory")]
    TooLarge(u64),
}

fn decoder(
    path: &Path,
    format: ImageFormat,
) -> Result<impl ImageDecoder + use<>, image::ImageError> {
    let mut reader = ImageReader::with_format(BufReader::new(File::open(path)?), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    reader.into_decoder()
}

/// Reads a picture's size from its header. No pixel is decoded.
pub(super) fn measure(path: &Path, format: ImageFormat) -> Result<Size, Refusal> {
    let unreadable = |_| Refusal::NotAllowed(Reason::Unreadable);
    let mut decoder = decoder(path, format).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::NotAllowed(Reason::Unreadable));
    }
    if u64::from(width) * u64::from(height) > PICTURE_PIXELS_MAX {
        return Err(Refusal::TooManyPixels);
    }
    let size = Size { width, height };
    let turned = Size {
        width: height,
        height: width,
    };
    Ok(match decoder.orientation() {
        Ok(
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH,
        ) => turned,
        Ok(
            Orientation::NoTransforms
            | Orientation::Rotate180
            | Orientation::FlipHorizontal
            | Orientation::FlipVertical,
        )
        | Err(_) => size,
    })
}

/// Makes a small picture of the pixels alone: where and with what it was taken stays behind. It is turned
/// the right way up, since what says which way that is stays behind too.
pub(super) fn preview(
    path: &Path,
    format: ImageFormat,
    drafts: &Drafts,
) -> Result<Preview, NoPreview> {
    let mut decoder = decoder(path, format)?;
    let bytes = decoder.total_bytes();
    if bytes > DECODED_BYTES_MAX {
        return Err(NoPreview::TooLarge(bytes));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder)?;
    let mut small = if picture.width().max(picture.height()) > PREVIEW_SIDE_MAX {
        picture.thumbnail(PREVIEW_SIDE_MAX, PREVIEW_SIDE_MAX)
    } else {
        picture
    };
    small.apply_orientation(orientation);
    let (draft, file) = drafts.create_here()?;
    let mut out = BufWriter::new(file);
    let small = small.into_rgba8();
    let kind = if small.pixels().all(|pixel| pixel.0.last() == Some(&u8::MAX)) {
        let opaque = DynamicImage::ImageRgba8(small).into_rgb8();
        JpegEncoder::new_with_quality(&mut out, PREVIEW_JPEG_QUALITY).encode_image(&opaque)?;
        Kind::Jpeg
    } else {
        let mut bytes = io::Cursor::new(Vec::new());
        small.write_to(&mut bytes, ImageFormat::Png)?;
        out.write_all(bytes.get_ref())?;
        Kind::Png
    };
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    let size = file.metadata()?.len();
    Ok(Preview { kind, size, draft })
}
