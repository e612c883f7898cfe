//! The people, their projects, and what the callers know of the conversations.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::command::{Command, Commands};
use crate::door::{Ask, Door, Person};

/// How often somebody asks who they are.
const TRIES_MAX: u64 = 10;
/// People of each kind.
const CLIENTS: usize = 32;
const TEAM: usize = 8;
const PROJECTS: usize = 4;
/// Messages of a conversation that callers remember, to edit and to delete.
const REMEMBERED_MAX: usize = 100;

/// A message that somebody may still do something with.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) author: usize,
}

/// A conversation as the answers so far tell it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Talk {
    pub(crate) id: String,
    pub(crate) project: usize,
    pub(crate) people: Vec<usize>,
    pub(crate) last_seq: u64,
    pub(crate) sent: Vec<Sent>,
}

/// Everybody and everything that callers know. Clones share it.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) people: Arc<Vec<Person>>,
    pub(crate) admin: Arc<Person>,
    /// Members of each project, by place in `people`.
    pub(crate) projects: Arc<Vec<(String, Vec<usize>)>>,
    pub(crate) talks: Arc<Mutex<Vec<Talk>>>,
}

impl World {
    /// Registers everybody, makes the projects and starts the conversations.
    pub(crate) async fn settle(
        cluster: &Cluster,
        door: &Door,
        commands: &Commands,
        talks: usize,
    ) -> anyhow::Result<Self> {
        let admin = person(cluster, door, "ada", "admin").await?;
        let mut people = Vec::new();
        for n in 0..CLIENTS {
            people.push(person(cluster, door, &format!("client-{n}"), "client").await?);
        }
        for n in 0..TEAM {
            people.push(person(cluster, door, &format!("team-{n}"), "team").await?);
        }
        let mut projects = Vec::new();
        for n in 0..PROJECTS {
            let path = "/admin/directory/projects".to_owned();
            let body = json!({"name": format!("Project {n}")});
            let made = done(
                commands,
                &admin,
                Command::new("project", Method::POST, path, body),
            )
            .await?;
            let id = text(&made, "/project/id")?;
            let mut members = Vec::new();
            for (place, one) in people.iter().enumerate() {
                if place % PROJECTS == n {
                    let path = format!("/admin/directory/projects/{id}/members");
                    let body = json!({"userId": one.id});
                    done(
                        commands,
                        &admin,
                        Command::new("member", Method::POST, path, body),
                    )
                    .await?;
                    members.push(place);
                }
            }
            projects.push((id, members));
        }
        let world = Self {
            people: Arc::new(people),
            admin: Arc::new(admin),
            projects: Arc::new(projects),
            talks: Arc::default(),
        };
        for n in 0..talks {
            let Some((_, members)) = world.projects.get(n % PROJECTS) else {
                continue;
            };
            // Three to seven of the ten, a team person among them: these add and remove people.
            let count = 2 + n % 5;
            let mut named: Vec<usize> = members.iter().copied().skip(n % 3).take(count).collect();
            named.extend(members.last().copied());
            named.dedup();
            let start = world
                .start(n % PROJECTS, &named, &format!("Talk {n}"))
                .context("a start")?;
            let by = named
                .first()
                .and_then(|by| world.people.get(*by))
                .context("a person")?;
            let made = done(commands, by, start).await?;
            world.started(n % PROJECTS, &named, &made);
        }
        Ok(world)
    }

    /// The command that starts a conversation: by the first of these, with the others.
    pub(crate) fn start(&self, project: usize, named: &[usize], subject: &str) -> Option<Command> {
        let (id, _) = self.projects.get(project)?;
        let ids = named
            .iter()
            .skip(1)
            .filter_map(|n| self.people.get(*n))
            .map(|one| one.id.clone());
        let ids: Vec<_> = ids.collect();
        let body = json!({"projectId": id, "subject": subject, "participantIds": ids});
        let path = "/messaging/conversations".to_owned();
        Some(Command::new("start", Method::POST, path, body))
    }

    /// Notes a conversation that was started.
    pub(crate) fn started(&self, project: usize, named: &[usize], answer: &Value) {
        let Ok(id) = text(answer, "/conversation/id") else {
            return;
        };
        let talk = Talk {
            id,
            project,
            people: named.to_vec(),
            last_seq: 1,
            sent: Vec::new(),
        };
        self.with(|talks| talks.push(talk));
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Vec<Talk>) -> T) -> T {
        look(&mut self.talks.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn talk(&self, at: usize) -> Option<Talk> {
        self.with(|talks| talks.get(at).cloned())
    }

    /// Notes what an answer says of a conversation.
    pub(crate) fn note(&self, at: usize, look: impl FnOnce(&mut Talk)) {
        self.with(|talks| {
            if let Some(talk) = talks.get_mut(at) {
                look(talk);
                let surplus = talk.sent.len().saturating_sub(REMEMBERED_MAX);
                talk.sent.drain(..surplus);
            }
        });
    }
}

/// Somebody new, registered by their first request.
async fn person(
    cluster: &Cluster,
    door: &Door,
    subject: &str,
    role: &str,
) -> anyhow::Result<Person> {
    let mut person = Person {
        id: String::new(),
        token: cluster.token(subject, role)?,
    };
    let ask = Ask::get("/session".to_owned());
    let mut reply = door.ask(&person, &ask, 0).await;
    for turn in 1..TRIES_MAX {
        if reply.status == Some(200) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        reply = door.ask(&person, &ask, turn).await;
    }
    person.id = text(&reply.answer, "/person/id")?;
    Ok(person)
}

async fn done(commands: &Commands, by: &Person, command: Command) -> anyhow::Result<Value> {
    let what = command.what;
    let answer = commands.carry_out(by, command).await;
    answer.with_context(|| format!("the {what} that everything begins with was not done"))
}

/// A text in an answer.
pub(crate) fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    let found = found.with_context(|| format!("no {pointer} in {value}"))?;
    Ok(found.to_owned())
}
