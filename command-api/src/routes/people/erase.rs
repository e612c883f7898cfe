use axum::extract::State;
use chassis::extract::{Path, Reason};
use chassis::problem::Problem;
use domain::{Command, UserCommand, UserId};

use crate::answer::{Answer, DoneAnswer, position};
use crate::api::Api;
use crate::context::Context;
use crate::demand::Admin;
use crate::field::reason;
use crate::refusal::Named;
use crate::routes::examples;
use crate::routes::parameters::{Key, Why};
use crate::routes::problems::{Any, NotFound};

/// Take all words of a person away, for ever
#[utoipa::path(
    post,
    path = "/api/admin/messaging/people/{uid}/erasure",
    tag = "admin",
    operation_id = "erasePerson",
    params(
        ("uid" = String, Path, description = "The person"),
        Why,
        Key,
    ),
    responses(
        (status = 202, description = "Their words go away from now on", body = DoneAnswer, example = json!(examples::done())),
        (status = 200, description = "The person was erased before", body = DoneAnswer, example = json!(examples::done())),
        Any, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn erase(
    State(api): State<Api>,
    Admin(caller): Admin,
    Path(id): Path<UserId>,
    why: Reason,
    context: Context,
) -> Result<Answer<DoneAnswer>, Problem> {
    let erase = UserCommand::EraseUser {
        reason: reason(why)?,
    };
    let outcome = api
        .submit(
            caller.user_id,
            Command::User(id, erase),
            context,
            Named::BY_PATH,
        )
        .await?;
    let position = position(&outcome, api.reader.log());
    let body = DoneAnswer { position };
    Ok(match outcome.events.is_empty() {
        true => Answer::done(&outcome, body),
        false => Answer::accepted(&outcome, body),
    })
}
