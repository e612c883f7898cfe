//! The web client: files that the build took in, and one page for every path that is a person's.
//!
//! Names of assets carry a hash of what is in them, so browsers keep them for good; everything else
//! is asked for anew each time and answered by "not changed". Nothing inline and nothing from
//! elsewhere may run.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

#[cfg(test)]
mod tests;

/// What pages of the client may do: their own scripts, styles, pictures and requests, in no frame,
/// and no text becomes script except by Vue's policy, which makes none of foreign text.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types vue",
);

/// A year, the longest that caches heed.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_ANEW: HeaderValue = HeaderValue::from_static("no-cache");

/// Where files with a hash in their names are.
const ASSETS: &str = "/assets/";

/// What belongs to the services: a path of theirs that does not exist is no page.
const SERVICES: [&str; 3] = ["/api", "/socket.io", "/ws"];

const PAGE: &str = "/index.html";

const NOT_BUILT: &str = "the web client was not built: run make run\n";

/// The files of the build.
const BUILT: &[File] = include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// A file as the build took it in.
struct File {
    path: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

/// A file as it is answered: its forms with their tags, the smallest first.
struct Asset {
    forms: Vec<Form>,
    content_type: HeaderValue,
    cache: HeaderValue,
}

struct Form {
    encoding: Option<HeaderValue>,
    tag: HeaderValue,
    bytes: &'static [u8],
}

/// The client's files by path.
struct Site(HashMap<&'static str, Asset>);

/// Answers every path that no other route has.
pub fn router() -> Router {
    let site = Site::of(BUILT);
    if site.0.is_empty() {
        tracing::warn!("the web client was not built into this program");
    }
    let site = Arc::new(site);
    Router::new().fallback(move |request: Request| async move {
        site.answer(request.method(), request.uri().path(), request.headers())
    })
}

impl Site {
    fn of(files: &[File]) -> Self {
        Self(
            files
                .iter()
                .map(|file| (file.path, Asset::of(file)))
                .collect(),
        )
    }

    fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        let is_page = path == "/" || accepts_pages(headers);
        let asset = match self.0.get(path) {
            Some(asset) => asset,
            None if !is_page || belongs_elsewhere(path) => {
                return StatusCode::NOT_FOUND.into_response();
            }
            None => match self.0.get(PAGE) {
                Some(page) => page,
                None => return (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response(),
            },
        };
        if !matches!(*method, Method::GET | Method::HEAD) {
            return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
        }
        asset.answer(headers)
    }
}

impl Asset {
    fn of(file: &File) -> Self {
        let hash: String = Sha256::digest(file.plain)
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let form = |encoding: Option<&'static str>, bytes: Option<&'static [u8]>| {
            let tag = format!("\"{hash}-{}\"", encoding.unwrap_or("plain"));
            Some(Form {
                encoding: encoding.map(HeaderValue::from_static),
                tag: HeaderValue::try_from(tag).ok()?,
                bytes: bytes?,
            })
        };
        let forms = [
            form(Some("br"), file.br),
            form(Some("gzip"), file.gz),
            form(None, Some(file.plain)),
        ];
        Self {
            forms: forms.into_iter().flatten().collect(),
            content_type: content_type(file.path),
            cache: match file.path.starts_with(ASSETS) {
                true => FOR_GOOD,
                false => ASK_ANEW,
            },
        }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let fits = |form: &&Form| match &form.encoding {
            Some(encoding) => accepts_encoding(headers, encoding),
            None => true,
        };
        let Some(form) = self.forms.iter().find(fits) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let told: [(HeaderName, HeaderValue); 4] = [
            (CACHE_CONTROL, self.cache.clone()),
            (ETAG, form.tag.clone()),
            (VARY, HeaderValue::from_static("accept, accept-encoding")),
            (CONTENT_SECURITY_POLICY, POLICY),
        ];
        if is_known(headers, &form.tag) {
            return (StatusCode::NOT_MODIFIED, told).into_response();
        }
        let typed = [(CONTENT_TYPE, self.content_type.clone())];
        let mut response = (told, typed, Body::from(form.bytes)).into_response();
        if let Some(encoding) = &form.encoding {
            response
                .headers_mut()
                .insert(CONTENT_ENCODING, encoding.clone());
        }
        response
    }
}

/// Whether a path can be no page of the client: a service's, or a file's that is gone.
fn belongs_elsewhere(path: &str) -> bool {
    let is_below = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    SERVICES.into_iter().any(is_below) || path.starts_with(ASSETS)
}

/// Whether a person's browser asks for a page. Programs say `*/*` and are told the truth.
fn accepts_pages(headers: &HeaderMap) -> bool {
    words(headers, &ACCEPT).any(|(word, _)| word.eq_ignore_ascii_case("text/html"))
}

fn accepts_encoding(headers: &HeaderMap, encoding: &HeaderValue) -> bool {
    words(headers, &ACCEPT_ENCODING).any(|(word, rest)| {
        let is_refused = rest
            .trim()
            .strip_prefix("q=")
            .is_some_and(|quality| quality.parse::<f32>() == Ok(0.0));
        word.as_bytes().eq_ignore_ascii_case(encoding.as_bytes()) && !is_refused
    })
}

/// Whether the asker has this form already.
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    words(headers, &IF_NONE_MATCH).any(|(word, _)| {
        let word = word.strip_prefix("W/").unwrap_or(word);
        word == "*" || word.as_bytes() == tag.as_bytes()
    })
}

/// The words of a list, each with what follows its semicolon.
fn words<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|word| word.split_once(';').unwrap_or((word, "")))
        .map(|(word, rest)| (word.trim(), rest))
}

/// Of the endings that a build leaves. What is none of them is not shown as anything.
fn content_type(path: &str) -> HeaderValue {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    HeaderValue::from_static(match ending {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    })
}
