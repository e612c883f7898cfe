//! What every place for bytes has to do: the same suite for each.

use std::io::Write as _;
use std::ops::Range;

use blobs::{BlobError, Blobs, Key};
use futures_util::TryStreamExt as _;

use crate::desk::Folder;
use crate::s3::Server;

async fn put(blobs: &Blobs, bytes: &[u8]) -> Key {
    let (draft, mut file) = blobs.drafts().create().await.unwrap();
    file.write_all(bytes).unwrap();
    let path = draft.path().to_owned();
    let key = Key::random();
    blobs.put(draft, &key).await.unwrap();
    assert!(!path.exists(), "the draft is still there");
    key
}

async fn get(
    blobs: &Blobs,
    key: &Key,
    size: usize,
    range: Option<Range<u64>>,
) -> Result<Vec<u8>, BlobError> {
    let pieces: Vec<_> = blobs
        .get(key, size as u64, range)
        .await?
        .try_collect()
        .await?;
    Ok(pieces.concat())
}

async fn keys(blobs: &Blobs) -> Vec<Key> {
    let listed: Vec<_> = blobs.list().try_collect().await.unwrap();
    let mut keys: Vec<_> = listed.into_iter().map(|blob| blob.key).collect();
    keys.sort();
    keys
}

async fn conforms(blobs: &Blobs) {
    blobs.check().await.unwrap();
    assert_eq!(keys(blobs).await, []);

    let large: Vec<u8> = (0..10_485_760_u32).map(|n| (n / 7) as u8).collect();
    let first = put(blobs, &large).await;
    let second = put(blobs, b"a").await;
    let mut both = vec![first.clone(), second.clone()];
    both.sort();
    assert_eq!(keys(blobs).await, both);

    assert_eq!(get(blobs, &second, 1, None).await.unwrap(), b"a");
    let whole = get(blobs, &first, large.len(), None).await.unwrap();
    assert!(whole == large, "a large blob comes back changed");
    for part in [0..1, 5_000_000..9_000_000, 10_485_759..10_485_760] {
        let range = part.start as usize..part.end as usize;
        let bytes = get(blobs, &first, large.len(), Some(part)).await.unwrap();
        assert!(bytes == large[range.clone()], "{range:?}");
    }

    let shorter = get(blobs, &first, 7, None).await;
    assert!(matches!(shorter, Err(BlobError::Corrupt(key)) if key == first));
    let absent = Key::random();
    let missing = get(blobs, &absent, 1, None).await;
    assert!(matches!(missing, Err(BlobError::Missing(key)) if key == absent));

    let listed: Vec<_> = blobs.list().try_collect().await.unwrap();
    let sizes: Vec<_> = both
        .iter()
        .map(|key| listed.iter().find(|blob| blob.key == *key).unwrap().size)
        .collect();
    assert_eq!(sizes.iter().sum::<u64>(), 10_485_761);

    blobs.delete(&first).await.unwrap();
    blobs.delete(&first).await.unwrap();
    assert_eq!(keys(blobs).await, [second]);
}

#[tokio::test]
async fn a_folder_is_a_place_for_bytes() {
    let folder = Folder::new();
    conforms(&folder.blobs().await).await;
}

#[tokio::test]
async fn s3_is_a_place_for_bytes() {
    let Some(server) = Server::start().await else {
        return;
    };
    let folder = Folder::new();
    conforms(&server.blobs("", &folder).await).await;
    // Beside others in the same bucket.
    conforms(&server.blobs("tidings/files", &folder).await).await;
    conforms(&server.blobs("tidings", &folder).await).await;
}

#[tokio::test]
async fn a_bucket_that_is_not_there_takes_nothing_and_says_so() {
    let Some(server) = Server::start().await else {
        return;
    };
    let folder = Folder::new();
    let blobs = server.bucket("absent", "", &folder).await;
    assert!(blobs.check().await.is_err());
    let (draft, _) = blobs.drafts().create().await.unwrap();
    let error = blobs
        .put(draft, &Key::random())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("404"), "{error}");
    assert!(!error.contains("Signature"), "{error}");
}

#[tokio::test]
async fn what_is_no_place_for_files_is_refused() {
    let folder = Folder::new();
    for url in ["", "files", "http://x", "file:", "s3://", "s3:///x"] {
        let opened = Blobs::open(url, folder.path(), []).await;
        assert!(opened.is_err(), "{url}");
    }
}

#[tokio::test]
async fn other_files_in_the_folder_are_left_alone() {
    let folder = Folder::new();
    let blobs = folder.blobs().await;
    for name in [
        "notes.txt",
        "ab/notes.txt",
        "0123456789abcdef0123456789abcdeF",
    ] {
        let path = folder.path().join("blobs").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    assert_eq!(keys(&blobs).await, []);
}
