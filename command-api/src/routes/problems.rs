//! The problems a route can answer, for its description.

use chassis::problems;

problems! {
    /// What every route here can answer.
    Any {
        "400" "A header or the body is malformed: `invalid-json`, `invalid-header`"
        "401" "Nobody, or nobody any longer: `unauthenticated`, `token-expired`"
        "403" "Seen, but not allowed: `forbidden`, `origin-refused`"
        "408" "The body did not arrive in time: `timeout`"
        "421" "Another host's request: `misdirected`"
        "422" "Understood, but not valid: `validation-failed`, `key-reused`"
        "429" "Too often; `Retry-After` says when: `rate-limited`"
        "431" "Too many headers: `headers-too-large`"
        "500" "A bug: `internal`"
        "503" "The log cannot be reached; a repeat is safe: `unavailable`"
    }
    /// What every route with a body can answer besides.
    OfBody {
        "413" "A JSON body has at most 256 KiB: `too-large`"
        "415" "The body is not `application/json`: `unsupported-media-type`"
    }
    /// What a route answers whose path names something.
    NotFound {
        "404" "It is not there, or may not be known of: `not-found`"
    }
    /// What a route answers that makes something under an id or name.
    Taken {
        "409" "It exists already: `conflict`"
    }
    /// What a route answers that writes in a conversation.
    NotOpen {
        "409" "The conversation is closed or archived: `conversation-not-open`"
    }
}
