//! What the contracts of all HTTP services say alike: who may ask, and how problems are described.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{OpenApi, ToSchema};

use crate::problem::{Code, FieldError, PROBLEM_JSON, ProblemBody};

/// A document with nothing in it but this. Routes are added to it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tidings",
        description = "Real-time messaging between clients and the teams that work for them"
    ),
    components(schemas(ProblemBody, FieldError, Code)),
    modifiers(&Identity)
)]
pub struct Described;

/// The two ways to say who asks.
struct Identity;

impl utoipa::Modify for Identity {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let cookie = ApiKeyValue::with_description(
            "__Host-tidings",
            "The session's cookie; on plain http its name is `tidings-` and the port.",
        );
        components.add_security_scheme("bearer", bearer);
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// An answer that is a problem.
pub fn problem(what: &str) -> Response {
    let schema = RefOr::<utoipa::openapi::Schema>::Ref(Ref::from_schema_name(ProblemBody::name()));
    ResponseBuilder::new()
        .description(what)
        .content(
            PROBLEM_JSON,
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build()
}

/// Names sets of problems, each a list of statuses with what they mean, for the description of routes.
#[macro_export]
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($status:literal $what:literal)* })*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses()
            -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>>
            {
                [$(($status, $what)),*]
                    .into_iter()
                    .map(|(status, what)| (status.to_owned(), $crate::contract::problem(what).into()))
                    .collect()
            }
        }
    )*};
}
