// Made by `npm run generate`.
/* eslint-disable */
export interface paths {
    "/api/admin/directory/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All people */
        get: operations["listDirectoryPeople"];
        put?: never;
        /** Make a person known */
        post: operations["registerPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/directory/people/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what the directory says of a person */
        patch: operations["changePerson"];
        trace?: never;
    };
    "/api/admin/directory/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All projects */
        get: operations["listDirectoryProjects"];
        put?: never;
        /** Make a project */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/directory/projects/{pid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Call a project something else */
        patch: operations["renameProject"];
        trace?: never;
    };
    "/api/admin/directory/projects/{pid}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of a project */
        get: operations["listMembers"];
        put?: never;
        /** Let somebody into a project */
        post: operations["addMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/directory/projects/{pid}/members/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let somebody go from a project */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was signed of the log, the newest first */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/audit/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports, the newest first */
        get: operations["listExports"];
        put?: never;
        /** Ask for a bundle of evidence about a project */
        post: operations["askForExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/audit/exports/{eid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an export stands */
        get: operations["showExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/audit/exports/{eid}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bundle of an export that is done, as a tar file */
        get: operations["downloadExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the whole log against its hashes and what was signed of it
         * @description One check at a time: who asks while one is under way gets what it finds. A large log takes longer than a request may: then the answer is 503 with `Retry-After` while the check goes on, and who comes back gets what it found.
         */
        get: operations["verifyLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All conversations */
        get: operations["overseeConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Any conversation */
        get: operations["overseeConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of any conversation, those of the newest message first */
        get: operations["overseeFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything about a conversation, event by event
         * @description One `RecordedEvent` in each line, ordered by position, of every stream about the conversation: its own, read markers, reports, accesses (this one included, where nothing bounds it). The last line is `{"end": {count, lastPosition, headHash}}`; a stream without it was cut. Texts of messages that are deleted stand as digests: `reveal` tells them.
         */
        get: operations["streamHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of any conversation, in ascending order; deleted ones without their text */
        get: operations["overseeMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/messages/{mid}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show what a deleted message said */
        post: operations["revealMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who takes part in a conversation, and who did */
        get: operations["overseeParticipants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A conversation as it was */
        get: operations["showState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/conversations/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Close a conversation, put it away, open it again */
        patch: operations["changeStatus"];
        trace?: never;
    };
    "/api/admin/messaging/files/{fid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Any file that a message carries or carried; a deleted message's too */
        get: operations["overseeFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/people/{uid}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take all words of a person away, for ever */
        post: operations["erasePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports, the newest first */
        get: operations["listReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/messaging/reports/{rid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report, and others on the same author */
        get: operations["showReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Take a report on, settle it, or say that it is no case */
        patch: operations["changeReport"];
        trace?: never;
    };
    "/api/admin/messaging/reports/{rid}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write something down about a report */
        post: operations["noteReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversations that one takes part in, newest activity first */
        get: operations["listConversations"];
        put?: never;
        /** Start a conversation */
        post: operations["startConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A conversation that one takes part in */
        get: operations["showConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say what a conversation is about */
        patch: operations["changeSubject"];
        trace?: never;
    };
    "/api/messaging/conversations/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a conversation, those of the newest message first */
        get: operations["listFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of a conversation, in ascending order */
        get: operations["listMessages"];
        put?: never;
        /** Send a message */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/messages/{mid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A message */
        get: operations["showMessage"];
        put?: never;
        post?: never;
        /** Take a message away */
        delete: operations["deleteMessage"];
        options?: never;
        head?: never;
        /** Say a message in other words */
        patch: operations["editMessage"];
        trace?: never;
    };
    "/api/messaging/conversations/{id}/messages/{mid}/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a message said, the oldest first */
        get: operations["listEdits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/messages/{mid}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has read a message, and when */
        get: operations["listReceipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/messages/{mid}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report a message; nobody else in the conversation can notice */
        post: operations["reportMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/messages/{mid}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted message back: its author within 60 seconds of their own deletion, an admin always */
        post: operations["restoreMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mark a conversation as unread for myself, make it quiet */
        put: operations["setMine"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring somebody into a conversation */
        post: operations["addParticipant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/participants/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take somebody out of a conversation, or leave it */
        delete: operations["removeParticipant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a conversation as read */
        post: operations["markRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one missed since a cursor
         * @description Exactly what the socket would have sent. Where what was missed cannot be replayed, the only item
         *     is `resync`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload files: all are kept, or none */
        post: operations["uploadFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/files/{fid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file */
        get: operations["downloadFile"];
        put?: never;
        post?: never;
        /** Delete a file that is in no message */
        delete: operations["deleteFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/files/{fid}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link to a file, for `img` tags and CDNs; good for 60 seconds */
        post: operations["linkFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/files/{fid}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The small picture of a file */
        get: operations["previewFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people one may write to */
        get: operations["listPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Oneself, or somebody one shares a project with */
        get: operations["showPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The projects one is a member of */
        get: operations["listProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messaging/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that one sees, by their words, the newest first */
        get: operations["searchMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["showContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in; 200 also when nobody is */
        get: operations["showSession"];
        put?: never;
        /** Sign in: make a session cookie from a token, or in demo mode choose a person */
        post: operations["signIn"];
        /** Sign out: the session is dead at once, sockets included */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Somebody to let in. */
        AddMember: {
            /**
             * Format: uuid
             * @description A person of the directory.
             */
            userId: string;
        };
        /** @description Somebody to bring in. */
        AddParticipant: {
            /**
             * Format: uuid
             * @description A person of the conversation's project.
             */
            userId: string;
        };
        /** @description A project to take out. */
        AskForExport: {
            /** Format: uuid */
            projectId: string;
        };
        /** @description What is different about a person; what is left out stays. */
        ChangePerson: {
            /** @description Whether they may not sign in. */
            disabled?: boolean;
            /** @description What they are called. */
            name?: string;
            /** @description What they are. */
            role?: string;
        };
        /** @description How a report goes on. */
        ChangeReport: {
            /** @description What was done; for `resolved`, and needed there. */
            outcome?: string;
            /** @description `reviewing` makes it the caller's. */
            status: string;
        };
        /** @description Whether people may write from now on. */
        ChangeStatus: {
            /** @description Why; needed to close. */
            reason?: string;
            status: string;
        };
        /** @description What a conversation is about from now on. */
        ChangeSubject: {
            subject: string;
        };
        /** @description A page of what was signed, the newest first. */
        CheckpointsPage: {
            items: components["schemas"]["SignedCheckpoint"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /**
         * @description Every code a problem can have. Codes are stable: programs decide by them. A new one is added
         *     here, in [`Code::parts`], and in `docs/api.md`.
         * @enum {string}
         */
        Code: "invalid-json" | "invalid-parameter" | "invalid-header" | "unauthenticated" | "token-expired" | "forbidden" | "origin-refused" | "not-found" | "method-not-allowed" | "timeout" | "conversation-not-open" | "already-deleted" | "not-deleted" | "file-in-use" | "conflict" | "version-mismatch" | "too-large" | "unsupported-media-type" | "range-not-satisfiable" | "misdirected" | "validation-failed" | "key-reused" | "file-refused" | "precondition-required" | "rate-limited" | "headers-too-large" | "internal" | "unavailable";
        /** @description A conversation as one of its people sees it. */
        Conversation: {
            /**
             * Format: int64
             * @description The lowest of the other participants' `readSeq`.
             */
            allReadSeq: number;
            /**
             * Format: date-time
             * @description When.
             */
            createdAt: string;
            /**
             * Format: uuid
             * @description Who started it.
             */
            createdBy: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description Moves with messages sent and status changes.
             */
            lastActivityAt: string;
            lastMessage?: components["schemas"]["LastMessage"] | null;
            /**
             * Format: int64
             * @description The stream's last sequence.
             */
            lastSeq: number;
            /** @description Whether I muted it. */
            muted: boolean;
            /**
             * Format: int64
             * @description The highest of the other participants' `readSeq`.
             */
            othersReadSeq: number;
            /** @description Who takes part. */
            participants: components["schemas"]["Participant"][];
            /**
             * Format: uuid
             * @description The project it belongs to.
             */
            projectId: string;
            /**
             * Format: int64
             * @description How far I have read.
             */
            readSeq: number;
            /** @description `active`, `closed` or `archived`. */
            status: string;
            /** @description What it is about. */
            subject: string;
            /**
             * Format: int64
             * @description Messages of others above what I have read.
             */
            unread: number;
            /**
             * Format: int64
             * @description From where on I marked it unread.
             */
            unreadFrom?: number | null;
            /**
             * Format: int64
             * @description Counts changes of subject, status and participants.
             */
            version: number;
        };
        /** @description A conversation after the command. */
        ConversationAnswer: {
            conversation: components["schemas"]["ConversationCore"];
            /** @description How far the tables must be to show it. */
            position: string;
        };
        /** @description What commands answer and frames carry: the conversation without its messages. */
        ConversationCore: {
            /**
             * Format: date-time
             * @description When.
             */
            createdAt: string;
            /**
             * Format: uuid
             * @description Who started it.
             */
            createdBy: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description The stream's last sequence.
             */
            lastSeq: number;
            /** @description Who takes part. */
            participants: components["schemas"]["CoreParticipant"][];
            /**
             * Format: uuid
             * @description The project it belongs to.
             */
            projectId: string;
            /** @description `active`, `closed` or `archived`. */
            status: string;
            /** @description What it is about. */
            subject: string;
            /**
             * Format: int64
             * @description Counts changes of subject, status and participants.
             */
            version: number;
        };
        /** @description A conversation, and everyone it mentions. */
        ConversationFound: {
            conversation: components["schemas"]["Conversation"];
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description A page of conversations. */
        ConversationsPage: {
            items: components["schemas"]["Conversation"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
            /**
             * Format: int64
             * @description Unread messages in all conversations, whatever the filters.
             */
            unreadTotal: number;
        };
        /** @description Somebody who takes part, as the log knows it. */
        CoreParticipant: {
            /**
             * Format: date-time
             * @description When that was.
             */
            joinedAt: string;
            /**
             * Format: int64
             * @description The sequence of the event that brought them in.
             */
            joinedSeq: number;
            /**
             * Format: uuid
             * @description The person.
             */
            userId: string;
        };
        /** @description A project to make. */
        CreateProject: {
            /**
             * Format: uuid
             * @description Its id, where it has one elsewhere.
             */
            id?: string;
            /** @description What it is called. */
            name: string;
        };
        /** @description A page of the directory. */
        DirectoryPage: {
            items: components["schemas"]["DirectoryPerson"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description A person as the directory's keepers see them. */
        DirectoryPerson: {
            /** @description Whether they may not sign in. */
            disabled: boolean;
            /** @description Where mail reaches them. */
            email?: string;
            /** @description Whether their words were erased. */
            erased: boolean;
            /**
             * Format: uuid
             * @description Our id for them.
             */
            id: string;
            /** @description What they are called; null when never told, or erased. */
            name?: string | null;
            /** @description What they are. */
            role: string;
            /** @description What the identity provider calls them; "" where it calls them nothing, or no longer. */
            subject: string;
        };
        /** @description An answer that says no more than that it is done. */
        DoneAnswer: {
            /** @description How far the tables must be to show it. */
            position: string;
        };
        /** @description What a message said, and since when. */
        Edit: {
            /**
             * Format: date-time
             * @description When it was sent, or changed to this.
             */
            at: string;
            /** @description The text. */
            body: string;
        };
        /** @description What a message says from now on. */
        EditMessage: {
            /** @description May be "" beside files. */
            body: string;
        };
        /** @description All that a message said, the oldest first: as it was sent, and after each edit. */
        Edits: {
            items: components["schemas"]["Edit"][];
        };
        /** @description How much it was. */
        End: {
            /**
             * Format: int64
             * @description How many events there were.
             */
            count: number;
            /** @description The hash of the conversation's own last event among them, as hex: it covers all of its own before. */
            headHash: string;
            /**
             * Format: int64
             * @description The position of the last of them.
             */
            lastPosition: number;
        };
        /** @description What was missed, in order. */
        Events: {
            /** @description Whether that is all there is. */
            complete: boolean;
            /** @description The next `after`. */
            cursor: string;
            /** @description Exactly what a socket would have been sent. */
            items: components["schemas"]["Item"][];
        };
        /** @description An export. */
        Export: {
            /**
             * Format: uuid
             * @description As which participant saw it; absent where it is everything.
             */
            asUser?: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: date-time
             * @description When it came to its end.
             */
            finishedAt?: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description Of which project.
             */
            projectId: string;
            /**
             * Format: uuid
             * @description Who asked.
             */
            requestedBy: string;
            /** @description How it stands. */
            status: components["schemas"]["ExportStatus"];
            /** @description Where the bundle is, once it is done: a tar file. */
            url?: string;
        };
        /** @description The export is being made. */
        ExportAnswer: {
            /** Format: uuid */
            exportId: string;
            /** @description Where the log says that it was asked for. */
            position: string;
        };
        /**
         * @description How an export stands.
         * @enum {string}
         */
        ExportStatus: "running" | "done" | "failed";
        /** @description A page of exports, the newest first. */
        ExportsPage: {
            items: components["schemas"]["Export"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description Who asked for them. */
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description One thing that is wrong with a request, and where. */
        FieldError: {
            /** @description Name of the header. */
            header?: string | null;
            /** @description What is wrong, for people. */
            message: string;
            /** @description Name of the query parameter. */
            parameter?: string | null;
            /** @description JSON Pointer into the body. */
            pointer?: string | null;
        };
        /** @description A file in the message that carries it. */
        FileInMessage: {
            /** @description The file. */
            file: components["schemas"]["FileInfo"];
            /**
             * Format: uuid
             * @description The message.
             */
            messageId: string;
            /**
             * Format: int64
             * @description The message's place in the conversation.
             */
            seq: number;
        };
        /** @description A file. */
        FileInfo: {
            /** @description What its content is, as a media type. */
            contentType: string;
            /**
             * Format: int32
             * @description An image's height in pixels.
             */
            height?: number;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What its owner called it: a label, never a path. */
            name: string;
            /** @description Where a small picture of it is. */
            previewUrl?: string;
            /** @description SHA-256 of its bytes, in lower-case hex. */
            sha256: string;
            /**
             * Format: int64
             * @description Its size in bytes.
             */
            size: number;
            /** @description `ready`, `scanning` or `refused`. */
            state: string;
            /** @description Where its bytes are. */
            url: string;
            /**
             * Format: int32
             * @description An image's width in pixels.
             */
            width?: number;
        };
        /** @description Files that were kept. */
        FilesAnswer: {
            /** @description In the order of the parts. */
            items: components["schemas"]["FileInfo"][];
        };
        /** @description A page of files, those of the newest message first. */
        FilesPage: {
            items: components["schemas"]["FileInMessage"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description Who sent them. */
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description The last line. */
        HistoryEnd: {
            end: components["schemas"]["End"];
        };
        /** @description A message that was found. */
        Hit: {
            conversation: components["schemas"]["HitConversation"];
            /** @description Where its body has what was looked for: UTF-16 code units, the end excluded. */
            highlights: number[][];
            message: components["schemas"]["Message"];
        };
        /** @description Where it was said. */
        HitConversation: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            projectId: string;
            subject: string;
        };
        /** @description A page of what was found, the newest first. */
        HitsPage: {
            items: components["schemas"]["Hit"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description An event. */
        Item: {
            /** @description Its object: the AsyncAPI document has the shapes. */
            data: Record<string, never>;
            /** @description Its name. */
            event: string;
        };
        /** @description The newest message that is not deleted. */
        LastMessage: {
            /**
             * Format: uuid
             * @description Who wrote it.
             */
            authorId: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The beginning of its text. */
            preview: string;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            sentAt: string;
            /**
             * Format: int64
             * @description Its place in the conversation.
             */
            seq: number;
        };
        /** @description Links that open a file without further identity. */
        LinkAnswer: {
            /**
             * Format: date-time
             * @description From then on they are refused.
             */
            expiresAt: string;
            /** @description Opens the small picture of it. */
            previewUrl?: string;
            /** @description Opens the file. */
            url: string;
        };
        /** @description I have read up to here. */
        MarkRead: {
            /**
             * Format: int64
             * @description A sequence of the conversation, at most its last.
             */
            seq: number;
        };
        /** @description A message. */
        Message: {
            /**
             * Format: uuid
             * @description Who wrote it.
             */
            authorId: string;
            /** @description What it says; "" when deleted, erased, or only files. */
            body: string;
            /**
             * Format: uuid
             * @description Where it was said.
             */
            conversationId: string;
            /**
             * Format: date-time
             * @description When it was deleted.
             */
            deletedAt?: string;
            /**
             * Format: uuid
             * @description Who deleted it.
             */
            deletedBy?: string;
            /**
             * Format: date-time
             * @description When its text last changed.
             */
            editedAt?: string;
            /** @description Whether its text was erased with its author. */
            erased?: boolean;
            /** @description The files it carries. */
            files: components["schemas"]["FileInfo"][];
            /**
             * Format: uuid
             * @description Its id, unique in the conversation.
             */
            id: string;
            replyTo?: components["schemas"]["Reply"] | null;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            sentAt: string;
            /**
             * Format: int64
             * @description Its place in the conversation.
             */
            seq: number;
            /**
             * Format: int64
             * @description 1 + how often it was edited.
             */
            version: number;
        };
        /** @description A message after the command. */
        MessageAnswer: {
            message: components["schemas"]["Message"];
            /** @description How far the tables must be to show it. */
            position: string;
        };
        /** @description A message, and everyone it mentions. */
        MessageFound: {
            message: components["schemas"]["Message"];
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description A page of messages. */
        MessagesPage: {
            /** @description Whether there are messages after these. */
            hasNewer: boolean;
            /** @description Whether there are messages before these. */
            hasOlder: boolean;
            /** @description In ascending order. */
            items: components["schemas"]["Message"][];
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description What I keep of it. */
        MineAnswer: {
            /** @description Whether it is quiet. */
            muted: boolean;
            /** @description How far the tables must be to show it. */
            position: string;
            /**
             * Format: int64
             * @description How far I have read.
             */
            readSeq: number;
            /**
             * Format: int64
             * @description Messages of others that are unread to me.
             */
            unread: number;
            /**
             * Format: int64
             * @description From where on I marked it unread.
             */
            unreadFrom?: number | null;
        };
        /** @description Something to write down about a report. */
        NoteReport: {
            text: string;
        };
        /** @description A conversation as those see it who take no part in it. */
        OverseenConversation: {
            /**
             * Format: int64
             * @description The lowest of them.
             */
            allReadSeq: number;
            /**
             * Format: date-time
             * @description When.
             */
            createdAt: string;
            /**
             * Format: uuid
             * @description Who started it.
             */
            createdBy: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description Moves with messages sent and status changes.
             */
            lastActivityAt: string;
            lastMessage?: components["schemas"]["OverseenLastMessage"] | null;
            /**
             * Format: int64
             * @description The stream's last sequence.
             */
            lastSeq: number;
            /**
             * Format: int64
             * @description How many messages it has; deleted ones keep their place.
             */
            messageCount: number;
            /**
             * Format: int64
             * @description How many reports nobody has settled. Absent where it is shown as a participant saw it.
             */
            openReports?: number;
            /**
             * Format: int64
             * @description The highest of the participants' `readSeq`; without yours, if you take part.
             */
            othersReadSeq: number;
            /** @description Who takes part. */
            participants: components["schemas"]["Participant"][];
            /**
             * Format: uuid
             * @description The project it belongs to.
             */
            projectId: string;
            /** @description `active`, `closed` or `archived`. */
            status: string;
            /** @description What it is about. */
            subject: string;
            /**
             * Format: int64
             * @description Counts changes of subject, status and participants.
             */
            version: number;
        };
        /** @description A conversation, and everyone it mentions. */
        OverseenFound: {
            conversation: components["schemas"]["OverseenConversation"];
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description The newest message that is not deleted. */
        OverseenLastMessage: {
            /**
             * Format: uuid
             * @description Who wrote it.
             */
            authorId: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The beginning of its text; lists, which need no reason, have none. */
            preview?: string;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            sentAt: string;
            /**
             * Format: int64
             * @description Its place in the conversation.
             */
            seq: number;
        };
        /** @description A page of conversations. */
        OverseenPage: {
            items: components["schemas"]["OverseenConversation"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description Somebody who takes part, or did. */
        OverseenParticipant: {
            /**
             * Format: date-time
             * @description When that was.
             */
            joinedAt: string;
            /**
             * Format: int64
             * @description The sequence of the event that brought them in.
             */
            joinedSeq: number;
            /**
             * Format: date-time
             * @description When that was.
             */
            leftAt?: string;
            /**
             * Format: int64
             * @description The sequence of the event that took them out.
             */
            leftSeq?: number;
            /** @description What they are called; null when never told, or erased. */
            name?: string | null;
            /** @description Whether they are here now; null when unknown. */
            online?: boolean | null;
            /**
             * Format: int64
             * @description How far they have read.
             */
            readSeq: number;
            /** @description What they are. */
            role: string;
            /**
             * Format: uuid
             * @description The person.
             */
            userId: string;
        };
        /** @description A page of those who take part, or did, in the order in which they came. */
        OverseenParticipantsPage: {
            items: components["schemas"]["OverseenParticipant"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description Somebody who takes part, with how far they have read. */
        Participant: {
            /**
             * Format: date-time
             * @description When that was.
             */
            joinedAt: string;
            /**
             * Format: int64
             * @description The sequence of the event that brought them in.
             */
            joinedSeq: number;
            /**
             * Format: int64
             * @description How far they have read; starts at `joinedSeq`.
             */
            readSeq: number;
            /**
             * Format: uuid
             * @description The person.
             */
            userId: string;
        };
        /** @description A page of people. */
        PeoplePage: {
            items: components["schemas"]["Person"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description Somebody that an answer mentions. */
        Person: {
            /**
             * Format: uuid
             * @description Our id for them.
             */
            id: string;
            /** @description What they are called; null when never told, or erased. */
            name?: string | null;
            /** @description Whether they are here now: absent when not asked, null when unknown. */
            online?: boolean | null;
            /** @description What they are. */
            role: string;
        };
        /** @description A person after the command. */
        PersonAnswer: {
            person: components["schemas"]["DirectoryPerson"];
            /** @description How far the tables must be to show it. */
            position: string;
        };
        /** @description A person. */
        PersonFound: {
            person: components["schemas"]["Person"];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /**
         * Problem
         * @description The JSON of a problem.
         */
        ProblemBody: {
            /** @description The stable code that programs decide by. */
            code: components["schemas"]["Code"];
            /** @description This case in a sentence. */
            detail: string;
            /** @description What is wrong, field by field. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The request's id, as in the logs. */
            requestId: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The kind of problem in a few words. */
            title: string;
            /** @description A URI reference for the kind of problem. */
            type: string;
        };
        /** @description A project. */
        Project: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What it is called. */
            name: string;
        };
        /** @description A project after the command. */
        ProjectAnswer: {
            /** @description How far the tables must be to show it. */
            position: string;
            project: components["schemas"]["Project"];
        };
        /** @description A page of projects. */
        ProjectsPage: {
            items: components["schemas"]["Project"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description How far I have read. */
        ReadAnswer: {
            /** @description How far the tables must be to show it. */
            position: string;
            /**
             * Format: int64
             * @description Never less than before.
             */
            readSeq: number;
        };
        /** @description Somebody read it. */
        Receipt: {
            /**
             * Format: date-time
             * @description When.
             */
            readAt: string;
            /**
             * Format: uuid
             * @description Who.
             */
            userId: string;
        };
        /** @description Who of those who take part has read it, the first reader first; without its author. */
        Receipts: {
            items: components["schemas"]["Receipt"][];
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description A person to make known before they first sign in. */
        RegisterPerson: {
            /** @description Where mail reaches them. */
            email?: string;
            /** @description What they are called. */
            name: string;
            /** @description What they are. */
            role: string;
            /** @description What the identity provider calls them: the `sub` of their tokens. */
            subject: string;
        };
        /** @description What a project is called from now on. */
        RenameProject: {
            name: string;
        };
        /** @description The message that another one answers, as it is now. */
        Reply: {
            /**
             * Format: uuid
             * @description Who wrote it.
             */
            authorId: string;
            /** @description Whether it was deleted. */
            deleted: boolean;
            /**
             * Format: uuid
             * @description The original.
             */
            id: string;
            /** @description The beginning of its text. */
            preview: string;
            /**
             * Format: int64
             * @description Its place in the conversation.
             */
            seq: number;
        };
        /** @description A report. */
        Report: {
            /**
             * Format: uuid
             * @description Who looks after it.
             */
            assignedTo?: string;
            /**
             * Format: date-time
             * @description When it was settled.
             */
            closedAt?: string;
            /**
             * Format: uuid
             * @description The conversation.
             */
            conversationId: string;
            /**
             * Format: date-time
             * @description When it was reported.
             */
            createdAt: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The message.
             */
            messageId: string;
            /** @description What the reporter said. */
            note?: string;
            /** @description What was noted, the oldest first. */
            notes: components["schemas"]["ReportNote"][];
            /** @description `no-action`, `message-removed`, `participant-removed` or `conversation-closed`. */
            outcome?: string;
            /** @description `spam`, `abuse`, `confidential` or `other`. */
            reason: string;
            /**
             * Format: uuid
             * @description Who reported it.
             */
            reporterId: string;
            /** @description The message as it was when it was reported. */
            snapshot: components["schemas"]["Message"];
            /** @description `open`, `reviewing`, `resolved` or `dismissed`. */
            status: string;
            /**
             * Format: int64
             * @description Counts what was done about it, from 1.
             */
            version: number;
        };
        /** @description A report after the command. */
        ReportAnswer: {
            /** @description How far the tables must be to show it. */
            position: string;
            report: components["schemas"]["Report"];
        };
        /** @description A report, and others on the same author. */
        ReportFound: {
            /** @description Other reports of messages of the same author, the newest first; a hundred at most. */
            others: components["schemas"]["Report"][];
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            report: components["schemas"]["Report"];
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description A complaint about a message. */
        ReportMessage: {
            /** @description More about it, in one's own words. */
            note?: string;
            reason: string;
        };
        /** @description Something noted about a report. */
        ReportNote: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: uuid
             * @description Who noted it.
             */
            by: string;
            /** @description What; "" once its author is erased. */
            text: string;
        };
        /** @description The report of this message by this person. */
        ReportedAnswer: {
            /** @description How far the tables must be to show it. */
            position: string;
            /** Format: uuid */
            reportId: string;
        };
        /** @description A page of reports, the newest first. */
        ReportsPage: {
            items: components["schemas"]["Report"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor?: string | null;
            people: components["schemas"]["Person"][];
            /** @description How far the tables are. */
            position: string;
            /** @description A cursor at that position, for sockets. */
            resume: string;
        };
        /** @description What a deleted message said, and the salt that proves it. */
        RevealedAnswer: {
            /** @description Where the log says that it was shown. */
            position: string;
            /** @description With the text it gives the digest that stands in the history; hex. */
            salt: string;
            /** @description The text. */
            text: string;
        };
        /** @description A message to send. */
        SendMessage: {
            /** @description What it says; may be "" beside files. */
            body: string;
            /** @description Uploaded files to carry. */
            fileIds?: string[];
            /**
             * Format: uuid
             * @description The message's id, chosen by the client to make repeats safe.
             */
            messageId?: string;
            /**
             * Format: uuid
             * @description The message it answers, of the same conversation.
             */
            replyTo?: string;
        };
        /** @description Who is signed in, if anybody. */
        Session: {
            /** @description The people that may be chosen, in demo mode. */
            demo?: components["schemas"]["Person"][];
            /**
             * Format: date-time
             * @description When the session or the token ends.
             */
            expiresAt?: string;
            /** @description The file types that may be uploaded. */
            fileTypes: string[];
            /** @description The numbers that a client enforces too. */
            limits: Record<string, never>;
            person?: components["schemas"]["Person"] | null;
        };
        /** @description Who is signed in, and what clients enforce too. */
        SessionAnswer: {
            /** @description The people that may be chosen, in demo mode. */
            demo?: components["schemas"]["Person"][];
            /**
             * Format: date-time
             * @description When the session ends, unless used again.
             */
            expiresAt: string;
            /** @description The file types that may be uploaded. */
            fileTypes: string[];
            /** @description The numbers that a client enforces too. */
            limits: Record<string, never>;
            person: components["schemas"]["Person"];
        };
        /** @description Keep a conversation for me like this; what is left out stays. */
        SetMine: {
            /** @description Whether it is quiet. */
            muted?: boolean;
            /**
             * Format: int64
             * @description Unread from this sequence on; null takes the mark away.
             */
            unreadFrom?: number | null;
        };
        /** @description Whom to sign in as. */
        SignIn: {
            /**
             * Format: uuid
             * @description A demo person; in demo mode only, and without a token.
             */
            person?: string;
        };
        /** @description The root of the tree over the log at one size, signed. */
        SignedCheckpoint: {
            /**
             * Format: int32
             * @description Which life of it.
             */
            incarnation: number;
            /** @description SHA-256 of the public key, as hex. */
            keyId: string;
            /**
             * Format: uuid
             * @description Which log.
             */
            logId: string;
            /**
             * Format: int64
             * @description Counted from 1.
             */
            number: number;
            /** @description The root, as hex. */
            root: string;
            /** @description Ed25519, as hex. */
            signature: string;
            /**
             * Format: int64
             * @description How many events it covers.
             */
            size: number;
            /**
             * Format: date-time
             * @description When it was signed.
             */
            time: string;
        };
        /** @description A conversation to start. */
        StartConversation: {
            /**
             * @description Who takes part besides the caller; people of the project. Naming somebody twice, or the
             *     caller, is harmless. At most 100 take part, the caller included.
             */
            participantIds: string[];
            /**
             * Format: uuid
             * @description Where it belongs.
             */
            projectId: string;
            /** @description What it is about. */
            subject: string;
        };
        /** @description A conversation as it was, its messages, and everyone it mentions as they were. */
        StateFound: {
            conversation: components["schemas"]["OverseenConversation"];
            /** @description In ascending order. A message that was deleted since has no text and says so: `reveal` tells it. */
            messages: components["schemas"]["Message"][];
            people: components["schemas"]["Person"][];
        };
        /** @description Files to keep until a message carries them, 1 to 5. */
        UploadFiles: {
            /** @description Each part is a file, with its name. */
            file: string[];
        };
        /** @description What a check of the whole log found. */
        Verified: {
            /**
             * Format: date-time
             * @description When the check began.
             */
            checkedAt: string;
            /**
             * Format: int64
             * @description How far signed checkpoints go; what is after that is held by its hash chains alone.
             */
            covered: number;
            /**
             * Format: int64
             * @description The position of the first that is not as it was written, or where one is missing.
             */
            firstBad?: number;
            /** @description Whether everything is as it was written. */
            ok: boolean;
            /**
             * Format: int64
             * @description How many events were checked: up to the first bad one, if there is one.
             */
            size: number;
            /** @description What is wrong with it. */
            what?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listDirectoryPeople: {
        parameters: {
            query?: {
                /** @description Part of the name or of the e-mail address; case and accents do not matter */
                q?: string;
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "disabled": false,
                     *           "erased": false,
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team",
                     *           "subject": "nadia"
                     *         },
                     *         {
                     *           "disabled": false,
                     *           "erased": false,
                     *           "id": "3e0ac831-425a-56b0-99e0-fbecbdc2bb39",
                     *           "name": "Jonas Weber",
                     *           "role": "client",
                     *           "subject": "jonas"
                     *         }
                     *       ],
                     *       "nextCursor": "IjNlMGFjODMxLTQyNWEtNTZiMC05OWUwLWZiZWNiZGMyYmIzOSI1azIaGqE8Z_3CztoQ1Wok",
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["DirectoryPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only admins and auditors read the directory: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    registerPerson: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "clara@example.com",
                 *       "name": "Clara",
                 *       "role": "client",
                 *       "subject": "clara"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterPerson"];
            };
        };
        responses: {
            /** @description Known */
            201: {
                headers: {
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "disabled": false,
                     *         "email": "clara@example.com",
                     *         "erased": false,
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "name": "Clara",
                     *         "role": "client",
                     *         "subject": "clara"
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["PersonAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It exists already: `conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changePerson: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The person */
                uid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "disabled": false,
                 *       "role": "team"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePerson"];
            };
        };
        responses: {
            /** @description They are like this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "disabled": false,
                     *         "email": "clara@example.com",
                     *         "erased": false,
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "name": "Clara",
                     *         "role": "client",
                     *         "subject": "clara"
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["PersonAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The person was erased: `conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listDirectoryProjects: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *           "name": "Harbour Coffee: new website"
                     *         },
                     *         {
                     *           "id": "f290f23b-fb08-5a7e-acdd-aba3f91bed05",
                     *           "name": "Tanaka Ceramics: online shop"
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only admins and auditors read the directory: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Website"
                 *     }
                 */
                "application/json": components["schemas"]["CreateProject"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "project": {
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "name": "Website"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It exists already: `conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    renameProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project */
                pid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Website"
                 *     }
                 */
                "application/json": components["schemas"]["RenameProject"];
            };
        };
        responses: {
            /** @description Called this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "project": {
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "name": "Website"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The project */
                pid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "3e0ac831-425a-56b0-99e0-fbecbdc2bb39",
                     *           "name": "Jonas Weber",
                     *           "role": "client"
                     *         }
                     *       ],
                     *       "nextCursor": "IjNlMGFjODMxLTQyNWEtNTZiMC05OWUwLWZiZWNiZGMyYmIzOSJdk0fJq2eg2afZRDYQ2MAQ",
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only admins and auditors read the directory: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    addMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project */
                pid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                 *     }
                 */
                "application/json": components["schemas"]["AddMember"];
            };
        };
        responses: {
            /** @description They are in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["DoneAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The project */
                pid: string;
                /** @description The person */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are not in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["DoneAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "incarnation": 1,
                     *           "keyId": "45f69c4dc5472d5fa6ddddb7f939f108e604c3e3ca9cdbd1a22f7c2a9d41e891",
                     *           "logId": "01a20fd8-dfc3-71b6-9858-732d174af508",
                     *           "number": 4,
                     *           "root": "4727cfae46745fabf87228d0cef4f0674ffa2bd80e5200c7340cadb77a5f5cd4",
                     *           "signature": "ff623e232f508f5ed4f61fe4568f5b97cd263c3f456d3dddff1f81ceecbbe9b9bb0bd369ec3e6cdc7a2b0f78b9cfbccf04bdc9700864cf420278d21709401808",
                     *           "size": 74,
                     *           "time": "2026-11-24T23:17:41.147Z"
                     *         },
                     *         {
                     *           "incarnation": 1,
                     *           "keyId": "45f69c4dc5472d5fa6ddddb7f939f108e604c3e3ca9cdbd1a22f7c2a9d41e891",
                     *           "logId": "01a20fd8-dfc3-71b6-9858-732d174af508",
                     *           "number": 3,
                     *           "root": "7cb15530c86beeda018a44c6e3d651e6dd393aad8b4f1a6501bce9c4aaa6d5fe",
                     *           "signature": "35e20ea5c49846fe28c6dbb19f4560ae12db40fd92af0577686b374da9c7dca24275332ec62e2197fcaf83c68179f5060ffe96372c71805eef4fe257b87f3d0e",
                     *           "size": 68,
                     *           "time": "2026-11-24T23:17:22.975Z"
                     *         }
                     *       ],
                     *       "nextCursor": "M_D2yRDz0DV-F--mUpKIDhU",
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["CheckpointsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listExports: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-24T23:17:40.358Z",
                     *           "finishedAt": "2026-11-24T23:17:41.292Z",
                     *           "id": "01a20fd9-c784-750c-ba10-03f428bcc49b",
                     *           "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *           "requestedBy": "ffcdb15f-62d6-5fb2-8274-3297a95051bb",
                     *           "status": "done",
                     *           "url": "/api/admin/messaging/audit/exports/01a20fd9-c784-750c-ba10-03f428bcc49b/bundle"
                     *         },
                     *         {
                     *           "at": "2026-11-24T23:17:22.606Z",
                     *           "finishedAt": "2026-11-24T23:17:23.063Z",
                     *           "id": "01a20fd9-822c-7252-918f-47a27589f1d5",
                     *           "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *           "requestedBy": "ffcdb15f-62d6-5fb2-8274-3297a95051bb",
                     *           "status": "done",
                     *           "url": "/api/admin/messaging/audit/exports/01a20fd9-822c-7252-918f-47a27589f1d5/bundle"
                     *         }
                     *       ],
                     *       "nextCursor": "IjAxYTIwZmQ5LTgyMmMtNzI1Mi05MThmLTQ3YTI3NTg5ZjFkNSLhVJJBq3Dldvo08VHSrLE2",
                     *       "people": [
                     *         {
                     *           "id": "ffcdb15f-62d6-5fb2-8274-3297a95051bb",
                     *           "name": "Ada Lindqvist",
                     *           "role": "admin"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    askForExport: {
        parameters: {
            query?: never;
            header: {
                /** @description Why: 1 to 500 characters as percent-encoded UTF-8. It stays in the log */
                "Tidings-Reason": string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02"
                 *     }
                 */
                "application/json": components["schemas"]["AskForExport"];
            };
        };
        responses: {
            /** @description It is being made */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "exportId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c08",
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showExport: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The export */
                eid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": "2026-11-24T23:17:40.358Z",
                     *       "finishedAt": "2026-11-24T23:17:41.292Z",
                     *       "id": "01a20fd9-c784-750c-ba10-03f428bcc49b",
                     *       "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *       "requestedBy": "ffcdb15f-62d6-5fb2-8274-3297a95051bb",
                     *       "status": "done",
                     *       "url": "/api/admin/messaging/audit/exports/01a20fd9-c784-750c-ba10-03f428bcc49b/bundle"
                     *     }
                     */
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    downloadExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The export */
                eid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": unknown;
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    verifyLog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "checkedAt": "2026-11-24T23:17:43.451Z",
                     *       "covered": 74,
                     *       "ok": true,
                     *       "size": 74
                     *     }
                     */
                    "application/json": components["schemas"]["Verified"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    overseeConversations: {
        parameters: {
            query?: {
                /** @description `active`, `closed`, `archived`; several with commas */
                status?: string;
                /** @description Of this project; several with commas */
                projectId?: string;
                /** @description In which this person takes part; several with commas */
                participantId?: string;
                /** @description Part of the subject or of a participant's name; case and accents do not matter */
                q?: string;
                /** @description Whose last activity is not before this */
                from?: string;
                /** @description Whose last activity is before this */
                to?: string;
                /**
                 * @description `lastActivityAt`, `createdAt`, `subject`, `status`, `messageCount` or `openReports`, with `-` before it
                 *     for descending; `-lastActivityAt` unless given
                 */
                sort?: string;
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "allReadSeq": 3,
                     *           "createdAt": "2026-11-24T23:16:42.159Z",
                     *           "createdBy": "5f30975b-1666-55cc-bc04-e0deffc1392e",
                     *           "id": "3c2fde1b-d096-5b40-99f7-f63e92a4493b",
                     *           "lastActivityAt": "2026-11-24T23:16:42.279Z",
                     *           "lastMessage": {
                     *             "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *             "id": "b8c89735-ad81-5cd8-b620-18d83688ff68",
                     *             "sentAt": "2026-11-24T23:16:42.279Z",
                     *             "seq": 5
                     *           },
                     *           "lastSeq": 5,
                     *           "messageCount": 4,
                     *           "openReports": 0,
                     *           "othersReadSeq": 4,
                     *           "participants": [
                     *             {
                     *               "joinedAt": "2026-11-24T23:16:42.159Z",
                     *               "joinedSeq": 1,
                     *               "readSeq": 4,
                     *               "userId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed"
                     *             },
                     *             {
                     *               "joinedAt": "2026-11-24T23:16:42.159Z",
                     *               "joinedSeq": 1,
                     *               "readSeq": 3,
                     *               "userId": "5f30975b-1666-55cc-bc04-e0deffc1392e"
                     *             }
                     *           ],
                     *           "projectId": "f290f23b-fb08-5a7e-acdd-aba3f91bed05",
                     *           "status": "active",
                     *           "subject": "Shipping to Norway",
                     *           "version": 1
                     *         },
                     *         {
                     *           "allReadSeq": 5,
                     *           "createdAt": "2026-11-24T23:16:41.782Z",
                     *           "createdBy": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "id": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "lastActivityAt": "2026-11-24T23:16:42.156Z",
                     *           "lastMessage": {
                     *             "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *             "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *             "sentAt": "2026-11-24T23:16:42.156Z",
                     *             "seq": 7
                     *           },
                     *           "lastSeq": 7,
                     *           "messageCount": 6,
                     *           "openReports": 0,
                     *           "othersReadSeq": 6,
                     *           "participants": [
                     *             {
                     *               "joinedAt": "2026-11-24T23:16:41.782Z",
                     *               "joinedSeq": 1,
                     *               "readSeq": 6,
                     *               "userId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed"
                     *             },
                     *             {
                     *               "joinedAt": "2026-11-24T23:16:41.782Z",
                     *               "joinedSeq": 1,
                     *               "readSeq": 6,
                     *               "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *             }
                     *           ],
                     *           "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *           "status": "active",
                     *           "subject": "The new logo",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": "eyJTb3J0ZWQiOnsiYmVnYW4iOjc0LCJrZXkiOiIyMDI2LTExLTI0VDIzOjE2OjQyLjE1NloiLCJpZCI6ImVjZTNiMjAwLTEwZGItNWI4MS05MDU3LTE5YTU3MTM5YWQxMSJ9fcVwjXEwusYX_Aw88K9oKhY",
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "name": "Clara Okafor",
                     *           "role": "client"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["OverseenPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    overseeConversation: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: {
                /** @description Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with who looked at what. May be left out by those who take part */
                "Tidings-Reason"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description Its version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "allReadSeq": 5,
                     *         "createdAt": "2026-11-24T23:16:41.782Z",
                     *         "createdBy": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *         "id": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *         "lastActivityAt": "2026-11-24T23:16:42.156Z",
                     *         "lastMessage": {
                     *           "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "preview": "Smaller anchor, rust ring, and the cup:",
                     *           "sentAt": "2026-11-24T23:16:42.156Z",
                     *           "seq": 7
                     *         },
                     *         "lastSeq": 7,
                     *         "messageCount": 6,
                     *         "openReports": 0,
                     *         "othersReadSeq": 6,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-11-24T23:16:41.782Z",
                     *             "joinedSeq": 1,
                     *             "readSeq": 6,
                     *             "userId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed"
                     *           },
                     *           {
                     *             "joinedAt": "2026-11-24T23:16:41.782Z",
                     *             "joinedSeq": 1,
                     *             "readSeq": 6,
                     *             "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *           }
                     *         ],
                     *         "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "name": "Clara Okafor",
                     *           "role": "client"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEovVWEj"
                     *     }
                     */
                    "application/json": components["schemas"]["OverseenFound"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description There is no `Tidings-Reason`, or it says nothing: `validation-failed` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    overseeFiles: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: {
                /** @description Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with who looked at what. May be left out by those who take part */
                "Tidings-Reason"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "file": {
                     *             "contentType": "image/png",
                     *             "height": 360,
                     *             "id": "01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *             "name": "logo-draft-2b.png",
                     *             "previewUrl": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e/preview",
                     *             "sha256": "18318c6cba6af8bd85cdababa1a46a30bf16403688c7a52ddb5863dc400f4ddf",
                     *             "size": 12642,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *             "width": 480
                     *           },
                     *           "messageId": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "seq": 7
                     *         },
                     *         {
                     *           "file": {
                     *             "contentType": "image/png",
                     *             "height": 360,
                     *             "id": "01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *             "name": "cup.png",
                     *             "previewUrl": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da/preview",
                     *             "sha256": "c01970a4445580f61f1644684f978f3af36f40a94dbbfd50ed5db5fdf15ebe51",
                     *             "size": 5604,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *             "width": 480
                     *           },
                     *           "messageId": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "seq": 7
                     *         }
                     *       ],
                     *       "nextCursor": "WzcsMV30GpMYY3P3o28T6e3tdNOH",
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEuEbbvj",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAEuEbbvj"
                     *     }
                     */
                    "application/json": components["schemas"]["FilesPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description There is no `Tidings-Reason`, or it says nothing: `validation-failed` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    streamHistory: {
        parameters: {
            query?: {
                /** @description Up to this one of its sequences; not together with `asOf` */
                asOfSeq?: number;
                /** @description As it was at this time; not together with `asOfSeq` */
                asOf?: string;
                /** @description As this participant saw it: up to where they were taken out, and no secret of others */
                as?: string;
            };
            header?: {
                /** @description Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with who looked at what. May be left out by those who take part */
                "Tidings-Reason"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, and how much it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "end": {
                     *         "count": 19,
                     *         "headHash": "0bac1cf209f85d348d7fce424ab002a0cba43d82c51182da28cde2b60f2698de",
                     *         "lastPosition": 61
                     *       }
                     *     }
                     */
                    "application/x-ndjson": components["schemas"]["HistoryEnd"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description There is no `Tidings-Reason`, or it says nothing: `validation-failed` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    overseeMessages: {
        parameters: {
            query?: {
                /** @description Those before this sequence */
                before?: number;
                /** @description Those after this sequence */
                after?: number;
                /** @description Half of the page on each side of the nearest message at or below this sequence */
                around?: number;
                /** @description How many at most */
                limit?: number;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: {
                /** @description Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with who looked at what. May be left out by those who take part */
                "Tidings-Reason"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "hasNewer": false,
                     *       "hasOlder": true,
                     *       "items": [
                     *         {
                     *           "authorId": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "body": "I have a template of your cups, I will put it on that.",
                     *           "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "files": [],
                     *           "id": "5629d42d-cbe9-535b-8d31-451db2503653",
                     *           "sentAt": "2026-11-24T23:16:42.002Z",
                     *           "seq": 6,
                     *           "version": 1
                     *         },
                     *         {
                     *           "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "body": "Smaller anchor, rust ring, and the cup:",
                     *           "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "files": [
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 360,
                     *               "id": "01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *               "name": "logo-draft-2b.png",
                     *               "previewUrl": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e/preview",
                     *               "sha256": "18318c6cba6af8bd85cdababa1a46a30bf16403688c7a52ddb5863dc400f4ddf",
                     *               "size": 12642,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *               "width": 480
                     *             },
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 360,
                     *               "id": "01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *               "name": "cup.png",
                     *               "previewUrl": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da/preview",
                     *               "sha256": "c01970a4445580f61f1644684f978f3af36f40a94dbbfd50ed5db5fdf15ebe51",
                     *               "size": 5604,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *               "width": 480
                     *             }
                     *           ],
                     *           "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "sentAt": "2026-11-24T23:16:42.156Z",
                     *           "seq": 7,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "name": "Timo Brandt",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE7Au57o",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE7Au57o"
                     *     }
                     */
                    "application/json": components["schemas"]["MessagesPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description There is no `Tidings-Reason`, or it says nothing: `validation-failed` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    revealMessage: {
        parameters: {
            query?: never;
            header: {
                /** @description Why: 1 to 500 characters as percent-encoded UTF-8. It stays in the log */
                "Tidings-Reason": string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it said */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "salt": "00112233445566778899aabbccddeeff",
                     *       "text": "Here is the draft"
                     *     }
                     */
                    "application/json": components["schemas"]["RevealedAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The message is there: `not-deleted`; its text was erased: `conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    overseeParticipants: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "joinedAt": "2026-11-24T23:16:41.782Z",
                     *           "joinedSeq": 1,
                     *           "name": "Nadia Rahman",
                     *           "online": false,
                     *           "readSeq": 6,
                     *           "role": "team",
                     *           "userId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed"
                     *         },
                     *         {
                     *           "joinedAt": "2026-11-24T23:16:41.782Z",
                     *           "joinedSeq": 1,
                     *           "name": "Clara Okafor",
                     *           "online": false,
                     *           "readSeq": 6,
                     *           "role": "client",
                     *           "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *         }
                     *       ],
                     *       "nextCursor": "WzEsIjQxZjdhYzk5LThkYzUtNTNjNC1hYTJiLTAxODdiOGNlMmVkZiJdSK1gW5CIsyCakESQVeHiTg",
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE7Au57o",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE7Au57o"
                     *     }
                     */
                    "application/json": components["schemas"]["OverseenParticipantsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showState: {
        parameters: {
            query?: {
                /** @description Up to this one of its sequences; not together with `asOf` */
                asOfSeq?: number;
                /** @description As it was at this time; not together with `asOfSeq` */
                asOf?: string;
                /** @description As this participant saw it: up to where they were taken out, and no secret of others */
                as?: string;
            };
            header?: {
                /** @description Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with who looked at what. May be left out by those who take part */
                "Tidings-Reason"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "allReadSeq": 5,
                     *         "createdAt": "2026-11-24T23:16:41.782Z",
                     *         "createdBy": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *         "id": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *         "lastActivityAt": "2026-11-24T23:16:42.156Z",
                     *         "lastMessage": {
                     *           "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "preview": "Smaller anchor, rust ring, and the cup:",
                     *           "sentAt": "2026-11-24T23:16:42.156Z",
                     *           "seq": 7
                     *         },
                     *         "lastSeq": 7,
                     *         "messageCount": 6,
                     *         "openReports": 0,
                     *         "othersReadSeq": 6,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-11-24T23:16:41.782Z",
                     *             "joinedSeq": 1,
                     *             "readSeq": 6,
                     *             "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *           },
                     *           {
                     *             "joinedAt": "2026-11-24T23:16:41.782Z",
                     *             "joinedSeq": 1,
                     *             "readSeq": 5,
                     *             "userId": "b40ab564-ef9b-594f-a2d1-433e4e525222"
                     *           }
                     *         ],
                     *         "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "messages": [
                     *         {
                     *           "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "body": "Draft two, with the waves you asked for.",
                     *           "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "files": [
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 360,
                     *               "id": "01a20fd8-e308-71c0-9b9a-bf59e1c1b88b",
                     *               "name": "logo-draft-2.png",
                     *               "previewUrl": "/api/messaging/files/01a20fd8-e308-71c0-9b9a-bf59e1c1b88b/preview",
                     *               "sha256": "b2667bb96651a7275d678de86951e832a110b95774fec06d7ffba8a5a4cf86d6",
                     *               "size": 13566,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/01a20fd8-e308-71c0-9b9a-bf59e1c1b88b",
                     *               "width": 480
                     *             }
                     *           ],
                     *           "id": "f634d3d0-1d57-5cbf-a26b-2cb2534ad230",
                     *           "sentAt": "2026-11-24T23:16:41.938Z",
                     *           "seq": 2,
                     *           "version": 1
                     *         },
                     *         {
                     *           "authorId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "body": "We looked at all three. The second one is the favourite of everybody here.",
                     *           "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "files": [],
                     *           "id": "ceaeb751-b7e9-5374-8120-356712b49dd0",
                     *           "sentAt": "2026-11-24T23:16:41.960Z",
                     *           "seq": 3,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "name": "Clara Okafor",
                     *           "role": "client"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StateFound"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is more than one answer can hold: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description There is no `Tidings-Reason`, or it says nothing: `validation-failed` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changeStatus: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that this changes, in quotes */
                "If-Match": string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Done",
                 *       "status": "closed"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeStatus"];
            };
        };
        responses: {
            /** @description It stands like this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "createdBy": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "lastSeq": 1,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03"
                     *           },
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                     *           }
                     *         ],
                     *         "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It has changed since; `current` says how it is: `version-mismatch` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description `If-Match` says no version: `precondition-required` */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    overseeFile: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: {
                /** @description Why you look: 1 to 500 characters as percent-encoded UTF-8. It stays in the log, with who looked at what. May be left out by those who take part */
                "Tidings-Reason"?: string;
            };
            path: {
                /** @description The file */
                fid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description What you have is it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The file has no such range, or several are asked for: `range-not-satisfiable` */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description There is no `Tidings-Reason`, or it says nothing: `validation-failed` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    erasePerson: {
        parameters: {
            query?: never;
            header: {
                /** @description Why: 1 to 500 characters as percent-encoded UTF-8. It stays in the log */
                "Tidings-Reason": string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The person */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person was erased before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["DoneAnswer"];
                };
            };
            /** @description Their words go away from now on */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["DoneAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listReports: {
        parameters: {
            query?: {
                /** @description `open`, `reviewing`, `resolved`, `dismissed`; several with commas */
                status?: string;
                /** @description About messages of this conversation; several with commas */
                conversationId?: string;
                /** @description About messages in this project; several with commas */
                projectId?: string;
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "closedAt": "2026-11-24T23:16:41.753Z",
                     *           "conversationId": "55cde87e-3a1c-5f7c-bbb9-6a997b744a9f",
                     *           "createdAt": "2026-11-24T23:16:41.735Z",
                     *           "id": "a33c7457-62a0-5320-9417-c6a299eac419",
                     *           "messageId": "e898cc1e-55a7-5ea3-b9e5-0f83ecc71456",
                     *           "note": "Please do not repeat the link here.",
                     *           "notes": [],
                     *           "outcome": "message-removed",
                     *           "reason": "spam",
                     *           "reporterId": "5f30975b-1666-55cc-bc04-e0deffc1392e",
                     *           "snapshot": {
                     *             "authorId": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *             "body": "Buy followers cheap!!! http://followers.example (this is what it said)",
                     *             "conversationId": "55cde87e-3a1c-5f7c-bbb9-6a997b744a9f",
                     *             "files": [],
                     *             "id": "e898cc1e-55a7-5ea3-b9e5-0f83ecc71456",
                     *             "sentAt": "2026-11-24T23:16:41.730Z",
                     *             "seq": 3,
                     *             "version": 1
                     *           },
                     *           "status": "resolved",
                     *           "version": 2
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "people": [
                     *         {
                     *           "id": "5f30975b-1666-55cc-bc04-e0deffc1392e",
                     *           "name": "Mei Tanaka",
                     *           "role": "client"
                     *         },
                     *         {
                     *           "id": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "name": "Timo Brandt",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["ReportsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showReport: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The report */
                rid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    /** @description Its version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "others": [],
                     *       "people": [
                     *         {
                     *           "id": "5f30975b-1666-55cc-bc04-e0deffc1392e",
                     *           "name": "Mei Tanaka",
                     *           "role": "client"
                     *         },
                     *         {
                     *           "id": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "name": "Timo Brandt",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "report": {
                     *         "closedAt": "2026-11-24T23:16:41.753Z",
                     *         "conversationId": "55cde87e-3a1c-5f7c-bbb9-6a997b744a9f",
                     *         "createdAt": "2026-11-24T23:16:41.735Z",
                     *         "id": "a33c7457-62a0-5320-9417-c6a299eac419",
                     *         "messageId": "e898cc1e-55a7-5ea3-b9e5-0f83ecc71456",
                     *         "note": "Please do not repeat the link here.",
                     *         "notes": [],
                     *         "outcome": "message-removed",
                     *         "reason": "spam",
                     *         "reporterId": "5f30975b-1666-55cc-bc04-e0deffc1392e",
                     *         "snapshot": {
                     *           "authorId": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "body": "Buy followers cheap!!! http://followers.example (this is what it said)",
                     *           "conversationId": "55cde87e-3a1c-5f7c-bbb9-6a997b744a9f",
                     *           "files": [],
                     *           "id": "e898cc1e-55a7-5ea3-b9e5-0f83ecc71456",
                     *           "sentAt": "2026-11-24T23:16:41.730Z",
                     *           "seq": 3,
                     *           "version": 1
                     *         },
                     *         "status": "resolved",
                     *         "version": 2
                     *       },
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["ReportFound"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Only an admin or an auditor may do this: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changeReport: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that this changes, in quotes */
                "If-Match": string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The report */
                rid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "outcome": "message-removed",
                 *       "status": "resolved"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeReport"];
            };
        };
        responses: {
            /** @description It stands like this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "report": {
                     *         "assignedTo": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "closedAt": "2026-01-31T09:30:00.000Z",
                     *         "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "id": "9b2f6c1e-0d7a-5c3b-8e4f-2a1b3c4d5e06",
                     *         "messageId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *         "note": "Not for us",
                     *         "notes": [],
                     *         "outcome": "message-removed",
                     *         "reason": "other",
                     *         "reporterId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07",
                     *         "snapshot": {
                     *           "authorId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *           "body": "Here is the draft",
                     *           "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *           "files": [
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 480,
                     *               "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *               "name": "logo.png",
                     *               "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview",
                     *               "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *               "size": 20480,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *               "width": 640
                     *             }
                     *           ],
                     *           "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *           "sentAt": "2026-01-31T09:30:00.000Z",
                     *           "seq": 2,
                     *           "version": 1
                     *         },
                     *         "status": "resolved",
                     *         "version": 3
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The report is resolved or dismissed: `conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It has changed since; `current` says how it is: `version-mismatch` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description `If-Match` says no version: `precondition-required` */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    noteReport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The report */
                rid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Asked the author"
                 *     }
                 */
                "application/json": components["schemas"]["NoteReport"];
            };
        };
        responses: {
            /** @description Written down */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "report": {
                     *         "assignedTo": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "closedAt": "2026-01-31T09:30:00.000Z",
                     *         "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "id": "9b2f6c1e-0d7a-5c3b-8e4f-2a1b3c4d5e06",
                     *         "messageId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *         "note": "Not for us",
                     *         "notes": [],
                     *         "outcome": "message-removed",
                     *         "reason": "other",
                     *         "reporterId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07",
                     *         "snapshot": {
                     *           "authorId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *           "body": "Here is the draft",
                     *           "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *           "files": [
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 480,
                     *               "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *               "name": "logo.png",
                     *               "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview",
                     *               "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *               "size": 20480,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *               "width": 640
                     *             }
                     *           ],
                     *           "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *           "sentAt": "2026-01-31T09:30:00.000Z",
                     *           "seq": 2,
                     *           "version": 1
                     *         },
                     *         "status": "resolved",
                     *         "version": 3
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReportAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listConversations: {
        parameters: {
            query?: {
                /** @description `active`, `closed`, `archived`; several with commas */
                status?: string;
                /** @description Of this project; several with commas */
                projectId?: string;
                /** @description Part of the subject or of a participant's name; case and accents do not matter */
                q?: string;
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "allReadSeq": 5,
                     *           "createdAt": "2026-11-24T23:16:41.782Z",
                     *           "createdBy": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "id": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "lastActivityAt": "2026-11-24T23:16:42.156Z",
                     *           "lastMessage": {
                     *             "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *             "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *             "preview": "Smaller anchor, rust ring, and the cup:",
                     *             "sentAt": "2026-11-24T23:16:42.156Z",
                     *             "seq": 7
                     *           },
                     *           "lastSeq": 7,
                     *           "muted": false,
                     *           "othersReadSeq": 6,
                     *           "participants": [
                     *             {
                     *               "joinedAt": "2026-11-24T23:16:41.782Z",
                     *               "joinedSeq": 1,
                     *               "readSeq": 6,
                     *               "userId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed"
                     *             },
                     *             {
                     *               "joinedAt": "2026-11-24T23:16:41.782Z",
                     *               "joinedSeq": 1,
                     *               "readSeq": 6,
                     *               "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *             }
                     *           ],
                     *           "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *           "readSeq": 6,
                     *           "status": "active",
                     *           "subject": "The new logo",
                     *           "unread": 1,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "name": "Clara Okafor",
                     *           "role": "client"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "unreadTotal": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    startConversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "participantIds": [
                 *         "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                 *       ],
                 *       "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                 *       "subject": "The new logo"
                 *     }
                 */
                "application/json": components["schemas"]["StartConversation"];
            };
        };
        responses: {
            /** @description Started */
            201: {
                headers: {
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "createdBy": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "lastSeq": 1,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03"
                     *           },
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                     *           }
                     *         ],
                     *         "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showConversation: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description Its version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "allReadSeq": 5,
                     *         "createdAt": "2026-11-24T23:16:41.782Z",
                     *         "createdBy": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *         "id": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *         "lastActivityAt": "2026-11-24T23:16:42.156Z",
                     *         "lastMessage": {
                     *           "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "preview": "Smaller anchor, rust ring, and the cup:",
                     *           "sentAt": "2026-11-24T23:16:42.156Z",
                     *           "seq": 7
                     *         },
                     *         "lastSeq": 7,
                     *         "muted": false,
                     *         "othersReadSeq": 6,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-11-24T23:16:41.782Z",
                     *             "joinedSeq": 1,
                     *             "readSeq": 6,
                     *             "userId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed"
                     *           },
                     *           {
                     *             "joinedAt": "2026-11-24T23:16:41.782Z",
                     *             "joinedSeq": 1,
                     *             "readSeq": 6,
                     *             "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *           }
                     *         ],
                     *         "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *         "readSeq": 6,
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "unread": 1,
                     *         "version": 1
                     *       },
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "name": "Clara Okafor",
                     *           "role": "client"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationFound"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    changeSubject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": "The new logo"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeSubject"];
            };
        };
        responses: {
            /** @description It is about this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "createdBy": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "lastSeq": 1,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03"
                     *           },
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                     *           }
                     *         ],
                     *         "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "file": {
                     *             "contentType": "image/png",
                     *             "height": 360,
                     *             "id": "01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *             "name": "logo-draft-2b.png",
                     *             "previewUrl": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e/preview",
                     *             "sha256": "18318c6cba6af8bd85cdababa1a46a30bf16403688c7a52ddb5863dc400f4ddf",
                     *             "size": 12642,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *             "width": 480
                     *           },
                     *           "messageId": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "seq": 7
                     *         },
                     *         {
                     *           "file": {
                     *             "contentType": "image/png",
                     *             "height": 360,
                     *             "id": "01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *             "name": "cup.png",
                     *             "previewUrl": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da/preview",
                     *             "sha256": "c01970a4445580f61f1644684f978f3af36f40a94dbbfd50ed5db5fdf15ebe51",
                     *             "size": 5604,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *             "width": 480
                     *           },
                     *           "messageId": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "seq": 7
                     *         }
                     *       ],
                     *       "nextCursor": "WzcsMV3q1L6gDkzyo5jH4d5kiDF0",
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["FilesPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description Those before this sequence */
                before?: number;
                /** @description Those after this sequence */
                after?: number;
                /** @description Half of the page on each side of the nearest message at or below this sequence */
                around?: number;
                /** @description How many at most */
                limit?: number;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "hasNewer": false,
                     *       "hasOlder": true,
                     *       "items": [
                     *         {
                     *           "authorId": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "body": "I have a template of your cups, I will put it on that.",
                     *           "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "files": [],
                     *           "id": "5629d42d-cbe9-535b-8d31-451db2503653",
                     *           "sentAt": "2026-11-24T23:16:42.002Z",
                     *           "seq": 6,
                     *           "version": 1
                     *         },
                     *         {
                     *           "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "body": "Smaller anchor, rust ring, and the cup:",
                     *           "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *           "files": [
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 360,
                     *               "id": "01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *               "name": "logo-draft-2b.png",
                     *               "previewUrl": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e/preview",
                     *               "sha256": "18318c6cba6af8bd85cdababa1a46a30bf16403688c7a52ddb5863dc400f4ddf",
                     *               "size": 12642,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/01a20fd8-e40b-76d6-ab11-64f267c0711e",
                     *               "width": 480
                     *             },
                     *             {
                     *               "contentType": "image/png",
                     *               "height": 360,
                     *               "id": "01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *               "name": "cup.png",
                     *               "previewUrl": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da/preview",
                     *               "sha256": "c01970a4445580f61f1644684f978f3af36f40a94dbbfd50ed5db5fdf15ebe51",
                     *               "size": 5604,
                     *               "state": "ready",
                     *               "url": "/api/messaging/files/01a20fd8-e41e-7067-aaa2-84ad780674da",
                     *               "width": 480
                     *             }
                     *           ],
                     *           "id": "c2dff59a-d944-5585-9116-f58c4b184d71",
                     *           "sentAt": "2026-11-24T23:16:42.156Z",
                     *           "seq": 7,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "name": "Timo Brandt",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["MessagesPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "Here is the draft",
                 *       "fileIds": [
                 *         "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05"
                 *       ],
                 *       "messageId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04"
                 *     }
                 */
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description Sent */
            201: {
                headers: {
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": {
                     *         "authorId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "body": "Here is the draft",
                     *         "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "files": [
                     *           {
                     *             "contentType": "image/png",
                     *             "height": 480,
                     *             "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *             "name": "logo.png",
                     *             "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview",
                     *             "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *             "size": 20480,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *             "width": 640
                     *           }
                     *         ],
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *         "sentAt": "2026-01-31T09:30:00.000Z",
                     *         "seq": 2,
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The conversation is closed or archived: `conversation-not-open`; a file is in another message: `file-in-use` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showMessage: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": {
                     *         "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *         "body": "Draft two, with the waves you asked for.",
                     *         "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *         "files": [
                     *           {
                     *             "contentType": "image/png",
                     *             "height": 360,
                     *             "id": "01a20fd8-e308-71c0-9b9a-bf59e1c1b88b",
                     *             "name": "logo-draft-2.png",
                     *             "previewUrl": "/api/messaging/files/01a20fd8-e308-71c0-9b9a-bf59e1c1b88b/preview",
                     *             "sha256": "b2667bb96651a7275d678de86951e832a110b95774fec06d7ffba8a5a4cf86d6",
                     *             "size": 13566,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/01a20fd8-e308-71c0-9b9a-bf59e1c1b88b",
                     *             "width": 480
                     *           }
                     *         ],
                     *         "id": "f634d3d0-1d57-5cbf-a26b-2cb2534ad230",
                     *         "sentAt": "2026-11-24T23:16:41.938Z",
                     *         "seq": 2,
                     *         "version": 1
                     *       },
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageFound"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    deleteMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that this changes, in quotes; without it, whichever is there */
                "If-Match"?: string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": {
                     *         "authorId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "body": "",
                     *         "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "deletedAt": "2026-01-31T09:30:00.000Z",
                     *         "deletedBy": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "files": [],
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *         "sentAt": "2026-01-31T09:30:00.000Z",
                     *         "seq": 2,
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The conversation is closed or archived: `conversation-not-open`; the message is deleted: `already-deleted` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The message has changed since; `current` says how it is: `version-mismatch` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    editMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that this changes, in quotes; without it, whichever is there */
                "If-Match"?: string;
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "Here is the draft"
                 *     }
                 */
                "application/json": components["schemas"]["EditMessage"];
            };
        };
        responses: {
            /** @description It says this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": {
                     *         "authorId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "body": "Here is the draft",
                     *         "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "files": [
                     *           {
                     *             "contentType": "image/png",
                     *             "height": 480,
                     *             "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *             "name": "logo.png",
                     *             "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview",
                     *             "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *             "size": 20480,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *             "width": 640
                     *           }
                     *         ],
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *         "sentAt": "2026-01-31T09:30:00.000Z",
                     *         "seq": 2,
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The conversation is closed or archived: `conversation-not-open`; the message is deleted: `already-deleted` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The message has changed since; `current` says how it is: `version-mismatch` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listEdits: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it said */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-24T23:16:41.938Z",
                     *           "body": "Draft two, with the waves you asked for."
                     *         },
                     *         {
                     *           "at": "2026-11-24T23:19:02.417Z",
                     *           "body": "Draft two, with the waves you asked for, in rust."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Edits"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listReceipts: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its readers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "readAt": "2026-11-24T23:16:41.946Z",
                     *           "userId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf"
                     *         },
                     *         {
                     *           "readAt": "2026-11-24T23:16:41.989Z",
                     *           "userId": "b40ab564-ef9b-594f-a2d1-433e4e525222"
                     *         }
                     *       ],
                     *       "people": [
                     *         {
                     *           "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *           "name": "Clara Okafor",
                     *           "role": "client"
                     *         },
                     *         {
                     *           "id": "b40ab564-ef9b-594f-a2d1-433e4e525222",
                     *           "name": "Timo Brandt",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAE8ZqnZF"
                     *     }
                     */
                    "application/json": components["schemas"]["Receipts"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    reportMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Not for us",
                 *       "reason": "other"
                 *     }
                 */
                "application/json": components["schemas"]["ReportMessage"];
            };
        };
        responses: {
            /** @description Reported before by the same person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "reportId": "9b2f6c1e-0d7a-5c3b-8e4f-2a1b3c4d5e06"
                     *     }
                     */
                    "application/json": components["schemas"]["ReportedAnswer"];
                };
            };
            /** @description Reported */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "reportId": "9b2f6c1e-0d7a-5c3b-8e4f-2a1b3c4d5e06"
                     *     }
                     */
                    "application/json": components["schemas"]["ReportedAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    restoreMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
                /** @description The message */
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": {
                     *         "authorId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "body": "Here is the draft",
                     *         "conversationId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "files": [
                     *           {
                     *             "contentType": "image/png",
                     *             "height": 480,
                     *             "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *             "name": "logo.png",
                     *             "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview",
                     *             "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *             "size": 20480,
                     *             "state": "ready",
                     *             "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *             "width": 640
                     *           }
                     *         ],
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c04",
                     *         "sentAt": "2026-01-31T09:30:00.000Z",
                     *         "seq": 2,
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The conversation is closed or archived: `conversation-not-open`; the message is there: `not-deleted` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    setMine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "muted": false,
                 *       "unreadFrom": 10
                 *     }
                 */
                "application/json": components["schemas"]["SetMine"];
            };
        };
        responses: {
            /** @description Kept like this */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "muted": false,
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "readSeq": 12,
                     *       "unread": 3,
                     *       "unreadFrom": 10
                     *     }
                     */
                    "application/json": components["schemas"]["MineAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    addParticipant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                 *     }
                 */
                "application/json": components["schemas"]["AddParticipant"];
            };
        };
        responses: {
            /** @description They take part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "createdBy": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "lastSeq": 1,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03"
                     *           },
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                     *           }
                     *         ],
                     *         "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    removeParticipant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
                /** @description The person */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They do not take part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conversation": {
                     *         "createdAt": "2026-01-31T09:30:00.000Z",
                     *         "createdBy": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c01",
                     *         "lastSeq": 1,
                     *         "participants": [
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03"
                     *           },
                     *           {
                     *             "joinedAt": "2026-01-31T09:30:00.000Z",
                     *             "joinedSeq": 1,
                     *             "userId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c07"
                     *           }
                     *         ],
                     *         "projectId": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c02",
                     *         "status": "active",
                     *         "subject": "The new logo",
                     *         "version": 1
                     *       },
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u"
                     *     }
                     */
                    "application/json": components["schemas"]["ConversationAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    markRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes repeats safe: the same key and request get the first answer again, with `Idempotency-Replayed: true` */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "seq": 12
                 *     }
                 */
                "application/json": components["schemas"]["MarkRead"];
            };
        };
        responses: {
            /** @description Read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "position": "AQGXpcJvDntqnH0_HxorPE0AAAABAAAAAAAAACr1Zq8u",
                     *       "readSeq": 12
                     *     }
                     */
                    "application/json": components["schemas"]["ReadAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query: {
                /** @description The last cursor that was handled */
                after: string;
                /** @description How many events at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was missed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "complete": true,
                     *       "cursor": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *       "items": [
                     *         {
                     *           "data": {
                     *             "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *             "cursor": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *             "message": {
                     *               "authorId": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *               "body": "Thank you, that is the one.",
                     *               "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *               "files": [],
                     *               "id": "01a20fd9-d441-752c-b430-c87bd5903db6",
                     *               "sentAt": "2026-11-24T09:17:43.617Z",
                     *               "seq": 8,
                     *               "version": 1
                     *             },
                     *             "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *             "seq": 8
                     *           },
                     *           "event": "new-message"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Events"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description This person may not come in: `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be read, or has not come as far as `after`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    uploadFiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadFiles"];
            };
        };
        responses: {
            /** @description Kept until a message carries them, a day at most */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "contentType": "image/png",
                     *           "height": 480,
                     *           "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *           "name": "logo.png",
                     *           "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview",
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *           "size": 20480,
                     *           "state": "ready",
                     *           "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05",
                     *           "width": 640
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["FilesAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A file has more than 10 MiB, or more than 1 GiB waits to be sent: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `multipart/form-data`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    downloadFile: {
        parameters: {
            query?: {
                /** @description A signed link's secret part: then nobody need sign in */
                link?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The file */
                fid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description What you have is it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The file has no such range, or several are asked for: `range-not-satisfiable` */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    deleteFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file */
                fid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A message has the file: `file-in-use` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    linkFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file */
                fid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-01-31T09:31:00.000Z",
                     *       "previewUrl": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05/preview?link=AAABnBXbSgB",
                     *       "url": "/api/messaging/files/0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c05?link=AAABnBXbSgA"
                     *     }
                     */
                    "application/json": components["schemas"]["LinkAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    previewFile: {
        parameters: {
            query?: {
                /** @description A signed link's secret part: then nobody need sign in */
                link?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The file */
                fid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description What you have is it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The file has no such range, or several are asked for: `range-not-satisfiable` */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listPeople: {
        parameters: {
            query?: {
                /** @description Of this project; several with commas */
                projectId?: string;
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "online": false,
                     *           "role": "team"
                     *         },
                     *         {
                     *           "id": "3e0ac831-425a-56b0-99e0-fbecbdc2bb39",
                     *           "name": "Jonas Weber",
                     *           "online": false,
                     *           "role": "client"
                     *         }
                     *       ],
                     *       "nextCursor": "IjNlMGFjODMxLTQyNWEtNTZiMC05OWUwLWZiZWNiZGMyYmIzOSK0LLlVu2k96w5ss0Q2kmvg",
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy"
                     *     }
                     */
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showPerson: {
        parameters: {
            query?: {
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path: {
                /** @description The person */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "person": {
                     *         "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *         "name": "Clara Okafor",
                     *         "online": false,
                     *         "role": "client"
                     *       },
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy"
                     *     }
                     */
                    "application/json": components["schemas"]["PersonFound"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description It is not there, or may not be known of: `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *           "name": "Harbour Coffee: new website"
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy"
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    searchMessages: {
        parameters: {
            query: {
                /** @description Words; `"several in a row"`, `-without`, `this or that`; the last may be unfinished */
                q: string;
                /** @description In this project; several with commas */
                projectId?: string;
                /** @description In this conversation; several with commas */
                conversationId?: string;
                /** @description By this author; several with commas */
                authorId?: string;
                /** @description Sent then or later */
                from?: string;
                /** @description Sent before */
                to?: string;
                /** @description How many at most */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor` */
                cursor?: string;
                /** @description Wait until the tables have this position, 2 s at most */
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "conversation": {
                     *             "id": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *             "projectId": "bec9379d-c4b0-549c-8a12-3a7850e4f5cb",
                     *             "subject": "The new logo"
                     *           },
                     *           "highlights": [
                     *             [
                     *               6,
                     *               9
                     *             ]
                     *           ],
                     *           "message": {
                     *             "authorId": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *             "body": "Draft two, with the waves you asked for.",
                     *             "conversationId": "ece3b200-10db-5b81-9057-19a57139ad11",
                     *             "files": [
                     *               {
                     *                 "contentType": "image/png",
                     *                 "height": 360,
                     *                 "id": "01a20fd8-e308-71c0-9b9a-bf59e1c1b88b",
                     *                 "name": "logo-draft-2.png",
                     *                 "previewUrl": "/api/messaging/files/01a20fd8-e308-71c0-9b9a-bf59e1c1b88b/preview",
                     *                 "sha256": "b2667bb96651a7275d678de86951e832a110b95774fec06d7ffba8a5a4cf86d6",
                     *                 "size": 13566,
                     *                 "state": "ready",
                     *                 "url": "/api/messaging/files/01a20fd8-e308-71c0-9b9a-bf59e1c1b88b",
                     *                 "width": 480
                     *               }
                     *             ],
                     *             "id": "f634d3d0-1d57-5cbf-a26b-2cb2534ad230",
                     *             "sentAt": "2026-11-24T23:16:41.938Z",
                     *             "seq": 2,
                     *             "version": 1
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "people": [
                     *         {
                     *           "id": "2dc8499b-65ce-5ffb-88c7-063442bc38ed",
                     *           "name": "Nadia Rahman",
                     *           "role": "team"
                     *         }
                     *       ],
                     *       "position": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy",
                     *       "resume": "AQGiD9jfw3G2mFhzLRdK9QgAAAABAAAAAAAAAFAnQIiy"
                     *     }
                     */
                    "application/json": components["schemas"]["HitsPage"];
                };
            };
            /** @description A parameter or header is malformed: `invalid-parameter`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description A header is malformed: `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    showSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-11-25T11:17:40.332Z",
                     *       "fileTypes": [
                     *         "png",
                     *         "jpeg",
                     *         "gif"
                     *       ],
                     *       "limits": {
                     *         "bodyChars": 10000,
                     *         "fileBytes": 10485760,
                     *         "files": 5,
                     *         "jsonBytes": 262144,
                     *         "nameChars": 200,
                     *         "noteChars": 2000,
                     *         "pageItems": 100,
                     *         "participants": 100,
                     *         "perMinute": {
                     *           "commands": 120,
                     *           "reads": 1200,
                     *           "searches": 60,
                     *           "sends": 300,
                     *           "socketConnects": 120,
                     *           "uploads": 60
                     *         },
                     *         "previewChars": 120,
                     *         "reasonChars": 500,
                     *         "restoreSeconds": 60,
                     *         "subjectChars": 200,
                     *         "unsentFileBytes": 1073741824
                     *       },
                     *       "person": {
                     *         "id": "41f7ac99-8dc5-53c4-aa2b-0187b8ce2edf",
                     *         "name": "Clara Okafor",
                     *         "role": "client"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A header is malformed: `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Postgres cannot be reached, or the tables have not reached `minPosition`; `Retry-After` says when: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "person": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"] | null;
            };
        };
        responses: {
            /** @description Signed in; sets the session cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expiresAt": "2026-01-31T21:30:00.000Z",
                     *       "fileTypes": [
                     *         "png",
                     *         "pdf"
                     *       ],
                     *       "limits": {
                     *         "bodyChars": 10000
                     *       },
                     *       "person": {
                     *         "id": "0197a5c2-6f0e-7b6a-9c7d-3f1f1a2b3c03",
                     *         "name": "Clara",
                     *         "role": "client"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A JSON body has at most 256 KiB: `too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body is not `application/json`: `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, or was not signed in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A header or the body is malformed: `invalid-json`, `invalid-header` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Nobody, or nobody any longer: `unauthenticated`, `token-expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Seen, but not allowed: `forbidden`, `origin-refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The body did not arrive in time: `timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Another host's request: `misdirected` */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Understood, but not valid: `validation-failed`, `key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too often; `Retry-After` says when: `rate-limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description Too many headers: `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description A bug: `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
            /** @description The log cannot be reached; a repeat is safe: `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
}
