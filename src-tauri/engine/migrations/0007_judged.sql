-- What became of each alert and check, as clinicians judged: from it the precision of whatever found it. No words.
CREATE TABLE judged (
    letter       BLOB PRIMARY KEY NOT NULL,
    conversation BLOB NOT NULL,
    judged       TEXT NOT NULL                -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX judged_conversation ON judged (conversation);
