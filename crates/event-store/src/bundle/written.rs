//! The folder of a bundle while it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use domain::to_hex;
use evidence::bundle::{
    CHECKPOINTS, EVENTS, FILES, MANIFEST, Manifest, PROOFS, Proof, STREAMS, Step, StreamEnd,
    write_page,
};
use evidence::{Hash, genesis_of, is_redacted};
use serde::Serialize;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt as _, BufWriter};

use super::proofs::Proofs;
use super::scope::{Row, Scope, rows};
use super::{ExportError, Files};
use crate::{Failure, LogReader};

/// Rows written at once.
const PAGE: usize = 1_000;

pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder; one that is there has to be empty.
    pub(super) async fn empty(path: &Path) -> Result<Self, ExportError> {
        tokio::fs::create_dir_all(path).await?;
        match tokio::fs::read_dir(path).await?.next_entry().await? {
            Some(_) => Err(ExportError::NotEmpty),
            None => Ok(Self(path.to_owned())),
        }
    }

    async fn lines(&self, name: &str) -> io::Result<Lines> {
        Ok(Lines(BufWriter::new(
            File::create(self.0.join(name)).await?,
        )))
    }

    /// Events, their proofs, and where each stream ends.
    pub(super) async fn events(
        &self,
        reader: &LogReader,
        scope: &Scope,
        proofs: &Proofs,
        manifest: &mut Manifest,
    ) -> Result<(), ExportError> {
        let (mut events, mut proof_lines) = (self.lines(EVENTS).await?, self.lines(PROOFS).await?);
        let mut streams: BTreeMap<(String, String), StreamEnd> = BTreeMap::new();
        let mut written = 0;
        for page in scope.positions.chunks(PAGE) {
            for mut row in rows(reader, page).await? {
                scope.withhold(&mut row);
                let Row {
                    record, previous, ..
                } = row;
                let name = (record.stream_type.clone(), record.stream_id.clone());
                let previous = match previous {
                    Some(hash) => hash,
                    None => genesis_of(manifest.log_id, &name.0, &name.1).map_err(Failure::from)?,
                };
                let position = record.position;
                let path = proofs
                    .inclusion(position)
                    .ok_or_else(|| unproven(position))?;
                events.write(&record).await?;
                proof_lines
                    .write(&Proof {
                        position,
                        previous,
                        path,
                    })
                    .await?;
                written += 1;
                manifest.counts.redacted += u64::from(is_redacted(&record.payload));
                let end = streams
                    .entry(name)
                    .or_insert_with_key(|(kind, id)| StreamEnd {
                        stream_type: kind.clone(),
                        stream_id: id.clone(),
                        events: 0,
                        complete: true,
                        last_sequence: 0,
                        last_hash: previous,
                    });
                end.complete &= record.sequence == end.last_sequence + 1;
                end.events += 1;
                (end.last_sequence, end.last_hash) = (record.sequence, record.hash);
            }
        }
        if written != scope.positions.len() {
            return Err(unproven(manifest.checkpoint.checkpoint.size).into());
        }
        manifest.counts.events = scope.positions.len() as u64;
        manifest.counts.streams = streams.len() as u64;
        let mut ends = self.lines(STREAMS).await?;
        for end in streams.values() {
            ends.write(end).await?;
        }
        for file in [events, proof_lines, ends] {
            file.close().await?;
        }
        Ok(())
    }

    /// The checkpoints, each proven to go on from the one before.
    pub(super) async fn checkpoints(
        &self,
        proofs: &Proofs,
        manifest: &mut Manifest,
    ) -> Result<(), ExportError> {
        let mut lines = self.lines(CHECKPOINTS).await?;
        let mut before = None;
        for signed in &proofs.checkpoints {
            let consistency = match before {
                None => Some(Vec::new()),
                Some(old) => proofs.consistency(old, signed),
            };
            let consistency = consistency.ok_or_else(|| unproven(signed.checkpoint.size))?;
            lines
                .write(&Step {
                    checkpoint: *signed,
                    consistency,
                })
                .await?;
            manifest.counts.checkpoints += 1;
            before = Some(signed);
        }
        Ok(lines.close().await?)
    }

    /// The bytes of the files. Those that are gone are listed.
    pub(super) async fn files(
        &self,
        named: &BTreeSet<Hash>,
        files: &dyn Files,
        manifest: &mut Manifest,
    ) -> Result<(), ExportError> {
        let folder = self.0.join(FILES);
        tokio::fs::create_dir(&folder).await?;
        for file in named {
            match files.open(*file).await? {
                None => manifest.missing_files.push(*file),
                Some(mut bytes) => {
                    let mut out = File::create(folder.join(to_hex(file))).await?;
                    tokio::io::copy(&mut bytes, &mut out).await?;
                    out.sync_all().await?;
                    manifest.counts.files += 1;
                }
            }
        }
        Ok(())
    }

    /// The page, and last of all the manifest.
    pub(super) async fn close(self, manifest: &Manifest) -> Result<(), ExportError> {
        let (folder, of) = (self.0.clone(), manifest.clone());
        tokio::task::spawn_blocking(move || write_page(&folder, &of))
            .await
            .map_err(io::Error::other)??;
        let mut text = serde_json::to_vec_pretty(manifest).map_err(io::Error::from)?;
        text.push(b'\n');
        let mut file = File::create(self.0.join(MANIFEST)).await?;
        file.write_all(&text).await?;
        Ok(file.sync_all().await?)
    }
}

fn unproven(position: u64) -> Failure {
    Failure::Malformed {
        position,
        what: "it cannot be proven: run `tidings verify`".to_owned(),
    }
}

/// A file of one JSON object per line.
struct Lines(BufWriter<File>);

impl Lines {
    async fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.0.write_all(&text).await
    }

    async fn close(mut self) -> io::Result<()> {
        self.0.flush().await?;
        self.0.get_ref().sync_all().await
    }
}
