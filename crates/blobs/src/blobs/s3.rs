use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path as Location;
use object_store::signer::Signer as _;
use object_store::{ObjectStore, RetryConfig};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Method, StatusCode};
use tokio_util::io::ReaderStream;

use super::BlobError;
use crate::Draft;

/// How long one try of an upload may take.
const PUT_TIME_MAX: Duration = Duration::from_secs(60);

/// Tries of one upload.
const PUT_TRIES_MAX: u32 = 3;

/// The pause before the second try, doubled for the third.
const PUT_PAUSE: Duration = Duration::from_millis(300);

/// How long one that reads, lists or deletes is kept waiting for a store that does not answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(15);

const CHUNK_BYTES: usize = 64 * 1_024;

/// A bucket of an S3-compatible store.
#[derive(Clone)]
pub(super) struct Bucket {
    store: Arc<AmazonS3>,
    client: reqwest::Client,
}

/// Why a try failed, and whether another one may do better.
struct Refused {
    reason: String,
    may_pass: bool,
}

impl Bucket {
    pub(super) fn open(
        name: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, BlobError> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(name)
            .with_retry(RetryConfig {
                max_retries: 3,
                retry_timeout: ANSWER_TIME_MAX,
                ..RetryConfig::default()
            });
        for (name, value) in environment {
            let name = name.to_ascii_lowercase();
            let Some(key) = name
                .starts_with("aws_")
                .then(|| name.parse::<AmazonS3ConfigKey>().ok())
                .flatten()
            else {
                continue;
            };
            // Who names a plain address means it.
            if matches!(key, AmazonS3ConfigKey::Endpoint) && value.starts_with("http://") {
                builder = builder.with_allow_http(true);
            }
            builder = builder.with_config(key, value);
        }
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .build()
            .map_err(|error| BlobError::Upload(error.to_string()))?;
        Ok(Self {
            store: Arc::new(builder.build()?),
            client,
        })
    }

    pub(super) fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store) as Arc<dyn ObjectStore>
    }

    /// One request, streamed from the draft to a signed address: `object_store` itself would hold a part
    /// of 5 MiB in memory for each upload, and leave parts behind where the process dies. One request is
    /// whole or nothing.
    pub(super) async fn put(&self, draft: Draft, location: &Location) -> Result<(), BlobError> {
        let mut pause = PUT_PAUSE;
        let mut tries = 1;
        loop {
            match self.try_put(&draft, location).await {
                Ok(()) => return Ok(()),
                Err(refused) if refused.may_pass && tries < PUT_TRIES_MAX => {
                    tracing::warn!(reason = refused.reason, tries, "an upload is tried again");
                }
                Err(refused) => return Err(BlobError::Upload(refused.reason)),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
            tries += 1;
        }
    }

    async fn try_put(&self, draft: &Draft, location: &Location) -> Result<(), Refused> {
        let fatal = |reason: String| Refused {
            reason,
            may_pass: false,
        };
        let url = self
            .store
            .signed_url(Method::PUT, location, PUT_TIME_MAX * 2)
            .await
            .map_err(|error| fatal(error.to_string()))?;
        let file = tokio::fs::File::open(draft.path())
            .await
            .map_err(|error| fatal(error.to_string()))?;
        let size = file
            .metadata()
            .await
            .map_err(|error| fatal(error.to_string()))?
            .len();
        let answer = self
            .client
            .put(url)
            .header(CONTENT_LENGTH, size)
            .timeout(PUT_TIME_MAX)
            .body(Body::wrap_stream(ReaderStream::with_capacity(
                file,
                CHUNK_BYTES,
            )))
            .send()
            .await
            // The address is signed: whoever reads it in a log could use it.
            .map_err(|error| Refused {
                reason: error.without_url().to_string(),
                may_pass: true,
            })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let may_pass = status.is_server_error()
            || matches!(
                status,
                StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
            );
        Err(Refused {
            reason: format!("it answered {status}"),
            may_pass,
        })
    }
}
