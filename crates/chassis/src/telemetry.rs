//! What a process says about itself: log lines on stderr, numbers for Prometheus, spans for a
//! collector.

pub(crate) mod traces;

use std::collections::BTreeMap;
use std::io::IsTerminal;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::Layer as _;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::util::TryInitError;

pub use traces::{Traces, TracesError, follow};

/// Seconds, from a fast append to a request that timed out.
const SECONDS_BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// What Postgres notices about a schema that is there already is no news.
const FILTER: &str = "info,sqlx::postgres::notice=warn";

/// Sends `tracing` to stderr: text for a person at a terminal, JSON lines for a collector.
/// `TIDINGS_LOG` filters, in the syntax of `RUST_LOG`; the default is [`FILTER`]. Spans go to the
/// collector of traces as well, where there is one.
pub fn init(traces: Option<&Traces>) -> Result<(), TryInitError> {
    let filter = EnvFilter::try_from_env("TIDINGS_LOG").unwrap_or_else(|_| EnvFilter::new(FILTER));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match std::io::stderr().is_terminal() {
        true => lines.with_target(false).boxed(),
        false => lines.json().flatten_event(true).boxed(),
    };
    let spans = traces.map(|traces| {
        tracing_opentelemetry::layer()
            .with_tracer(traces.tracer())
            .with_filter(LevelFilter::INFO)
    });
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(spans)
        .try_init()
}

/// The recorder's other end: what `/metrics` shows. Clones are the same one.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Makes the recorder that the macros of the `metrics` crate write to, once per process.
    /// Names that end in `_seconds` get buckets; other histograms get summaries.
    pub fn install() -> Result<Self, BuildError> {
        builder()?.install_recorder().map(Self)
    }

    /// Numbers of nobody, for tests: not installed, so nothing is written to it.
    pub fn detached() -> Result<Self, BuildError> {
        Ok(Self(builder()?.build_recorder().handle()))
    }

    /// Folds the samples of histograms into their buckets. Between two calls every sample is kept,
    /// so it has to be called now and then, scraped or not.
    pub fn tidy(&self) {
        self.0.run_upkeep();
    }

    /// The gauges that say where something is in the log, and how far behind: `projector_position`.
    pub(crate) fn places(&self) -> BTreeMap<String, u64> {
        let text = self.render();
        let place = |line: &str| {
            let (name, value) = line.strip_prefix("tidings_")?.split_once(' ')?;
            let is_place = name.ends_with("_position") || name.ends_with("_lag");
            is_place.then_some(())?;
            Some((name.to_owned(), value.parse().ok()?))
        };
        text.lines().filter_map(place).collect()
    }

    /// The numbers in Prometheus' text format.
    pub fn render(&self) -> String {
        self.tidy();
        self.0.render()
    }
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    use metrics_exporter_prometheus::Matcher;
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS_BUCKETS)
}
