//! Where files come in: a real folder, and the real ledger in the test's database.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use blobs::Links;
use chassis::config::Checked;
use domain::FileId;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::app::{App, As, Reply};
use crate::files::Uploads;

/// A data folder that goes away with the test, and what keeps files in it.
pub struct Desk {
    folder: PathBuf,
    uploads: Arc<Uploads>,
    links: Links,
}

impl Desk {
    /// Somewhere new.
    pub fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("tidings-desk-{}", Uuid::new_v4().simple()))
    }

    pub async fn open(folder: PathBuf, settings: &Checked, pool: PgPool) -> Self {
        Self {
            uploads: Arc::new(Uploads::open(settings, pool).await.unwrap()),
            links: Links::new(settings.secret().unwrap().links_key()),
            folder,
        }
    }

    pub fn uploads(&self) -> Arc<Uploads> {
        self.uploads.clone()
    }

    pub fn links(&self) -> &Links {
        &self.links
    }

    /// Every file below the folder: blobs and drafts.
    pub fn count(&self) -> usize {
        let mut folders = vec![self.folder.join("files")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files += 1;
                }
            }
        }
        files
    }

    /// Whether a message has the file.
    pub async fn is_held(&self, file: FileId) -> bool {
        let found = self.uploads.files().ledger().find(file).await.unwrap();
        found.unwrap().carrier.is_some()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub const FILES: &str = "/api/messaging/files";
pub const BOUNDARY: &str = "----tidings";

/// A body with these parts, each a file of a name.
pub fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

impl App {
    pub async fn upload(&self, who: As<'_>, parts: &[(&str, &[u8])]) -> Reply {
        self.upload_raw(who, Body::from(form(parts))).await
    }

    pub async fn upload_raw(&self, who: As<'_>, body: Body) -> Reply {
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [("content-type", content_type.as_str())];
        self.send(who, "POST", FILES, &headers, body).await
    }

    /// A small text that was uploaded.
    pub async fn file(&self, who: As<'_>) -> FileId {
        let reply = self.upload(who, &[("note.txt", b"hello")]).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        id_of(&reply.json["items"][0])
    }
}

pub fn id_of(file: &Value) -> FileId {
    file["id"].as_str().unwrap().parse().unwrap()
}
