-- One practice's log. Contents are sealed before they come here.
PRAGMA application_id = 0x44444c31;

-- The log itself: its last sequence number and instant outlive every purge.
CREATE TABLE log (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  id           BLOB    NOT NULL CHECK (length(id) = 16),
  seq          INTEGER NOT NULL,
  stored_at    INTEGER NOT NULL, -- microseconds since 1970, UTC
  backed_up_at INTEGER           -- the same; null until the first backup
) STRICT;

INSERT INTO log (one, id, seq, stored_at) VALUES (1, randomblob(16), 0, 0);

CREATE TABLE message (
  seq       INTEGER PRIMARY KEY,
  subject   TEXT    NOT NULL,
  id        BLOB    NOT NULL CHECK (length(id) = 16),
  stored_at INTEGER NOT NULL,
  bytes     BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX message_id ON message (id);
CREATE INDEX message_subject ON message (subject, seq);

-- What was purged stays away: its id is remembered, its content is not.
CREATE TABLE purged (
  id        BLOB    PRIMARY KEY CHECK (length(id) = 16),
  seq       INTEGER NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
