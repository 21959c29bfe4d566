-- The encrypted database of one workstation in one practice. Instants are milliseconds since 1970 UTC.
-- events, letters, outbox, drafts and keys are the truth kept here; everything else can be rebuilt from events.

CREATE TABLE keys (
    name  TEXT PRIMARY KEY NOT NULL,          -- 'device', 'epoch.0' …
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL,          -- 'cursor', 'projection', 'preferences.<staff>' …
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Everything read from the queue and verified, sealed as it came, in the queue's order.
CREATE TABLE events (
    seq       INTEGER PRIMARY KEY NOT NULL,
    id        BLOB NOT NULL UNIQUE,
    subject   TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    envelope  BLOB NOT NULL
) STRICT;
CREATE INDEX events_subject ON events (subject, seq);

-- Letters read from the inbox and not yet admitted for certain.
CREATE TABLE letters (
    id        BLOB PRIMARY KEY NOT NULL,
    subject   TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    envelope  BLOB NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'admitted', 'unreadable'))
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_state ON letters (state, stored_at);

-- What this workstation has decided and the queue has not confirmed, in order per subject.
CREATE TABLE outbox (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    id        BLOB NOT NULL UNIQUE,           -- the event's id
    subject   TEXT NOT NULL,
    act       BLOB NOT NULL,                  -- one command's events share it
    at        INTEGER NOT NULL,
    previous  BLOB,                           -- id of the event before it on the subject
    event     TEXT NOT NULL,                  -- JSON, with its actor
    command   TEXT,                           -- JSON of a person's command, on its first event
    envelope  BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_subject ON outbox (subject, n);

CREATE TABLE needs_you (
    id           BLOB PRIMARY KEY NOT NULL,
    conversation BLOB,
    staff        BLOB,                        -- for whom; none for everybody
    since        INTEGER NOT NULL,
    what         TEXT NOT NULL                -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    conversation BLOB NOT NULL,
    staff        BLOB NOT NULL,
    text         TEXT NOT NULL,
    saved_at     INTEGER NOT NULL,
    PRIMARY KEY (conversation, staff)
) STRICT, WITHOUT ROWID;

-- The practice's shared records: policy, rota, names of staff. The last one on its subject holds.
CREATE TABLE records (
    subject   TEXT PRIMARY KEY NOT NULL,
    stored_at INTEGER NOT NULL,
    body      TEXT NOT NULL                   -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE patients (
    id         BLOB PRIMARY KEY NOT NULL,
    nhs_number TEXT UNIQUE,
    details    TEXT NOT NULL                  -- JSON
) STRICT, WITHOUT ROWID;

-- One row a conversation: what lists sort and count by, and the folded state.
CREATE TABLE conversations (
    id         BLOB PRIMARY KEY NOT NULL,
    queue      TEXT NOT NULL,                 -- needsTriage, answering, dutyList, waiting, closed
    risk       INTEGER NOT NULL,              -- 4 alert open, 3 check, 2 not assessed, 1 lowered, 0 the rest
    due        INTEGER NOT NULL,              -- the soonest clock
    received   INTEGER NOT NULL,              -- the last letter
    owner      BLOB,
    owned_until INTEGER,
    to_file    INTEGER NOT NULL,              -- answered, nothing pending: to be closed
    nhs_number TEXT,
    row        TEXT NOT NULL,                 -- JSON: what a list row shows
    state      TEXT NOT NULL                  -- JSON: the fold of confirmed events
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_queue ON conversations (queue, risk DESC, due, received, id);
CREATE INDEX conversations_owner ON conversations (owner, risk DESC, due, received, id) WHERE owner IS NOT NULL;
CREATE INDEX conversations_owned_until ON conversations (owned_until) WHERE owned_until IS NOT NULL;
CREATE INDEX conversations_to_file ON conversations (risk DESC, due, received, id) WHERE to_file = 1;
CREATE INDEX conversations_nhs_number ON conversations (nhs_number) WHERE nhs_number IS NOT NULL;

-- How many stand in each queue, kept by triggers: counting 100,000 rows on every change would be felt.
CREATE TABLE counts (
    queue TEXT PRIMARY KEY NOT NULL,
    n     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counts (queue, n) VALUES
    ('needsTriage', 0), ('answering', 0), ('dutyList', 0), ('waiting', 0), ('closed', 0), ('toFile', 0);
CREATE TRIGGER conversations_insert AFTER INSERT ON conversations BEGIN
    UPDATE counts SET n = n + 1 WHERE queue = new.queue;
    UPDATE counts SET n = n + new.to_file WHERE queue = 'toFile';
END;
CREATE TRIGGER conversations_delete AFTER DELETE ON conversations BEGIN
    UPDATE counts SET n = n - 1 WHERE queue = old.queue;
    UPDATE counts SET n = n - old.to_file WHERE queue = 'toFile';
END;
CREATE TRIGGER conversations_update AFTER UPDATE OF queue, to_file ON conversations
WHEN old.queue <> new.queue OR old.to_file <> new.to_file BEGIN
    UPDATE counts SET n = n - 1 WHERE queue = old.queue;
    UPDATE counts SET n = n + 1 WHERE queue = new.queue;
    UPDATE counts SET n = n + new.to_file - old.to_file WHERE queue = 'toFile';
END;

CREATE TABLE alerts (
    letter       BLOB PRIMARY KEY NOT NULL,
    conversation BLOB NOT NULL,
    received     INTEGER NOT NULL,
    alert        TEXT NOT NULL                -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    id           BLOB PRIMARY KEY NOT NULL,
    conversation BLOB NOT NULL,
    record       INTEGER NOT NULL,            -- 1 to the record, 0 to the patient
    state        TEXT NOT NULL,               -- queued, sent, arrived, read, failed
    since        INTEGER NOT NULL,
    delivery     TEXT NOT NULL                -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_state ON deliveries (state, record, since);
CREATE INDEX deliveries_record ON deliveries (record, since DESC);

-- Messages for search: newest first is the order of rowid.
CREATE TABLE messages (
    n            INTEGER PRIMARY KEY NOT NULL,
    event        BLOB NOT NULL UNIQUE,
    conversation BLOB NOT NULL,
    who          TEXT NOT NULL,
    words        TEXT NOT NULL
) STRICT;
CREATE INDEX messages_conversation ON messages (conversation);
CREATE VIRTUAL TABLE search USING fts5 (
    who, words, content = 'messages', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER messages_insert AFTER INSERT ON messages BEGIN
    INSERT INTO search (rowid, who, words) VALUES (new.n, new.who, new.words);
END;
CREATE TRIGGER messages_delete AFTER DELETE ON messages BEGIN
    INSERT INTO search (search, rowid, who, words) VALUES ('delete', old.n, old.who, old.words);
END;
