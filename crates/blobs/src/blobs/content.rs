use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt as _};
use sha2::{Digest as _, Sha256};

use super::{BlobError, Key};

/// The bytes of a file on their way to a reader. A whole file is checked against its digest as it goes:
/// the last piece is held back until the digest is right, so what was changed since is never received as
/// a complete answer.
pub struct Content {
    bytes: BoxStream<'static, Result<Bytes, BlobError>>,
    check: Option<Check>,
}

struct Check {
    key: Key,
    wanted: [u8; 32],
    hash: Sha256,
    held: Option<Bytes>,
}

impl Content {
    pub(crate) fn part(bytes: BoxStream<'static, Result<Bytes, BlobError>>) -> Self {
        Self {
            bytes: bytes.fuse().boxed(),
            check: None,
        }
    }

    pub(crate) fn whole(
        bytes: BoxStream<'static, Result<Bytes, BlobError>>,
        key: Key,
        sha256: [u8; 32],
    ) -> Self {
        let check = Some(Check {
            key,
            wanted: sha256,
            hash: Sha256::new(),
            held: None,
        });
        Self {
            bytes: bytes.fuse().boxed(),
            check,
        }
    }
}

impl Stream for Content {
    type Item = Result<Bytes, BlobError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let next = ready!(self.bytes.as_mut().poll_next(context));
            let Some(check) = &mut self.check else {
                return Poll::Ready(next);
            };
            match next {
                Some(Ok(piece)) => {
                    check.hash.update(&piece);
                    if let Some(held) = check.held.replace(piece) {
                        return Poll::Ready(Some(Ok(held)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    let is_right = check.hash.clone().finalize().as_slice() == check.wanted;
                    let last = check.held.take();
                    let key = check.key.clone();
                    self.check = None;
                    if is_right {
                        return Poll::Ready(last.map(Ok));
                    }
                    tracing::error!(%key, "a file is not what was uploaded");
                    return Poll::Ready(Some(Err(BlobError::Corrupt(key))));
                }
            }
        }
    }
}
