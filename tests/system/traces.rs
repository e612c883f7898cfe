//! One trace from a request to the tables and to the sockets, told by three processes to a collector.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use prost::Message as _;
use serde_json::json;
use tokio::net::TcpListener;

use crate::server::{Data, Server, tidings};
use crate::world::World;

const TOLD_MAX: Duration = Duration::from_secs(20);

/// A span as it was told: whose, what, in which trace, under which span.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    service: String,
    name: String,
    trace: String,
    span: String,
    parent: String,
}

/// What a collector does: it takes spans in.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Told>>>);

impl Collector {
    async fn start() -> (Self, String) {
        let collector = Self::default();
        let taking = collector.clone();
        let take = move |body: Bytes| async move {
            taking.take(&body);
            StatusCode::OK
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/v1/traces", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (collector, format!("http://{address}"))
    }

    fn take(&self, body: &[u8]) {
        let request = ExportTraceServiceRequest::decode(body).unwrap();
        for of_process in request.resource_spans {
            let attributes = of_process.resource.unwrap().attributes;
            let name = attributes
                .into_iter()
                .find(|attribute| attribute.key == "service.name");
            let Some(Value::StringValue(service)) = name.unwrap().value.unwrap().value else {
                panic!("a service's name is text");
            };
            for span in of_process.scope_spans.into_iter().flat_map(|of| of.spans) {
                self.0.lock().unwrap().push(Told {
                    service: service.clone(),
                    name: span.name,
                    trace: domain::to_hex(&span.trace_id),
                    span: domain::to_hex(&span.span_id),
                    parent: domain::to_hex(&span.parent_span_id),
                });
            }
        }
    }

    /// The span of this service and name in a trace, once it has come.
    async fn find(&self, service: &str, name: &str, trace: &str) -> Told {
        let began = Instant::now();
        loop {
            let told = self.0.lock().unwrap().clone();
            let found = told.iter().find(|told| {
                (
                    told.service.as_str(),
                    told.name.as_str(),
                    told.trace.as_str(),
                ) == (service, name, trace)
            });
            if let Some(found) = found {
                return found.clone();
            }
            assert!(
                began.elapsed() < TOLD_MAX,
                "{service} told of no {name} in {trace}: {told:#?}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_leads_from_a_command_to_the_tables_and_the_sockets() {
    let data = Data::new();
    let database = harness::database().await;
    let (collector, at) = Collector::start().await;
    let commands = Server::traced_role("command-api", data.path(), &database.url, &at);
    let queries = Server::traced_role("query-api", data.path(), &database.url, &at);
    let _sockets = Server::traced_role("realtime", data.path(), &database.url, &at);
    let mut projector = tokio::process::Command::from({
        let mut line = tidings(data.path(), "projector");
        line.args(["--database-url", &database.url, "--otlp", &at]);
        line.env("OTEL_BSP_SCHEDULE_DELAY", "100");
        line.stderr(std::process::Stdio::null());
        line
    });
    let _projector = projector.kill_on_drop(true).spawn().unwrap();
    let (world, reads) = (World::new(&commands.url), World::new(&queries.url));
    let admin = reads.person(data.path(), "ada", "admin").await;
    let clara = reads.person(data.path(), "clara", "client").await;
    let project = world.project(&admin, &[&clara]).await;
    let conversation = world.conversation(&project, &[&clara]).await;

    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let sent = world
        .http
        .post(format!(
            "{}/api/messaging/conversations/{conversation}/messages",
            world.url
        ))
        .bearer_auth(&clara.token)
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
        .json(&json!({"body": "Hello"}))
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), StatusCode::CREATED);
    assert_eq!(sent.headers()["tidings-request-id"], trace);

    let request = collector
        .find("tidings-command-api", "request", trace)
        .await;
    assert_eq!(request.parent, "00f067aa0ba902b7", "under who asked");
    let projected = collector.find("tidings-projector", "project", trace).await;
    assert_eq!(projected.parent, request.span, "under the request");
    let delivered = collector.find("tidings-realtime", "deliver", trace).await;
    assert_eq!(delivered.parent, request.span, "under the request");

    // A request that brings no trace begins one, and is called by it.
    let shown = reads
        .http
        .get(format!("{}/api/session", reads.url))
        .send()
        .await
        .unwrap();
    let id = shown.headers()["tidings-request-id"].to_str().unwrap();
    let shown = collector.find("tidings-query-api", "request", id).await;
    assert_eq!(shown.parent, "");
}
