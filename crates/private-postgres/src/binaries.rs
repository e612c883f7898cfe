//! Finding a Postgres to run.

mod copy;

use crate::StartError;
use crate::account::Account;
use crate::child;
use crate::layout::Layout;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The oldest version whose features we use.
const MAJOR_MIN: u32 = 15;

/// An installation of Postgres that runs here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// Where `postgres` and `initdb` lie.
    pub folder: PathBuf,
    /// The whole version, such as `18.4`.
    pub version: String,
    /// The major version: a database is served by no other.
    pub major: u32,
    /// The database's account cannot reach it: the start makes a copy in an open place.
    pub is_closed: bool,
}

impl Binaries {
    pub(crate) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }
}

/// Every usable installation for this data folder, the preferred one first. Each was asked for its
/// version as the account that would run it, which proves that its libraries load and that its
/// folder can be reached.
pub fn find_binaries(data: &Path) -> Result<Vec<Binaries>, StartError> {
    let account = Account::for_database(&data.join("postgres/pgdata"))?;
    find(account.as_ref())
}

/// The installation for this database: the first, or the first of the version that made it.
pub(crate) fn choose(layout: &Layout, made_by: Option<&str>) -> Result<Binaries, StartError> {
    let all = find(layout.account.as_ref())?;
    let serves = |one: &&Binaries| made_by.is_none_or(|major| one.major.to_string() == major);
    let Some(chosen) = all.iter().find(serves) else {
        return Err(match made_by {
            Some(major) => StartError::OtherVersion {
                pgdata: layout.pgdata(),
                made_by: major.to_owned(),
                found: in_words(&all),
            },
            None => StartError::NoBinaries,
        });
    };
    if chosen.is_closed {
        copy::to_open_place(chosen)
    } else {
        Ok(chosen.clone())
    }
}

fn in_words(all: &[Binaries]) -> String {
    let versions: Vec<&str> = all.iter().map(|one| one.version.as_str()).collect();
    if versions.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there is only {}", versions.join(", "))
    }
}

fn find(account: Option<&Account>) -> Result<Vec<Binaries>, StartError> {
    if let Some(folder) = std::env::var_os("TIDINGS_POSTGRES_BIN").filter(|name| !name.is_empty()) {
        // A setting is obeyed or refused, never passed over.
        let folder = PathBuf::from(folder);
        return match ask(&folder, account) {
            Some(binaries) => Ok(vec![binaries]),
            None => Err(StartError::UnusableBinaries {
                folder,
                account: account.map(|account| account.name.clone()),
            }),
        };
    }
    let mut found: Vec<Binaries> = Vec::new();
    for Candidate { folder, is_tools } in candidates() {
        if found.iter().any(|known| known.folder == folder) {
            continue;
        }
        let closed = || {
            // Only our own tools are copied: of another folder nobody knows what belongs to it.
            let binaries = is_tools.then(|| ask(&folder, None))??;
            Some(Binaries {
                is_closed: true,
                ..binaries
            })
        };
        found.extend(ask(&folder, account).or_else(closed));
    }
    Ok(found)
}

struct Candidate {
    folder: PathBuf,
    is_tools: bool,
}

/// Where binaries may lie: beside the installed program, in the tools of the checkout (a test runs
/// in a folder below it), in Debian's folders, on the path.
fn candidates() -> Vec<Candidate> {
    let installed = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.parent()?.join("lib/tidings/postgres/bin")));
    let here = std::env::current_dir().unwrap_or_default();
    let checkout = here
        .ancestors()
        .map(|folder| folder.join(".tools/postgres/bin"));
    let tools = installed.into_iter().chain(checkout);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let elsewhere: Vec<PathBuf> = debian_folders()
        .into_iter()
        .chain(std::env::split_paths(&path))
        .collect();
    tools
        .map(|folder| Candidate {
            folder,
            is_tools: true,
        })
        .chain(elsewhere.into_iter().map(|folder| Candidate {
            folder,
            is_tools: false,
        }))
        .collect()
}

/// `/usr/lib/postgresql/N/bin`, the newest first.
fn debian_folders() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir("/usr/lib/postgresql") else {
        return Vec::new();
    };
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))
        })
        .collect();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// Runs `postgres --version`, which even root may.
fn ask(folder: &Path, account: Option<&Account>) -> Option<Binaries> {
    let program = folder.join("postgres");
    if !program.is_file() || !folder.join("initdb").is_file() {
        return None;
    }
    let answer = child::command(&program, Path::new("/"), account)
        .arg("--version")
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let version = parse_version(&String::from_utf8_lossy(&answer.stdout))?;
    let major = major(&version)?;
    let folder = folder.to_owned();
    (major >= MAJOR_MIN).then_some(Binaries {
        folder,
        version,
        major,
        is_closed: false,
    })
}

/// The version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn parse_version(answer: &str) -> Option<String> {
    let version = answer.trim().strip_prefix("postgres (PostgreSQL) ")?;
    version.split_whitespace().next().map(str::to_owned)
}

/// `18` of `18.4`, of `18beta2` too.
fn major(version: &str) -> Option<u32> {
    version
        .split(|mark: char| !mark.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{major, parse_version};

    #[test]
    fn a_version_is_read_from_what_postgres_answers() {
        let answers = [
            ("postgres (PostgreSQL) 18.4\n", Some(("18.4", Some(18)))),
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
                Some(("15.18", Some(15))),
            ),
            (
                "postgres (PostgreSQL) 19beta2\n",
                Some(("19beta2", Some(19))),
            ),
            ("postgres: error while loading shared libraries", None),
            ("", None),
        ];
        for (answer, expected) in answers {
            let version = parse_version(answer);
            let read = version.as_deref().map(|version| (version, major(version)));
            assert_eq!(read, expected, "{answer:?}");
        }
    }
}
