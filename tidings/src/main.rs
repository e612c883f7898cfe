//! The one binary: every role of Tidings, alone or all together, and what operators do by hand.
//!
//! [`cli`] says what can be asked, [`commands`] does it. [`database`] finds or starts Postgres and
//! makes sure that it may be used; [`people`] joins accounts and log into "who is asking";
//! [`keys`] has the tokens' keys, [`roles`] composes the services, [`web`] has the web client's
//! files. No rule and no route of the API is here.
//!
//! To add a command: a variant in [`cli::Command`] and a file in `commands/`.

#![allow(unreachable_pub, reason = "a binary has no outside")]

mod cli;
mod commands;
mod database;
mod demo;
mod exported;
mod files;
mod here;
mod keys;
mod people;
mod roles;
mod seen;
mod trouble;
mod web;
mod witness;

use std::process::ExitCode;

use chassis::telemetry::{Traces, TracesError};
use clap::Parser as _;
use tokio::runtime::Runtime;

use cli::{Cli, Command};
use trouble::Trouble;

/// A request is many short allocations: with the system's allocator a quarter of the time went
/// into them (`bench http`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&Trouble::Runtime(error)),
    };
    let traces = match traces(&cli.command, &runtime) {
        Ok(traces) => traces,
        Err(error) => return refuse(&error.into()),
    };
    if let Err(error) = chassis::telemetry::init(traces.as_ref()) {
        eprintln!("tidings: {error}");
    }
    let done = runtime.block_on(commands::run(cli.command));
    if let Some(traces) = traces {
        traces.finish();
    }
    match done {
        Ok(code) => code,
        Err(trouble) => refuse(&trouble),
    }
}

/// Traces of what serves, where somebody collects them.
fn traces(command: &Command, runtime: &Runtime) -> Result<Option<Traces>, TracesError> {
    let Some((role, settings)) = command.serving() else {
        return Ok(None);
    };
    let Some(collector) = &settings.otlp else {
        return Ok(None);
    };
    let service = format!("tidings-{role}");
    let runtime = runtime.handle().clone();
    Traces::to(collector, &service, settings.node.as_deref(), runtime).map(Some)
}

/// One clear sentence on stderr, and the exit code that says how far it came.
fn refuse(trouble: &Trouble) -> ExitCode {
    eprintln!("tidings: {trouble}");
    ExitCode::from(trouble.exit_code())
}
