use image::ImageFormat;

use crate::Label;

/// The types of files that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// PDF.
    Pdf,
    /// Text in UTF-8.
    Txt,
    /// Values with separators, in UTF-8.
    Csv,
    /// A Word document without macros.
    Docx,
    /// An Excel workbook without macros.
    Xlsx,
    /// A PowerPoint presentation without macros.
    Pptx,
    /// An OpenDocument text.
    Odt,
    /// An OpenDocument spreadsheet.
    Ods,
    /// An OpenDocument presentation.
    Odp,
    /// An archive.
    Zip,
    /// A film.
    Mp4,
    /// A sound.
    Mp3,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 16] = [
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Pdf,
        Self::Txt,
        Self::Csv,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Zip,
        Self::Mp4,
        Self::Mp3,
    ];

    /// What a name says that its file is.
    #[must_use]
    pub fn of(name: &Label) -> Option<Self> {
        let extension = name.extension()?;
        Self::ALL
            .into_iter()
            .find(|kind| kind.extensions().contains(&extension.as_str()))
    }

    /// How names of this kind end; the usual way first.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpeg", "jpg"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Txt => &["txt"],
            Self::Csv => &["csv"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
            Self::Zip => &["zip"],
            Self::Mp4 => &["mp4"],
            Self::Mp3 => &["mp3"],
        }
    }

    /// The content type it is stored and served with.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Txt => "text/plain",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Zip => "application/zip",
            Self::Mp4 => "video/mp4",
            Self::Mp3 => "audio/mpeg",
        }
    }

    pub(super) const fn picture(self) -> Option<ImageFormat> {
        match self {
            Self::Png => Some(ImageFormat::Png),
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Gif => Some(ImageFormat::Gif),
            Self::Webp => Some(ImageFormat::WebP),
            Self::Pdf
            | Self::Txt
            | Self::Csv
            | Self::Docx
            | Self::Xlsx
            | Self::Pptx
            | Self::Odt
            | Self::Ods
            | Self::Odp
            | Self::Zip
            | Self::Mp4
            | Self::Mp3 => None,
        }
    }

    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Txt | Self::Csv)
    }

    /// Whether it is an archive by its first bytes.
    pub(super) const fn is_zip(self) -> bool {
        matches!(
            self,
            Self::Docx | Self::Xlsx | Self::Pptx | Self::Odt | Self::Ods | Self::Odp | Self::Zip
        )
    }
}
