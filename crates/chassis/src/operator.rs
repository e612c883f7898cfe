//! The operator's port: `/metrics`, `/livez`, `/readyz`. Never on the public port.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::telemetry::Metrics;

/// What must be well before this process should get traffic. Parts register a gate each; clones are
/// the same one.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    // Guards the state of every gate: ready, or the sentence why not.
    gates: Arc<Mutex<BTreeMap<String, Option<String>>>>,
}

/// One part's word on whether it is ready. A dropped gate no longer counts.
#[derive(Debug)]
pub struct Gate {
    name: String,
    readiness: Readiness,
}

/// The body of `/readyz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadinessReport {
    /// Whether every gate is.
    pub ready: bool,
    /// The gates by name.
    pub checks: BTreeMap<String, GateReport>,
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateReport {
    /// Whether this part is ready.
    pub ready: bool,
    /// Why not, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Readiness {
    /// Nothing registered: ready.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a part, which is not ready until it says so.
    pub fn register(&self, name: impl Into<String>) -> Gate {
        let name = name.into();
        self.gates()
            .insert(name.clone(), Some("is starting".to_owned()));
        Gate {
            name,
            readiness: self.clone(),
        }
    }

    /// How things stand.
    pub fn report(&self) -> ReadinessReport {
        let checks: BTreeMap<_, _> = self
            .gates()
            .iter()
            .map(|(name, reason)| {
                (
                    name.clone(),
                    GateReport {
                        ready: reason.is_none(),
                        reason: reason.clone(),
                    },
                )
            })
            .collect();
        ReadinessReport {
            ready: checks.values().all(|check| check.ready),
            checks,
        }
    }

    /// Whether every part is ready.
    pub fn is_ready(&self) -> bool {
        self.gates().values().all(Option::is_none)
    }

    fn gates(&self) -> MutexGuard<'_, BTreeMap<String, Option<String>>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gate {
    /// The part can work.
    pub fn open(&self) {
        self.readiness.gates().insert(self.name.clone(), None);
    }

    /// The part cannot work, and why.
    pub fn close(&self, reason: impl Into<String>) {
        self.readiness
            .gates()
            .insert(self.name.clone(), Some(reason.into()));
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.readiness.gates().remove(&self.name);
    }
}

/// The router of the operator's port.
pub fn router(metrics: Metrics, readiness: Readiness) -> Router {
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(move || async move { readyz(&readiness) }))
        .route("/metrics", get(move || async move { exposition(&metrics) }))
}

fn readyz(readiness: &Readiness) -> Response {
    let report = readiness.report();
    let status = if report.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(report)).into_response()
}

fn exposition(metrics: &Metrics) -> Response {
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        metrics.render(),
    )
        .into_response()
}
