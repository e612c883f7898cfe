//! Traces, for a collector that speaks OTLP. A request is a span; what readers of the log do for an
//! event is a span under the request that made it, since the event has its `traceparent`.

mod collector;

use std::borrow::Borrow;
use std::collections::HashSet;
use std::sync::OnceLock;
use std::time::SystemTime;

use domain::RecordedEvent;
use opentelemetry::trace::{
    Span as _, SpanContext, SpanId, SpanKind, TraceContextExt as _, TraceFlags, TraceId,
    TraceState, Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tokio::runtime::Handle;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::request_id::Traceparent;
use collector::Collector;

/// Set once, by the one who starts sending; without it nothing is made that nobody would see.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// Where spans go, from the start of the process to its end.
pub struct Traces(SdkTracerProvider);

/// Why none can be sent.
#[derive(Debug, thiserror::Error)]
#[error("the collector of traces cannot be used: {0}")]
pub struct TracesError(String);

impl Traces {
    /// Begins to send to a collector, in the name of a service and, where it has one, a node. The
    /// address is the collector's, below which the protocol says what is where.
    pub fn to(
        collector: &str,
        service: &str,
        node: Option<&str>,
        runtime: Handle,
    ) -> Result<Self, TracesError> {
        let wrong = |error: &dyn std::fmt::Display| TracesError(error.to_string());
        let at = format!("{}/v1/traces", collector.trim_end_matches('/'));
        let client = Collector::at(&at, runtime).map_err(|error| wrong(&error))?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_endpoint(at)
            .build()
            .map_err(|error| wrong(&error))?;
        let instance = node.map(|node| KeyValue::new("service.instance.id", node.to_owned()));
        let resource = Resource::builder()
            .with_service_name(service.to_owned())
            .with_attributes(instance)
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        let _ = TRACER.set(provider.tracer("tidings"));
        Ok(Self(provider))
    }

    pub(super) fn tracer(&self) -> SdkTracer {
        self.0.tracer("tidings")
    }

    /// Sends what is left. Waits, so it is not for a task.
    pub fn finish(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Puts a span under the trace that it came with, or has it begin one; says what it is called. None
/// where no traces are sent.
pub(crate) fn join(span: &tracing::Span, parent: Option<&Traceparent>) -> Option<Traceparent> {
    TRACER.get()?;
    if let Some(parent) = parent.and_then(context)
        && let Err(error) = span.set_parent(parent)
    {
        tracing::debug!(%error, "a request is not in the trace that it came with");
    }
    let context = span.context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid().then(|| Traceparent {
        trace: span.trace_id().to_string(),
        span: span.span_id().to_string(),
        flags: format!("{:02x}", span.trace_flags().to_u8()),
    })
}

/// Notes what was done for events from then until now: a span in each trace that they came from.
pub fn follow<E>(name: &'static str, began: SystemTime, events: &[E])
where
    E: Borrow<RecordedEvent>,
{
    let Some(tracer) = TRACER.get() else { return };
    let ended = SystemTime::now();
    let mut seen = HashSet::new();
    for event in events {
        let Some(traceparent) = event.borrow().metadata.get("traceparent") else {
            continue;
        };
        // The events of one command are together, and one span tells of all.
        if !seen.insert(traceparent) {
            continue;
        }
        let parent = Traceparent::parse(traceparent);
        if let Some(parent) = parent.as_ref().and_then(context) {
            let span = tracer
                .span_builder(name)
                .with_kind(SpanKind::Consumer)
                .with_start_time(began);
            let mut span = tracer.build_with_context(span, &parent);
            span.end_with_timestamp(ended);
        }
    }
}

fn context(parent: &Traceparent) -> Option<Context> {
    let flags = u8::from_str_radix(&parent.flags, 16).ok()?;
    let span = SpanContext::new(
        TraceId::from_hex(&parent.trace).ok()?,
        SpanId::from_hex(&parent.span).ok()?,
        TraceFlags::new(flags),
        true,
        TraceState::default(),
    );
    Some(Context::new().with_remote_span_context(span))
}
