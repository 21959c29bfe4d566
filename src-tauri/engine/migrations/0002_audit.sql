-- Who looked at what, who did what, when and from where: one chain of entries for each workstation of the practice, this
-- one's as it was written and the others' as they told it. It is append-only, and no rebuild touches it.
CREATE TABLE audit (
    device       BLOB NOT NULL,
    number       INTEGER NOT NULL,            -- place in the device's chain, from 1
    at           INTEGER NOT NULL,
    staff        BLOB,
    conversation BLOB,
    nhs_number   TEXT,
    kind         TEXT NOT NULL,
    entry        TEXT NOT NULL,               -- JSON, exactly what the hash covers
    hash         BLOB NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_at ON audit (at DESC, device, number DESC);
CREATE INDEX audit_staff ON audit (staff, at DESC) WHERE staff IS NOT NULL;
CREATE INDEX audit_nhs_number ON audit (nhs_number, at DESC) WHERE nhs_number IS NOT NULL;
CREATE INDEX audit_kind ON audit (kind, at DESC);
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
