//! A log with checkpoints in it, and copies of it to be tampered with.

use std::path::PathBuf;

use event_store::{Known, LogReader, Role, Verdict, Writer, verify};
use evidence::{Signed, SigningKey};
use harness::{Database, People};
use projector::{CheckpointFile, Checkpointer};
use sqlx::{Connection as _, PgConnection};

use crate::server::Data;

/// How many events there are between two checkpoints.
const STEP: u64 = 20;

/// Numbers that are the same each time: splitmix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of `from..to`.
    pub fn of(&mut self, from: u64, to: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        from + (mixed ^ (mixed >> 31)) % (to - from)
    }
}

/// A key that signs, and the same bytes again for whoever wants a key of their own.
pub fn key(data: &Data, name: &str) -> SigningKey {
    let pem: PathBuf = data.path().join(name);
    let pkcs8 = chassis::identity::ed25519_key(&pem).unwrap();
    SigningKey::from_pkcs8(&pkcs8).unwrap()
}

/// The log that copies are made of.
pub struct Original {
    database: Database,
    data: Data,
    outside: Vec<Signed>,
    /// How many events it has.
    pub size: u64,
}

impl Original {
    /// Two conversations by turns, and a signature after every few events and at the end.
    pub async fn write() -> Self {
        let (database, data) = (harness::database().await, Data::new());
        let append = event_store::pool(&database.url, Role::Append, 4)
            .await
            .unwrap();
        let writer = Writer::start(append.clone(), true).await.unwrap();
        let people = People::settle(&writer).await;
        let conversations = [people.converse().await, people.converse().await];
        let pool = event_store::pool(&database.url, Role::Project, 2)
            .await
            .unwrap();
        let reader = LogReader::open(pool.clone()).await.unwrap();
        let path = data.path().join("checkpoints.jsonl");
        let checkpointer = Checkpointer::new(pool.clone(), reader, key(&data, "key"), path.clone());
        let mut signed = 0;
        for n in 0..120 {
            let body = format!("message {n}");
            people
                .send(people.client, conversations[n % 2], &body)
                .await
                .unwrap();
            let head = *writer.head().borrow();
            if head - signed >= STEP {
                checkpointer.sign_now().await.unwrap();
                signed = head;
            }
        }
        checkpointer.sign_now().await.unwrap();
        let size = *writer.head().borrow();
        writer.close().await;
        append.close().await;
        pool.close().await;
        let outside = CheckpointFile::new(path).read().unwrap().unwrap();
        Self {
            database,
            data,
            outside,
            size,
        }
    }

    pub async fn copy(&self) -> Copy<'_> {
        let database = harness::copy_of(&self.database).await;
        let mut root = PgConnection::connect(&database.url).await.unwrap();
        let off = "set session_replication_role = replica;
                   alter table log.events drop constraint events_position_check";
        sqlx::raw_sql(off).execute(&mut root).await.unwrap();
        Copy {
            original: self,
            url: database.url,
            root: tokio::sync::Mutex::new(root),
        }
    }
}

/// A copy, with its superuser connected and triggers off.
pub struct Copy<'a> {
    original: &'a Original,
    url: String,
    root: tokio::sync::Mutex<PgConnection>,
}

impl Copy<'_> {
    /// How many events it had.
    pub fn size(&self) -> u64 {
        self.original.size
    }

    /// The sizes of its checkpoints.
    pub fn checkpoints(&self) -> Vec<u64> {
        let sizes = self.original.outside.iter();
        sizes.map(|signed| signed.checkpoint.size).collect()
    }

    /// A key that nobody knows.
    pub fn foreign_key(&self) -> SigningKey {
        key(&self.original.data, "foreign")
    }

    /// Runs statements, with this position for every `$`.
    pub async fn run(&self, statements: &str, at: u64) {
        let statements = statements.replace('$', &at.to_string());
        let mut root = self.root.lock().await;
        sqlx::raw_sql(&statements)
            .execute(&mut *root)
            .await
            .unwrap();
    }

    pub async fn connection(&self) -> tokio::sync::MutexGuard<'_, PgConnection> {
        self.root.lock().await
    }

    /// With the checkpoints as they were kept outside.
    pub async fn verify(&self) -> Verdict {
        let pool = event_store::pool(&self.url, Role::Query, 1).await.unwrap();
        let reader = LogReader::open(pool.clone()).await.unwrap();
        let known = Known {
            keys: vec![key(&self.original.data, "key").public().unwrap()],
            outside: self.original.outside.clone(),
        };
        let verdict = verify(&reader, &known).await.unwrap();
        pool.close().await;
        verdict
    }

    /// Two hundred copies would be a lot to keep.
    pub async fn drop(self) {
        self.root.into_inner().close().await.unwrap();
        let (path, options) = self.url.split_once('?').unwrap();
        let (server, name) = path.rsplit_once('/').unwrap();
        let url = format!("{server}/postgres?{options}");
        let mut other = PgConnection::connect(&url).await.unwrap();
        let statement = format!("drop database {name} with (force)");
        sqlx::raw_sql(&statement).execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    }
}
