//! Checking a bundle: line by line, with memory only for where each stream is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Lines, Read as _};
use std::path::Path;

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{
    CHECKPOINTS, Counts, EVENTS, FILES, FORMAT, MANIFEST, Manifest, PROOFS, Proof, STREAMS, Step,
    StreamEnd,
};
use crate::merkle::{proves_consistency, proves_inclusion};
use crate::{Hash, PublicKey, Record, genesis_of, is_redacted};

/// More of them help nobody.
const PROBLEMS_MAX: usize = 100;

/// Why a bundle could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum Unchecked {
    /// There is no manifest, or it cannot be read.
    #[error("{MANIFEST} cannot be read: {0}")]
    Manifest(io::Error),
    /// It is a manifest of something else.
    #[error("{MANIFEST} is of no bundle that this program knows: {0}")]
    Format(String),
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the bundle says of itself.
    pub manifest: Manifest,
    /// What is in it.
    pub counts: Counts,
    /// Whether the key came from elsewhere, and not with the bundle.
    pub is_key_given: bool,
    /// What is wrong; nothing, if it is intact. The first hundred.
    pub problems: Vec<String>,
}

/// Checks everything in a bundle that can be checked. The signatures have to be by `key`, or, if
/// none is given, by the one that the bundle names.
///
/// # Errors
/// It has no manifest that can be read. All else is a problem in the [`Report`].
pub fn check(folder: &Path, key: Option<PublicKey>) -> Result<Report, Unchecked> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).map_err(Unchecked::Manifest)?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Unchecked::Format(error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(Unchecked::Format(manifest.format));
    }
    let named = PublicKey(manifest.key.ed25519);
    let mut desk = Desk {
        folder,
        key: key.unwrap_or(named),
        counts: Counts::default(),
        streams: BTreeMap::new(),
        files: BTreeSet::new(),
        problems: Vec::new(),
    };
    if named.id() != manifest.key.id {
        desk.note("the manifest's key has another id than it says");
    }
    desk.checkpoints(&manifest);
    desk.events(&manifest);
    desk.streams();
    desk.files(&manifest);
    if desk.counts != manifest.counts {
        desk.note(format!(
            "the manifest says {:?}, there are {:?}",
            manifest.counts, desk.counts
        ));
    }
    desk.problems.truncate(PROBLEMS_MAX);
    Ok(Report {
        manifest,
        counts: desk.counts,
        is_key_given: key.is_some(),
        problems: desk.problems,
    })
}

/// A stream as far as it was read.
struct Stream {
    events: u64,
    is_complete: bool,
    sequence: u64,
    hash: Hash,
}

struct Desk<'a> {
    folder: &'a Path,
    key: PublicKey,
    counts: Counts,
    streams: BTreeMap<(String, String), Stream>,
    files: BTreeSet<Hash>,
    problems: Vec<String>,
}

