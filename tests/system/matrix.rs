//! Who may do what: every route, every kind of caller, one's own and others' things. The cells are in
//! `matrix.tsv`; a route without a row, or a row without a route, fails.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Method, multipart};
use serde_json::{Value, json};

use crate::server::{Data, Server};
use crate::world::{Person, World, text};

const TABLE: &str = include_str!("matrix.tsv");

/// The kinds of caller, in the order of the table's columns.
const CALLERS: [&str; 6] = [
    "none",
    "outsider",
    "participant",
    "team",
    "admin",
    "auditor",
];

/// A picture of one pixel.
const PICTURE: &[u8] = include_bytes!("pixel.png");

/// Everybody. `clara` and `timo` are the participant and the team person of the table; `kay` and `rae`
/// are in their project too, `quin` and `quentin` in another one.
struct People {
    data: Data,
    world: World,
    by_name: BTreeMap<&'static str, Person>,
    project: String,
    elsewhere: String,
    _server: Server,
}

/// What a request is about.
#[derive(Clone, Default)]
struct Target {
    project: String,
    conversation: String,
    message: String,
    file: String,
    report: String,
    export: String,
    cursor: String,
    person: String,
    /// Somebody of the project who takes no part.
    stranger: String,
    version: u64,
}

struct Row {
    operation: String,
    scope: String,
    expected: Vec<u16>,
}

fn rows() -> Vec<Row> {
    let lines = TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let row = |line: &str| {
        let mut cells = line.split_whitespace();
        let mut next = || cells.next().unwrap().to_owned();
        let (operation, scope) = (next(), next());
        let expected: Vec<u16> = cells.map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(expected.len(), CALLERS.len(), "{line}");
        Row {
            operation,
            scope,
            expected,
        }
    };
    lines.map(row).collect()
}

impl People {
    async fn settle() -> Self {
        let data = Data::new();
        let server = Server::start(data.path());
        let world = World::new(&server.url);
        let mut by_name = BTreeMap::new();
        for (name, role) in [
            ("admin", "admin"),
            ("auditor", "auditor"),
            ("outsider", "client"),
            ("participant", "client"),
            ("team", "team"),
            ("kay", "team"),
            ("rae", "client"),
            ("quin", "team"),
            ("quentin", "client"),
        ] {
            by_name.insert(name, world.person(data.path(), name, role).await);
        }
        let of = |names: &[&str]| {
            names
                .iter()
                .map(|name| by_name[name].clone())
                .collect::<Vec<_>>()
        };
        let ours = of(&["participant", "team", "kay", "rae"]);
        let theirs = of(&["quin", "quentin"]);
        let project = world
            .project(&by_name["admin"], &ours.iter().collect::<Vec<_>>())
            .await;
        let elsewhere = world
            .project(&by_name["admin"], &theirs.iter().collect::<Vec<_>>())
            .await;
        Self {
            data,
            world,
            by_name,
            project,
            elsewhere,
            _server: server,
        }
    }

    /// Fresh things of a scope: in `own` the message is the participant's, in the others it is of
    /// people whom nobody of the table talks to.
    async fn target(&self, scope: &str, operation: &str) -> Target {
        let (project, people, author, stranger) = match scope {
            "own" | "-" => (
                &self.project,
                ["kay", "participant", "team"].as_slice(),
                "participant",
                "rae",
            ),
            "same" => (
                &self.project,
                ["kay", "rae"].as_slice(),
                "kay",
                "participant",
            ),
            "other" => (
                &self.elsewhere,
                ["quin", "quentin"].as_slice(),
                "quin",
                "quentin",
            ),
            unknown => panic!("there is no scope {unknown}"),
        };
        let (world, author) = (&self.world, &self.by_name[author]);
        let people: Vec<_> = people.iter().map(|name| &self.by_name[name]).collect();
        let conversation = world.conversation(project, &people).await;
        let path = format!("/messaging/conversations/{conversation}/messages");
        let needs_file = operation.contains("File");
        let file = match needs_file {
            true => world.upload(author, "pixel.png", PICTURE).await,
            false => String::new(),
        };
        let files = match operation {
            "deleteFile" => json!([]),
            _ if needs_file => json!([file]),
            _ => json!([]),
        };
        let body = json!({"body": "Hello", "fileIds": files});
        let mut sent = world.post(author, &path, body).await;
        let message = text(&sent["message"]["id"]);
        if ["restoreMessage", "revealMessage"].contains(&operation) {
            let path = format!("{path}/{message}");
            let deleted = world
                .ask(author, Method::DELETE, &path, None)
                .await
                .unwrap();
            sent = deleted.1;
        }
        let mut target = Target {
            project: project.clone(),
            conversation,
            message: message.clone(),
            file,
            person: people[0].id.clone(),
            stranger: self.by_name[stranger].id.clone(),
            version: 1,
            ..Target::default()
        };
        if operation.contains("Report") && operation != "reportMessage" {
            let reporter = people.iter().find(|person| person.id != author.id).unwrap();
            let path = format!("{path}/{message}/reports");
            let made = world
                .post(reporter, &path, json!({"reason": "other"}))
                .await;
            target.report = text(&made["reportId"]);
            if let Some(position) = made.get("position") {
                sent = json!({ "position": position });
            }
        }
        // Who is changed is somebody whom no other cell needs.
        if ["addMember", "removeMember", "changePerson", "erasePerson"].contains(&operation) {
            target.person = self.newcomer().await;
        }
        if operation.contains("Export") {
            target.export = self.export(project).await;
        }
        world.shown(author, &sent).await;
        target.cursor = text(&sent["position"]);
        target
    }

