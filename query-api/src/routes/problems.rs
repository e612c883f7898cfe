//! The problems a route can answer, for its description.

use chassis::problems;

problems! {
    /// What every route can answer.
    Any {
        "400" "A header is malformed: `invalid-header`"
        "421" "Another host's request: `misdirected`"
        "429" "Too often; `Retry-After` says when: `rate-limited`"
        "431" "Too many headers: `headers-too-large`"
        "500" "A bug: `internal`"
        "503" "Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable`"
    }
    /// What a route for people answers besides.
    Asked {
        "400" "A parameter or header is malformed: `invalid-parameter`, `invalid-header`"
        "401" "Nobody, or nobody any longer: `unauthenticated`, `token-expired`"
    }
    /// What a route answers whose path names something.
    NotFound {
        "404" "It is not there, or may not be known of: `not-found`"
    }
    /// What a route answers that gives bytes.
    Bytes {
        "416" "The file has no such range, or several are asked for: `range-not-satisfiable`"
    }
    /// What a route answers that only those may use who read everything.
    Overseen {
        "403" "Only an admin or an auditor may do this: `forbidden`"
    }
    /// What a route answers that has to be told why.
    Unexplained {
        "422" "There is no `Tidings-Reason`, or it says nothing: `validation-failed`"
    }
    /// What a route answers that gives all at once.
    TooMuch {
        "413" "It is more than one answer can hold: `too-large`"
    }
    /// What a route of the directory answers.
    Kept {
        "403" "Only admins and auditors read the directory: `forbidden`"
    }
}
