//! The bytes of a file.
//!
//! Whether somebody may have them is asked each time: of a file in a message, whether they see the
//! message now; of one in no message, whether they uploaded it. A signed link was given to somebody
//! who might, and is good for a minute; a file whose message is gone opens to no link either.

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blobs::range::{Conditions, Wanted, content_range, etag, unsatisfied_range};
use blobs::{Upload, Variant};
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::{Code, Problem};
use domain::{FileId, FileState, Timestamp};
use serde::Deserialize;
use time::OffsetDateTime;
use utoipa::IntoParams;
use wire::LogPosition;

use super::problems::{Any, Asked, Bytes, NotFound};
use crate::api::{Api, Sight};
use crate::failure::PAUSE;
use crate::parameters::MinPosition;
use crate::sql::me;

/// A file is somebody's: nothing in it runs, shows itself as a page, or is put into one of ours.
const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// A signed link's secret part: then nobody need sign in
    #[param(value_type = String, required = false)]
    link: Option<String>,
    /// Wait until the tables have this position, 2 s at most
    #[param(value_type = String, required = false)]
    min_position: Option<MinPosition>,
}

/// Who asks for a file: a person, or nobody with a link.
pub(crate) struct Asker(Result<Caller, Problem>);

impl FromRequestParts<Api> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Ok(Self(Caller::from_request_parts(parts, api).await))
    }
}

// $1 who asks (none: a link), $2 the file. A file in a message is the message's, whoever uploaded it.
pub(super) const STATEMENT: &str = concat!(
    "with ",
    me!(
        "and p.conversation_id = (select f.conversation_id from read.message_files f where f.id = $2)"
    ),
    " select
        m.seq is not null as is_sent,
        coalesce(
          m.deleted_at is null
            and not m.erased
            and f.state = 'ready'
            and ($1::uuid is null or m.conversation_id in (select me.id from me)),
          false) as is_open,
        exists (
          select
          from app.parked k
          where k.conversation_id = f.conversation_id) as is_parked
      from (select) as always
      left join read.message_files f on f.id = $2
      left join read.messages m
        on m.conversation_id = f.conversation_id
       and m.seq = f.seq",
);

/// A file
#[utoipa::path(
    get,
    path = "/api/messaging/files/{fid}",
    tag = "files",
    operation_id = "downloadFile",
    params(("fid" = String, Path, description = "The file"), Ask),
    responses(
        (status = 200, description = "All of it", content_type = "*/*"),
        (status = 206, description = "The range that was asked for", content_type = "*/*"),
        (status = 304, description = "What you have is it"),
        Any, Asked, NotFound, Bytes,
    ),
    security(("bearer" = []), ("session" = []), ()),
)]
pub(crate) async fn original(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<FileId>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serve(&api, asker, id, ask, Variant::Original, &headers).await
}

/// The small picture of a file
#[utoipa::path(
    get,
    path = "/api/messaging/files/{fid}/preview",
    tag = "files",
    operation_id = "previewFile",
    params(("fid" = String, Path, description = "The file"), Ask),
    responses(
        (status = 200, description = "All of it", content_type = "*/*"),
        (status = 206, description = "The range that was asked for", content_type = "*/*"),
        (status = 304, description = "What you have is it"),
        Any, Asked, NotFound, Bytes,
    ),
    security(("bearer" = []), ("session" = []), ()),
)]
pub(crate) async fn preview(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<FileId>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serve(&api, asker, id, ask, Variant::Preview, &headers).await
}

async fn serve(
    api: &Api,
    Asker(caller): Asker,
    id: FileId,
    ask: Ask,
    variant: Variant,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let caller = match &ask.link {
        Some(link) => {
            let checked = api.links.check(id, variant, link, now());
            checked.map_err(|_| Problem::not_found())?;
            None
        }
        None => Some(caller?),
    };
    api.progress.reach(ask.min_position).await?;
    let upload = api.open(caller.as_ref(), id).await?;
    // A link is made to be shown elsewhere; who has it may.
    let embedded = if caller.is_none() {
        "cross-origin"
    } else {
        "same-origin"
    };
    send(api, &upload, variant, headers, embedded).await
}

