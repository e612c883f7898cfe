//! The headers that commands share, for their description.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Object, ObjectBuilder, Required, Type};

/// The `Idempotency-Key` header.
pub(crate) struct Key;

/// The `If-Match` header where it may be left out.
pub(crate) struct MayMatch;

/// The `If-Match` header where it is needed.
pub(crate) struct MustMatch;

/// The `Tidings-Reason` header.
pub(crate) struct Why;

impl IntoParams for Key {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let visible_ascii = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(128))
            .pattern(Some("^[!-~]*$"))
            .build();
        let what = "Makes repeats safe: the same key and request get the first answer again, with \
                    `Idempotency-Replayed: true`";
        vec![header(
            "Idempotency-Key",
            what,
            visible_ascii,
            Required::False,
        )]
    }
}

impl IntoParams for MayMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let what = "The version that this changes, in quotes; without it, whichever is there";
        vec![header("If-Match", what, version(), Required::False)]
    }
}

impl IntoParams for MustMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let what = "The version that this changes, in quotes";
        vec![header("If-Match", what, version(), Required::True)]
    }
}

impl IntoParams for Why {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .build();
        let what = "Why: 1 to 500 characters as percent-encoded UTF-8. It stays in the log";
        vec![header("Tidings-Reason", what, text, Required::True)]
    }
}

fn version() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^\"(0|[1-9][0-9]*)\"$"))
        .build()
}

fn header(name: &str, what: &str, schema: Object, required: Required) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(what))
        .schema(Some(schema))
        .build()
}
