//! The problems a route can answer, for its description.

use std::collections::BTreeMap;

use chassis::problem::{PROBLEM_JSON, ProblemBody};
use utoipa::IntoResponses;
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

type Responses = BTreeMap<String, RefOr<Response>>;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($status:literal $what:literal)* })*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl IntoResponses for $name {
            fn responses() -> Responses {
                [$(($status, $what)),*]
                    .into_iter()
                    .map(|(status, what)| (status.to_owned(), problem(what).into()))
                    .collect()
            }
        }
    )*};
}

problems! {
    /// What every route can answer.
    Any {
        "400" "A header is malformed: `invalid-header`"
        "421" "Another host's request: `misdirected`"
        "429" "Too often; `Retry-After` says when: `rate-limited`"
        "431" "Too many headers: `headers-too-large`"
        "500" "A bug: `internal`"
        "503" "Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable`"
    }
    /// What a route for people answers besides.
    Asked {
        "400" "A parameter or header is malformed: `invalid-parameter`, `invalid-header`"
        "401" "Nobody, or nobody any longer: `unauthenticated`, `token-expired`"
    }
    /// What a route answers whose path names something.
    NotFound {
        "404" "It is not there, or may not be known of: `not-found`"
    }
    /// What a route of the directory answers.
    Kept {
        "403" "Only admins and auditors read the directory: `forbidden`"
    }
}

fn problem(what: &str) -> Response {
    let schema = RefOr::<utoipa::openapi::Schema>::Ref(Ref::from_schema_name(ProblemBody::name()));
    ResponseBuilder::new()
        .description(what)
        .content(
            PROBLEM_JSON,
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build()
}