/// The bytes of a file, or those of them that are wanted. Whether they may be had was asked before.
pub(super) async fn send(
    api: &Api,
    upload: &Upload,
    variant: Variant,
    headers: &HeaderMap,
    embedded: &str,
) -> Result<Response, Problem> {
    let (size, content_type) = upload.form(variant).ok_or_else(Problem::not_found)?;
    let etag = etag(upload.id, variant);
    let wanted = conditions(headers).answer(&etag, size);
    let (status, range) = match wanted {
        Wanted::NotModified => (StatusCode::NOT_MODIFIED, None),
        Wanted::Whole => (StatusCode::OK, None),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, Some(range)),
        Wanted::Unsatisfiable => {
            let problem = Problem::new(Code::RangeNotSatisfiable, "the file has no such range");
            let whole = [(header::CONTENT_RANGE, unsatisfied_range(size))];
            return Ok((whole, problem).into_response());
        }
    };
    let length = range.as_ref().map_or(size, |part| part.end - part.start);
    let mut response = match status {
        StatusCode::NOT_MODIFIED => status.into_response(),
        _ => {
            let bytes = api.files.read(upload, variant, range.clone()).await;
            let bytes = bytes.map_err(|error| {
                tracing::warn!(%error, "a file cannot be read");
                Problem::unavailable(PAUSE)
            })?;
            (status, Body::from_stream(bytes)).into_response()
        }
    };
    let given = response.headers_mut();
    insert(given, header::ETAG, &etag)?;
    // Asked again each time, since who may have it is.
    insert(given, header::CACHE_CONTROL, "private, no-cache")?;
    insert(given, header::CONTENT_SECURITY_POLICY, POLICY)?;
    insert(given, header::X_CONTENT_TYPE_OPTIONS, "nosniff")?;
    insert(given, RESOURCE_POLICY, embedded)?;
    if status != StatusCode::NOT_MODIFIED {
        insert(given, header::ACCEPT_RANGES, "bytes")?;
        // Text was taken in as UTF-8 only.
        let charset = if content_type.starts_with("text/") {
            "; charset=utf-8"
        } else {
            ""
        };
        insert(
            given,
            header::CONTENT_TYPE,
            &format!("{content_type}{charset}"),
        )?;
        insert(given, header::CONTENT_LENGTH, &length.to_string())?;
        insert(
            given,
            header::CONTENT_DISPOSITION,
            &upload.name.content_disposition(),
        )?;
    }
    if let Some(part) = range {
        insert(given, header::CONTENT_RANGE, &content_range(&part, size))?;
    }
    Ok(response)
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Problem> {
    let value = HeaderValue::try_from(value).map_err(|_| Problem::internal())?;
    headers.insert(name, value);
    Ok(())
}

fn conditions(headers: &HeaderMap) -> Conditions<'_> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    Conditions {
        if_none_match: text(header::IF_NONE_MATCH),
        if_range: text(header::IF_RANGE),
        range: text(header::RANGE),
    }
}

fn now() -> Timestamp {
    OffsetDateTime::now_utc().into()
}

impl Api {
    /// A file that this person may have now, or that a link opens.
    async fn open(&self, caller: Option<&Caller>, id: FileId) -> Result<Upload, Problem> {
        let Some(upload) = self.upload(id).await? else {
            return Err(Problem::not_found());
        };
        let is_open = match (self.is_open(caller, id).await?, upload.carrier) {
            (Some(is_open), _) => is_open,
            // A message carries it, or is about to, and the tables do not show it: not yet, or not
            // to this person.
            (None, Some(_)) => {
                self.catch_up().await?;
                self.is_open(caller, id).await?.unwrap_or(false)
            }
            (None, None) => {
                let is_mine = caller.is_none_or(|caller| caller.user_id == upload.owner);
                is_mine && upload.state == FileState::Ready
            }
        };
        if is_open {
            Ok(upload)
        } else {
            Err(Problem::not_found())
        }
    }

    /// Whether a file in a message is open to them; none where they see no such message.
    async fn is_open(&self, caller: Option<&Caller>, id: FileId) -> Result<Option<bool>, Problem> {
        let query = sqlx::query(STATEMENT)
            .bind(caller.map(|caller| caller.user_id.uuid()))
            .bind(id.uuid());
        let sight = caller.map_or(Sight::Link, |caller| Sight::Own(caller.user_id));
        let found = self.one(sight, query).await?;
        let is_open = found.is("is_open")?;
        Ok(found.is("is_sent")?.then_some(is_open))
    }

    /// Waits until the tables have all that the log has now.
    pub(super) async fn catch_up(&self) -> Result<(), Problem> {
        let head = self.reader().head().await.map_err(|failure| {
            tracing::warn!(error = %failure, "the log cannot be read");
            Problem::unavailable(PAUSE)
        })?;
        let least = LogPosition::new(self.log(), head);
        self.progress.reach(Some(MinPosition(least))).await
    }

    pub(super) async fn upload(&self, id: FileId) -> Result<Option<Upload>, Problem> {
        self.files.ledger().find(id).await.map_err(|error| {
            tracing::warn!(%error, "the uploads cannot be read");
            Problem::unavailable(PAUSE)
        })
    }
}