impl Desk<'_> {
    fn note(&mut self, what: impl Into<String>) {
        if self.problems.len() <= PROBLEMS_MAX {
            self.problems.push(what.into());
        }
    }

    fn lines<T: DeserializeOwned>(&mut self, name: &'static str) -> Reading<T> {
        let lines = match File::open(self.folder.join(name)) {
            Ok(file) => Some(BufReader::new(file).lines()),
            Err(error) => {
                self.note(format!("{name} cannot be read: {error}"));
                None
            }
        };
        Reading {
            name,
            number: 0,
            lines,
            _of: std::marker::PhantomData,
        }
    }

    /// The next line; a problem ends the file.
    fn next<T: DeserializeOwned>(&mut self, reading: &mut Reading<T>) -> Option<T> {
        match reading.next()? {
            Ok(line) => Some(line),
            Err(what) => {
                self.note(what);
                reading.lines = None;
                None
            }
        }
    }

    fn checkpoints(&mut self, manifest: &Manifest) {
        let mut lines = self.lines::<Step>(CHECKPOINTS);
        let mut before: Option<Step> = None;
        while let Some(step) = self.next(&mut lines) {
            self.counts.checkpoints += 1;
            let of = step.checkpoint.checkpoint;
            if of.log_id != manifest.log_id {
                self.note(format!("the checkpoint at {} is of another log", of.size));
            }
            if !self.key.signed(&step.checkpoint) {
                self.note(format!(
                    "the checkpoint at {} is not signed by key {}",
                    of.size,
                    domain::to_hex(&self.key.id())
                ));
            }
            match before.map(|step| step.checkpoint.checkpoint) {
                None if step.consistency.is_empty() => {}
                None => self.note("the first checkpoint has nothing to be consistent with"),
                Some(old)
                    if old.incarnation > of.incarnation
                        || !proves_consistency(
                            (old.size, &old.root),
                            (of.size, &of.root),
                            &step.consistency,
                        ) =>
                {
                    self.note(format!(
                        "the checkpoint at {} does not begin with the one at {}",
                        of.size, old.size
                    ));
                }
                Some(_) => {}
            }
            before = Some(step);
        }
        if before.map(|step| step.checkpoint) != Some(manifest.checkpoint) {
            self.note("the manifest's checkpoint is not the last one");
        }
    }

    fn events(&mut self, manifest: &Manifest) {
        let mut events = self.lines::<Record>(EVENTS);
        let mut proofs = self.lines::<Proof>(PROOFS);
        let mut position = 0;
        loop {
            let (event, proof) = (self.next(&mut events), self.next(&mut proofs));
            let (event, proof) = match (event, proof) {
                (Some(event), Some(proof)) => (event, proof),
                (None, None) => return,
                (_, _) => return self.note("there are not as many proofs as events"),
            };
            self.counts.events += 1;
            self.counts.redacted += u64::from(is_redacted(&event.payload));
            if event.position <= position || proof.position != event.position {
                let at = event.position;
                self.note(format!("position {at}: events and proofs are out of order"));
            }
            position = event.position;
            if let Err(what) = self.event(manifest, &event, &proof) {
                self.note(format!("position {position}: {what}"));
            }
            self.files.extend(event.files());
        }
    }

    fn event(&mut self, manifest: &Manifest, event: &Record, proof: &Proof) -> Result<(), String> {
        let of = manifest.checkpoint.checkpoint;
        let genesis = genesis_of(manifest.log_id, &event.stream_type, &event.stream_id)
            .map_err(|error| error.to_string())?;
        let name = (event.stream_type.clone(), event.stream_id.clone());
        let stream = self.streams.entry(name).or_insert(Stream {
            events: 0,
            is_complete: true,
            sequence: 0,
            hash: genesis,
        });
        let comes_next = event.sequence == stream.sequence + 1;
        let (is_later, before) = (event.sequence > stream.sequence, stream.hash);
        stream.is_complete &= comes_next;
        stream.events += 1;
        (stream.sequence, stream.hash) = (event.sequence, event.hash);
        if !is_later {
            return Err("the sequence does not rise".to_owned());
        }
        if comes_next && proof.previous != before {
            return Err("the hash before it is not that of the event before it".to_owned());
        }
        if event.sequence == 1 && proof.previous != genesis {
            return Err("its stream does not begin as streams of this log begin".to_owned());
        }
        if !event.agrees_with_itself() {
            return Err("type or actor are not those of the payload".to_owned());
        }
        let hash = event
            .hash_after(manifest.log_id, &proof.previous)
            .map_err(|error| error.to_string())?;
        if hash != event.hash {
            return Err("the hash does not cover what stands there".to_owned());
        }
        let index = event.position.wrapping_sub(1);
        if !proves_inclusion(event.leaf(), index, of.size, &proof.path, &of.root) {
            return Err("the proof does not lead to the checkpoint's root".to_owned());
        }
        Ok(())
    }

    fn streams(&mut self) {
        let mut lines = self.lines::<StreamEnd>(STREAMS);
        while let Some(end) = self.next(&mut lines) {
            self.counts.streams += 1;
            let name = (end.stream_type.clone(), end.stream_id.clone());
            let found = self.streams.remove(&name).map(|stream| StreamEnd {
                stream_type: name.0,
                stream_id: name.1,
                events: stream.events,
                complete: stream.is_complete,
                last_sequence: stream.sequence,
                last_hash: stream.hash,
            });
            if found.as_ref() != Some(&end) {
                self.note(format!(
                    "{} {} is not as {STREAMS} says",
                    end.stream_type, end.stream_id
                ));
            }
        }
        if let Some(((kind, id), _)) = self.streams.first_key_value() {
            let what = format!("{kind} {id} is not in {STREAMS}");
            self.note(what);
        }
    }

    fn files(&mut self, manifest: &Manifest) {
        let missing: BTreeSet<_> = manifest.missing_files.iter().copied().collect();
        if let Some(odd) = missing.difference(&self.files).next() {
            let what = format!("no event names the missing file {}", domain::to_hex(odd));
            self.note(what);
        }
        for file in std::mem::take(&mut self.files) {
            if missing.contains(&file) {
                continue;
            }
            let name = domain::to_hex(&file);
            match hash_of(&self.folder.join(FILES).join(&name)) {
                Ok(hash) if hash == file => self.counts.files += 1,
                Ok(_) => self.note(format!("{FILES}/{name} has other bytes than its name says")),
                Err(error) => self.note(format!("{FILES}/{name} cannot be read: {error}")),
            }
        }
    }
}

/// A file of lines.
struct Reading<T> {
    name: &'static str,
    number: u64,
    lines: Option<Lines<BufReader<File>>>,
    _of: std::marker::PhantomData<T>,
}

impl<T: DeserializeOwned> Iterator for Reading<T> {
    type Item = Result<T, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.as_mut()?.next()?;
        self.number += 1;
        let told = |error: String| format!("{} line {}: {error}", self.name, self.number);
        Some(
            line.map_err(|error| told(error.to_string()))
                .and_then(|line| serde_json::from_str(&line).map_err(|e| told(e.to_string()))),
        )
    }
}

fn hash_of(path: &Path) -> io::Result<Hash> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut part = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut part)?;
        match part.get(..read) {
            Some(bytes) if !bytes.is_empty() => hash.update(bytes),
            Some(_) | None => return Ok(hash.finalize().into()),
        }
    }
}
