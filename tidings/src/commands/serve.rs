//! `tidings serve`, and one role alone: start, be ready, stop.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use chassis::config::Checked;
use chassis::operator::{self, Gate, Readiness};
use chassis::shutdown::Shutdown;
use chassis::telemetry::Metrics;
use tokio::net::TcpListener;

use crate::database::{self, Database};
use crate::roles::{self, Process, Roles};
use crate::trouble::Trouble;

/// How long tasks may take to finish what they began: requests 10 s, sockets 5 s, and some air.
const FINISH_MAX: Duration = Duration::from_secs(15);

/// How often histograms are folded.
const TIDY_EVERY: Duration = Duration::from_secs(10);

/// Runs the roles until told to stop, or until something ends that they need.
pub async fn run(settings: Checked, roles: Roles) -> Result<(), Trouble> {
    let shutdown = Shutdown::new();
    // First of all: a signal during the start must not leave a database behind.
    shutdown.listen_to_signals().map_err(Trouble::Runtime)?;
    // Before the database is started, which inherits it.
    chassis::descriptors::raise();
    let metrics = Metrics::install().map_err(|error| Trouble::Metrics(error.to_string()))?;
    // Addresses before the database: a taken port is told at once, and nothing was started.
    let public = match roles.listens() {
        true => Some(listen("listen", settings.listen()).await?),
        false => None,
    };
    let at = settings.settings().operator_listen;
    let operator = listen("operator-listen", at).await?;
    let readiness = Readiness::new();
    // Nothing has registered yet, and nothing of it is to be had.
    let start = readiness.register("start");
    let router = operator::router(metrics.clone(), readiness.clone());
    // The operator's port answers until the very end, so it is not asked to stop with the others.
    let probes = Shutdown::new();
    probes.spawn(
        "operator",
        chassis::http::serve(operator, router, probes.clone()),
    );

    probes.spawn("metrics", tidy(metrics, probes.clone()));

    let database = database::find(&settings).await?.open().await?;
    readiness.of_log(database.log);
    let serving = Serving {
        start,
        readiness: &readiness,
        shutdown: &shutdown,
    };
    let done = serve(&settings, roles, &database, public, serving).await;
    stop(database).await;
    probes.begin();
    done
}

/// What others see of a process, and what it is told.
struct Serving<'a> {
    /// Open from when everything has begun until it is to end.
    start: Gate,
    readiness: &'a Readiness,
    shutdown: &'a Shutdown,
}

async fn serve(
    settings: &Checked,
    roles: Roles,
    database: &Database,
    public: Option<TcpListener>,
    serving: Serving<'_>,
) -> Result<(), Trouble> {
    let Serving {
        start,
        readiness,
        shutdown,
    } = serving;
    let process = roles::compose(settings, roles, database, readiness, shutdown).await?;
    if let Some(listener) = public {
        let router: Router = chassis::http::harden(process.router.clone(), settings);
        let address = listener.local_addr().map_err(Trouble::Runtime)?;
        let serving = chassis::http::serve(listener, router, shutdown.clone());
        shutdown.spawn_vital("http", async move {
            serving.await;
            Ok::<(), std::convert::Infallible>(())
        });
        announce(settings, address);
    }
    start.open();
    let died = wait(database, shutdown).await;
    // Balancers that ask look elsewhere.
    start.close("is stopping");
    shutdown.begin();
    let finished = shutdown.clone().finish(FINISH_MAX).await;
    let Process { writer, .. } = process;
    // Last, so that what was accepted is decided.
    writer.close().await;
    match died {
        Some(how) => Err(Trouble::PostgresDied(how)),
        None => Ok(finished?),
    }
}

/// Samples of histograms are kept until they are folded, and nobody may be scraping.
async fn tidy(metrics: Metrics, probes: Shutdown) {
    while tokio::time::timeout(TIDY_EVERY, probes.begun())
        .await
        .is_err()
    {
        metrics.tidy();
    }
}

/// Until the process is told to stop, or its Postgres ends by itself.
async fn wait(database: &Database, shutdown: &Shutdown) -> Option<String> {
    match &database.private {
        None => {
            shutdown.begun().await;
            None
        }
        Some(private) => tokio::select! {
            () = shutdown.begun() => None,
            how = private.died() => Some(how),
        },
    }
}

/// The one line on stdout.
fn announce(settings: &Checked, address: SocketAddr) {
    if settings.is_demo() {
        tracing::warn!("a demo: anybody who reaches this address can sign in as anybody");
    }
    // With port 0 the system has chosen one.
    let origin = match settings.listen().port() {
        0 => format!("http://{address}"),
        _ => settings.public_url().origin(),
    };
    let mut out = std::io::stdout();
    let _ = writeln!(out, "ready {origin}").and_then(|()| out.flush());
}

async fn listen(flag: &'static str, address: SocketAddr) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Trouble::Listen {
            flag,
            address,
            error,
        })
}

async fn stop(database: Database) {
    if let Some(private) = database.private
        && let Err(error) = private.stop().await
    {
        tracing::error!(%error, "the private Postgres did not stop");
    }
}
