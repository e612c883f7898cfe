//! The operator's port: `/metrics`, `/livez`, `/readyz`. Never on the public port.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::LogId;
use serde::Serialize;

use crate::telemetry::Metrics;

/// What must be well before this process should get traffic. Parts register a gate each; clones are
/// the same one.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    // Guards the state of every gate.
    gates: Arc<Mutex<BTreeMap<String, GateReport>>>,
    log: Arc<OnceLock<LogId>>,
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
    /// The log and its incarnation, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogReport>,
    /// The gates by name.
    pub checks: BTreeMap<String, GateReport>,
}

/// Which log a process reads and writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogReport {
    /// The log.
    pub id: String,
    /// Which of its lives.
    pub incarnation: u32,
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateReport {
    /// Whether this part is ready.
    pub ready: bool,
    /// Why not, in a sentence; of a part that is ready, what is not as it should be.
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
        let gate = Gate {
            name: name.into(),
            readiness: self.clone(),
        };
        gate.close("is starting");
        gate
    }

    /// Says which log it is, once.
    pub fn of_log(&self, log: LogId) {
        let _ = self.log.set(log);
    }

    /// How things stand.
    pub fn report(&self) -> ReadinessReport {
        let checks = self.gates().clone();
        ReadinessReport {
            ready: checks.values().all(|check| check.ready),
            log: self.log.get().map(|log| LogReport {
                id: log.log_id.to_string(),
                incarnation: log.incarnation,
            }),
            checks,
        }
    }

    /// Whether every part is ready.
    pub fn is_ready(&self) -> bool {
        self.gates().values().all(|gate| gate.ready)
    }

    fn gates(&self) -> MutexGuard<'_, BTreeMap<String, GateReport>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gate {
    /// The part can work.
    pub fn open(&self) {
        self.report(true, None);
    }

    /// The part can work, though something is not as it should be: for the operator to read, and no
    /// reason to send requests elsewhere.
    pub fn note(&self, what: impl Into<String>) {
        self.report(true, Some(what.into()));
    }

    /// The part cannot work, and why.
    pub fn close(&self, reason: impl Into<String>) {
        self.report(false, Some(reason.into()));
    }

    fn report(&self, ready: bool, reason: Option<String>) {
        let report = GateReport { ready, reason };
        self.readiness.gates().insert(self.name.clone(), report);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.readiness.gates().remove(&self.name);
    }
}

/// The report, and how far this process has come: its positions and what it is behind.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    report: ReadinessReport,
    places: BTreeMap<String, u64>,
}

/// The router of the operator's port.
pub fn router(metrics: Metrics, readiness: Readiness) -> Router {
    let places = metrics.clone();
    let told = move || async move { readyz(&readiness, &places) };
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(told))
        .route("/metrics", get(move || async move { exposition(&metrics) }))
}

fn readyz(readiness: &Readiness, metrics: &Metrics) -> Response {
    let report = readiness.report();
    let places = metrics.places();
    let status = if report.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(Told { report, places })).into_response()
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
