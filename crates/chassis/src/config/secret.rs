use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::ConfigError;

/// Shorter keys are weaker than the HMAC they feed.
const SECRET_BYTES_MIN: usize = 32;

/// Bytes that nobody may see. Keys for one purpose are derived by a label, so that what leaks of one
/// purpose is worth nothing for another.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Reads a secret, or makes one of 32 random bytes where the file is absent.
    pub fn load_or_make(path: &Path) -> Result<Self, ConfigError> {
        let bytes = private_file(path, || {
            let mut bytes = vec![0; SECRET_BYTES_MIN];
            getrandom::fill(&mut bytes).map_err(|error| ConfigError::Randomness {
                reason: error.to_string(),
            })?;
            Ok(bytes)
        })?;
        Self::parse(path, bytes)
    }

    fn parse(path: &Path, bytes: Vec<u8>) -> Result<Self, ConfigError> {
        if bytes.len() < SECRET_BYTES_MIN {
            return Err(ConfigError::ShortSecret {
                path: path.to_owned(),
                bytes: bytes.len(),
            });
        }
        Ok(Self(bytes))
    }

    /// A secret of given bytes, for tests and tools.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Self, ConfigError> {
        Self::parse(Path::new("memory"), bytes)
    }

    /// The key for one purpose, such as `cursors`.
    pub fn key(&self, label: &str) -> [u8; 32] {
        self.authenticate(label.as_bytes())
    }

    /// The key of idempotency rows.
    pub fn idempotency_key(&self) -> [u8; 32] {
        self.key("idempotency")
    }

    /// The key of file links.
    pub fn links_key(&self) -> [u8; 32] {
        self.key("links")
    }

    /// The key of cursors.
    pub fn cursors_key(&self) -> [u8; 32] {
        self.key("cursors")
    }

    fn authenticate(&self, message: &[u8]) -> [u8; 32] {
        // HMAC takes keys of every length, so the error arm is never reached; a zero key is not used.
        match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mut mac) => {
                mac.update(message);
                mac.finalize().into_bytes().into()
            }
            Err(_) => [0; 32],
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(hidden)")
    }
}

/// Reads a file that only its owner may read, or makes it with what `make` gives. Of several
/// processes that start at once one makes it, whole, and the others read that one.
pub fn private_file(
    path: &Path,
    make: impl FnOnce() -> Result<Vec<u8>, ConfigError>,
) -> Result<Vec<u8>, ConfigError> {
    let failed = |source: io::Error| ConfigError::File {
        path: path.to_owned(),
        source,
    };
    match fs::read(path) {
        Ok(bytes) => return Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let bytes = make()?;
    let draft = path.with_extension(format!("draft-{}", uuid::Uuid::new_v4().simple()));
    write_private(&draft, &bytes).map_err(failed)?;
    // A hard link refuses to replace what is there: the first one wins, and a reader never sees half.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(failed)?;
    match linked {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::read(path).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