    async fn newcomer(&self) -> String {
        let subject = uuid::Uuid::new_v4().to_string();
        let ask = json!({"subject": subject, "name": "New", "role": "client"});
        let made = self
            .world
            .post(&self.by_name["admin"], "/admin/directory/people", ask)
            .await;
        text(&made["person"]["id"])
    }

    async fn export(&self, project: &str) -> String {
        let url = format!("{}/api/admin/messaging/audit/exports", self.world.url);
        let admin = &self.by_name["admin"];
        let ask = self.world.http.post(url).bearer_auth(&admin.token);
        let ask = ask
            .header("Tidings-Reason", "audit")
            .json(&json!({ "projectId": project }));
        let answer: Value = ask.send().await.unwrap().json().await.unwrap();
        let id = text(&answer["exportId"]);
        let path = format!("/admin/messaging/audit/exports/{id}");
        for _ in 0..200 {
            if self.world.get(admin, &path).await["status"] == "done" {
                return id;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the export was not made");
    }

    /// Asks as this caller; gives back the status.
    async fn ask(&self, caller: &str, operation: &Operation, target: &Target) -> u16 {
        let url = format!("{}{}", self.world.url, operation.path_to(target));
        let mut request = self.world.http.request(operation.method.clone(), url);
        if let Some(person) = self.by_name.get(caller) {
            request = request.bearer_auth(&person.token);
        }
        if operation.path.starts_with("/api/admin/") {
            request = request.header("Tidings-Reason", "the matrix");
        }
        if ["changeStatus", "changeReport"].contains(&operation.id.as_str()) {
            request = request.header("If-Match", format!("\"{}\"", target.version));
        }
        if operation.id == "uploadFiles" {
            let part = multipart::Part::bytes(PICTURE).file_name("pixel.png");
            request = request.multipart(multipart::Form::new().part("file", part));
        } else if let Some(body) = body_of(&operation.id, target) {
            request = request.json(&body);
        }
        request.send().await.unwrap().status().as_u16()
    }
}

/// A route of the contract.
struct Operation {
    id: String,
    method: Method,
    path: String,
}

impl Operation {
    fn path_to(&self, target: &Target) -> String {
        let id = match self.path.starts_with("/api/messaging/people/") {
            true => &target.person,
            false => &target.conversation,
        };
        let path = self
            .path
            .replace("{id}", id)
            .replace("{mid}", &target.message)
            .replace("{userId}", &target.person)
            .replace("{uid}", &target.person)
            .replace("{pid}", &target.project)
            .replace("{fid}", &target.file)
            .replace("{rid}", &target.report)
            .replace("{eid}", &target.export);
        match self.id.as_str() {
            "listPeople" => format!("{path}?projectId={}", target.project),
            "listEvents" => format!("{path}?after={}", target.cursor),
            "searchMessages" => format!("{path}?q=hello"),
            _ => path,
        }
    }

    /// Whether it leaves everything as it was but traces of reading.
    fn is_reading(&self) -> bool {
        self.method == Method::GET
    }
}

fn body_of(operation: &str, target: &Target) -> Option<Value> {
    let fresh = || uuid::Uuid::new_v4().to_string();
    Some(match operation {
        "startConversation" => {
            json!({"projectId": target.project, "subject": "A", "participantIds": [target.person]})
        }
        "changeSubject" => json!({"subject": "Another"}),
        "setMine" => json!({"muted": true}),
        "sendMessage" => json!({"body": "Hello"}),
        "editMessage" => json!({"body": "Hallo"}),
        "reportMessage" => json!({"reason": "spam"}),
        "addParticipant" => json!({"userId": target.stranger}),
        "addMember" => json!({"userId": target.person}),
        "markRead" => json!({"seq": 1}),
        "signIn" => json!({}),
        "changeStatus" => json!({"status": "archived"}),
        "changeReport" => json!({"status": "reviewing"}),
        "noteReport" => json!({"text": "seen"}),
        "askForExport" => json!({"projectId": target.project}),
        "createProject" => json!({"name": "A"}),
        "renameProject" => json!({"name": "Website"}),
        "registerPerson" => json!({"subject": fresh(), "name": "A", "role": "client"}),
        "changePerson" => json!({"name": "A"}),
        _ => return None,
    })
}

async fn operations(world: &World) -> Vec<Operation> {
    let url = format!("{}/api/openapi.json", world.url);
    let document: Value = world
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if let Some(id) = operation["operationId"].as_str() {
                operations.push(Operation {
                    id: id.to_owned(),
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                });
            }
        }
    }
    operations
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_every_kind_of_caller_as_the_table_says() {
    let people = People::settle().await;
    let operations = operations(&people.world).await;
    let rows = rows();
    let named: BTreeSet<_> = operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    let stated: BTreeSet<_> = rows.iter().map(|row| row.operation.as_str()).collect();
    assert_eq!(stated, named, "a row for each route, a route for each row");

    let mut wrong = Vec::new();
    for row in &rows {
        let operation = operations.iter().find(|it| it.id == row.operation).unwrap();
        let mut target = people.target(&row.scope, &operation.id).await;
        let mut answers = Vec::new();
        for (at, caller) in CALLERS.iter().enumerate() {
            // What was changed for one caller is not there for the next one.
            if at > 0 && !operation.is_reading() {
                target = people.target(&row.scope, &operation.id).await;
            }
            answers.push(people.ask(caller, operation, &target).await);
        }
        if answers != row.expected {
            wrong.push(format!(
                "{} {}: {answers:?}, not {:?}",
                row.operation, row.scope, row.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{CALLERS:?}\n{}", wrong.join("\n"));
    assert!(people.data.path().exists());
}
