//! The broker: a fast way for what the log has, which may be gone.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::{Headers as _, Message as _};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// The topic that the log is relayed to.
const TOPIC: &str = "tidings.log";
const READ_MAX: Duration = Duration::from_secs(20);

pub(crate) struct Kafka {
    /// What starts a broker and ends it with us.
    starter: PathBuf,
    folder: PathBuf,
    port: u16,
    controller: u16,
    child: Option<Child>,
}

impl Kafka {
    pub(super) fn start(starter: &Path, folder: &Path) -> anyhow::Result<Self> {
        let mut kafka = Self {
            starter: starter.to_owned(),
            folder: folder.join("kafka"),
            port: free_port()?,
            controller: free_port()?,
            child: None,
        };
        kafka.revive()?;
        Ok(kafka)
    }

    pub(crate) fn brokers(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        let pid = std::fs::read_to_string(self.folder.join("pid"))?;
        let pid = Pid::from_raw(pid.trim().parse()?).context("a process")?;
        kill_process(pid, Signal::KILL)?;
        self.end()
    }

    /// Starts it with the data that it has, and waits until it is there.
    pub(crate) fn revive(&mut self) -> anyhow::Result<()> {
        let mut child = Command::new(&self.starter)
            .arg("run")
            .arg(&self.folder)
            .args([self.port.to_string(), self.controller.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("start Kafka")?;
        let mut line = String::new();
        let out = child.stdout.take().context("its output")?;
        self.child = Some(child);
        BufReader::new(out).read_line(&mut line)?;
        ensure!(
            line.starts_with("ready "),
            "Kafka said {line:?} instead of ready"
        );
        Ok(())
    }

    /// Closes its input, with which it ends.
    pub(crate) fn end(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            child.wait()?;
        }
        Ok(())
    }

    /// Every event record of the topic in its order: the position and the id that it carries.
    pub(crate) fn records(&self) -> anyhow::Result<Vec<Value>> {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", self.brokers())
            .set("group.id", "chaos")
            .set("enable.auto.commit", "false")
            .create()?;
        let (_, end) = consumer.fetch_watermarks(TOPIC, 0, READ_MAX)?;
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(TOPIC, 0, Offset::Beginning)?;
        consumer.assign(&list)?;
        let mut records = Vec::new();
        loop {
            let Some(record) = consumer.poll(READ_MAX) else {
                bail!("Kafka does not give what it has");
            };
            let record = record?;
            let said = |name: &str| {
                let mut headers = record.headers()?.iter();
                let value = headers.find(|header| header.key == name)?.value?;
                String::from_utf8(value.to_vec()).ok()
            };
            if let (Some(position), Some(event)) = (said("position"), said("event-id")) {
                let position: u64 = position.parse()?;
                records.push(json!({"position": position, "event_id": event}));
            }
            if record.offset() + 1 >= end {
                return Ok(records);
            }
        }
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
