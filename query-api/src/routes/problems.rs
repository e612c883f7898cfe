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
    /// What a route of the directory answers.
    Kept {
        "403" "Only admins and auditors read the directory: `forbidden`"
    }
}
