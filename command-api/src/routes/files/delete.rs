use axum::extract::State;
use axum::http::StatusCode;
use chassis::caller::Caller;
use chassis::extract::Path;
use chassis::problem::{Code, Problem};
use domain::FileId;

use crate::api::Api;
use crate::ports::Deletion;
use crate::routes::problems::{Any, InUse, NotFound};

/// Delete a file that is in no message
#[utoipa::path(
    delete,
    path = "/api/messaging/files/{fid}",
    tag = "files",
    operation_id = "deleteFile",
    params(("fid" = String, Path, description = "The file")),
    responses((status = 204, description = "It is gone"), Any, NotFound, InUse),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn delete(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<FileId>,
) -> Result<StatusCode, Problem> {
    match api.files.delete(caller.user_id, id).await? {
        Deletion::Gone => Ok(StatusCode::NO_CONTENT),
        Deletion::Unknown => Err(Problem::not_found()),
        Deletion::InUse => Err(Problem::new(Code::FileInUse, "a message has the file")),
    }
}
