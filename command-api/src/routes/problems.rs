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
    /// What a route answers that says something in a conversation.
    NotSent {
        "409" "The conversation is closed or archived: `conversation-not-open`; a file is in another message: `file-in-use`"
    }
    /// What a route answers that changes a message.
    NotAsItWas {
        "409" "The conversation is closed or archived: `conversation-not-open`; the message is deleted: `already-deleted`"
        "412" "The message has changed since; `current` says how it is: `version-mismatch`"
    }
    /// What a route answers that restores a message.
    NotDeleted {
        "409" "The conversation is closed or archived: `conversation-not-open`; the message is there: `not-deleted`"
    }
    /// What a route answers that changes a version one has to have seen.
    Conditional {
        "412" "It has changed since; `current` says how it is: `version-mismatch`"
        "428" "`If-Match` says no version: `precondition-required`"
    }
    /// What a route answers that moves a report on.
    Settled {
        "409" "The report is resolved or dismissed: `conflict`"
    }
    /// What a route answers that changes a person.
    Erased {
        "409" "The person was erased: `conflict`"
    }
    /// What a route answers that takes files in.
    OfFiles {
        "413" "A file has more than 10 MiB, or more than 1 GiB waits to be sent: `too-large`"
        "415" "The body is not `multipart/form-data`: `unsupported-media-type`"
    }
    /// What a route answers that deletes a file.
    InUse {
        "409" "A message has the file: `file-in-use`"
    }
    /// What a route answers that shows what was deleted.
    NothingToReveal {
        "409" "The message is there: `not-deleted`; its text was erased: `conflict`"
    }
}
