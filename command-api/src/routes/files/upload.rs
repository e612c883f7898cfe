use axum::extract::{Request, State};
use axum::http::StatusCode;
use chassis::caller::Caller;
use chassis::http::BodyStopped;
use chassis::problem::{Code, FieldError, Problem};
use domain::{FILES_MAX, Refusal};
use serde::Serialize;
use utoipa::ToSchema;
use wire::FileInfo;

use super::multipart::Parts;
use crate::api::{Api, PAUSE};
use crate::ports::{FileRefused, KeepError, TakeError};
use crate::refusal::{self, Named};
use crate::routes::examples;
use crate::routes::problems::{Any, OfFiles};

/// Files to keep until a message carries them, 1 to 5.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "for the description; the parts are read as they come"
)]
pub(crate) struct UploadFiles {
    /// Each part is a file, with its name.
    #[schema(value_type = Vec<String>, content_media_type = "application/octet-stream", min_items = 1, max_items = 5)]
    file: Vec<Vec<u8>>,
}

/// Files that were kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilesAnswer {
    /// In the order of the parts.
    items: Vec<FileInfo>,
}

/// Upload files: all are kept, or none
#[utoipa::path(
    post,
    path = "/api/messaging/files",
    tag = "files",
    operation_id = "uploadFiles",
    request_body(content = UploadFiles, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Kept until a message carries them, a day at most", body = FilesAnswer, example = json!(examples::files())),
        Any, OfFiles,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn upload(
    State(api): State<Api>,
    caller: Caller,
    request: Request,
) -> Result<(StatusCode, axum::Json<FilesAnswer>), Problem> {
    if !caller.role.takes_part() {
        return Err(refusal::problem(
            &Refusal::AuditorsChangeNothing,
            Named::BY_PATH,
        ));
    }
    let mut parts = Parts::of(request)?;
    let mut upload = api.files.begin(caller.user_id);
    let mut taken = 0;
    while let Some(part) = parts.next().await? {
        let pointer = format!("/{taken}");
        if taken == FILES_MAX {
            let message = format!("at most {FILES_MAX} files at once");
            return Err(Problem::invalid_field(pointer, message).closing());
        }
        let name = part.file_name(&pointer)?;
        let bytes = part.bytes();
        upload
            .take(&name, bytes)
            .await
            .map_err(|error| not_taken(error, pointer).closing())?;
        taken += 1;
    }
    if taken == 0 {
        return Err(Problem::invalid_field("", "must have at least one file"));
    }
    let files = upload.keep().await.map_err(not_kept)?;
    let items = files.iter().map(FileInfo::from).collect();
    Ok((StatusCode::CREATED, axum::Json(FilesAnswer { items })))
}

/// The rest of the body is not read any more.
fn not_taken(error: TakeError, pointer: String) -> Problem {
    let at = |code, detail: &str, message: String| {
        Problem::new(code, detail).error(FieldError::at_pointer(pointer, message))
    };
    match error {
        TakeError::Refused(FileRefused::TooLarge) => at(
            Code::TooLarge,
            "a file is too large",
            "must be at most 10485760 bytes".to_owned(),
        ),
        TakeError::Refused(FileRefused::Empty) => at(
            Code::ValidationFailed,
            "the body is not valid",
            "must not be empty".to_owned(),
        ),
        TakeError::Refused(FileRefused::NotAllowed(why)) => {
            at(Code::FileRefused, "a file is refused", why)
        }
        TakeError::Interrupted(error) if BodyStopped::caused(error.as_ref()) => {
            Problem::new(Code::Timeout, "the body did not arrive in time")
        }
        TakeError::Interrupted(_) => super::multipart::malformed(),
        TakeError::Unreachable => Problem::unavailable(PAUSE),
    }
}

fn not_kept(error: KeepError) -> Problem {
    match error {
        KeepError::TooMuchUnsent => {
            Problem::new(Code::TooLarge, "at most 1 GiB of files may wait to be sent")
        }
        KeepError::Unreachable => Problem::unavailable(PAUSE),
    }
}
