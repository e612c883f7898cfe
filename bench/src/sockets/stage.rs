//! The server that is tried, and the people in its rooms: each room is a conversation in a project
//! of its own, so that its people are each other's whole company.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use domain::Role;
use hyper::Method;
use serde_json::json;

use crate::client::Connection;
use crate::server::Server;
use crate::target::{Program, Target, post, text, token};

/// How many rooms, and who is in each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) rooms: usize,
    pub(super) people: usize,
    pub(super) sockets_each: usize,
}

impl Layout {
    /// So many sockets in rooms of so many, at most 20 of a person, and two people at least.
    pub(super) fn of(sockets: usize, room: usize) -> Self {
        let sockets_each = (room / 2).clamp(1, 20);
        Self {
            rooms: sockets.div_ceil(room),
            people: room.div_ceil(sockets_each),
            sockets_each,
        }
    }

    pub(super) const fn room(self) -> usize {
        self.people * self.sockets_each
    }
}

/// A conversation and who is in it.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) path: String,
    /// Their tokens.
    pub(super) people: Vec<String>,
    pub(super) sockets_each: usize,
    /// The seq of the newest message that was acknowledged.
    pub(super) last: AtomicU64,
}

impl Room {
    pub(super) fn note(&self, seq: u64) {
        self.last.fetch_max(seq, Ordering::Relaxed);
    }

    pub(super) fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }
}

/// The roles apart: sockets in one process, and what is said told to another.
pub(super) struct Apart {
    pub(super) realtime: Target,
    pub(super) commands: Target,
}

impl Apart {
    /// The process with the sockets.
    pub(super) fn pid(&self) -> anyhow::Result<u32> {
        self.realtime.pid().context("a process that runs")
    }

    pub(super) async fn stop(self) -> anyhow::Result<()> {
        self.realtime.stop().await?;
        self.commands.stop().await
    }
}

pub(super) type Rooms = Arc<Vec<Room>>;

/// The server, and an admin on it.
pub(super) struct Stage {
    program: Program,
    pub(super) target: Target,
    admin: String,
    made: usize,
}

impl Stage {
    /// On a Postgres that the program starts for itself.
    pub(super) async fn open(server: &Server, path: &Path, name: &str) -> anyhow::Result<Self> {
        Self::start(Program::new(path, &server.folder(name)?, None)).await
    }

    /// On the benchmark's Postgres, which several processes can share.
    pub(super) async fn open_shared(
        server: &Server,
        path: &Path,
        name: &str,
    ) -> anyhow::Result<Self> {
        let url = server.empty(name).await?;
        Self::start(Program::new(path, &server.folder(name)?, Some(&url))).await
    }

    async fn start(program: Program) -> anyhow::Result<Self> {
        let target = Target::start(&program, "serve").await?;
        let admin = token(&program, "bench-admin", Role::Admin)?;
        Ok(Self {
            program,
            target,
            admin,
            made: 0,
        })
    }

    /// The same server once more, with nobody in: what the last crowd left in its memory is gone.
    pub(super) async fn again(self, with_limits: bool) -> anyhow::Result<Self> {
        let Self {
            program,
            target,
            admin,
            made,
        } = self;
        target.stop().await?;
        let target = match with_limits {
            true => Target::start_limited(&program, "serve").await?,
            false => Target::start(&program, "serve").await?,
        };
        Ok(Self {
            program,
            target,
            admin,
            made,
        })
    }

    /// The roles that sockets need, each in a process of its own.
    pub(super) async fn part(self) -> anyhow::Result<Apart> {
        self.target.stop().await?;
        Ok(Apart {
            commands: Target::start(&self.program, "command-api").await?,
            realtime: Target::start(&self.program, "realtime").await?,
        })
    }

    pub(super) fn pid(&self) -> anyhow::Result<u32> {
        self.target.pid().context("a server that was started here")
    }

    /// The superuser's URL of the server's own Postgres.
    pub(super) fn database(&self) -> anyhow::Result<String> {
        let data = self.target.data().context("a data folder")?;
        let url = private_postgres::PrivatePostgres::url_of_running(data)?;
        url.context("a Postgres that runs")
    }

    /// Makes rooms, with people whom nobody knows yet.
    pub(super) async fn furnish(&mut self, layout: Layout) -> anyhow::Result<Rooms> {
        let mut connection = self.target.connect().await?;
        let mut rooms = Vec::with_capacity(layout.rooms);
        for _ in 0..layout.rooms {
            rooms.push(self.room(&mut connection, layout).await?);
        }
        Ok(Arc::new(rooms))
    }

    async fn room(&mut self, connection: &mut Connection, layout: Layout) -> anyhow::Result<Room> {
        let (program, made) = (self.program.clone(), self.made);
        self.made += layout.people;
        let signing = tokio::task::spawn_blocking(move || {
            let people = made..made + layout.people;
            let sign = |n: usize| token(&program, &format!("client-{n}"), Role::Client);
            people.map(sign).collect::<anyhow::Result<Vec<_>>>()
        });
        let people = signing.await??;
        let projects = "/api/admin/directory/projects";
        let create = json!({"name": "Benchmark"});
        let project = post(connection, projects, &self.admin, &create).await?;
        let project = text(&project, "/project/id")?;
        let members = format!("{projects}/{project}/members");
        let mut ids = Vec::with_capacity(people.len());
        for person in &people {
            let session = connection
                .value(Method::GET, "/api/session", person, None)
                .await?;
            let id = text(&session, "/person/id")?;
            post(connection, &members, &self.admin, &json!({"userId": id})).await?;
            ids.push(id);
        }
        let starter = people.first().context("a room without people")?;
        let path = "/api/messaging/conversations";
        let start = json!({
            "projectId": project,
            "subject": "Benchmark",
            "participantIds": ids.get(1..).unwrap_or_default(),
        });
        let started = post(connection, path, starter, &start).await?;
        let id = text(&started, "/conversation/id")?;
        Ok(Room {
            path: format!("{path}/{id}/messages"),
            people,
            sockets_each: layout.sockets_each,
            last: AtomicU64::new(1),
        })
    }
}
