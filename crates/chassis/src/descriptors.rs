//! File descriptors: how many a process may have open. Every connection takes one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How many this process may have open.
pub fn limit() -> usize {
    let current = getrlimit(Resource::Nofile).current;
    current.map_or(usize::MAX, |limit| {
        usize::try_from(limit).unwrap_or(usize::MAX)
    })
}

/// Takes as many as the system allows; by itself it starts with far fewer, for the sake of
/// programs from another age. Answers how many that are.
pub fn raise() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        let raised = Rlimit {
            current: maximum,
            maximum,
        };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::debug!(%error, "the limit of open files stays as it is");
        }
    }
    limit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_raising_there_are_as_many_as_the_system_allows() {
        let allowed = getrlimit(Resource::Nofile).maximum;
        let allowed = allowed.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
        assert_eq!(raise(), allowed);
        assert_eq!(limit(), allowed);
    }
}
