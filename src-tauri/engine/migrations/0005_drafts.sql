-- Everything a person types is a draft: answers, notes, summaries, reasons, what was done about an alert, forms.
CREATE TABLE drafts_of_all (
    staff        BLOB NOT NULL,
    conversation BLOB NOT NULL,               -- empty for the practice's own forms
    kind         TEXT NOT NULL,               -- answer, note, summary, alert ...
    of           BLOB NOT NULL,               -- which one, where there are several; empty where there is one
    text         TEXT NOT NULL,
    saved_at     INTEGER NOT NULL,
    PRIMARY KEY (staff, conversation, kind, of)
) STRICT, WITHOUT ROWID;
INSERT INTO drafts_of_all (staff, conversation, kind, of, text, saved_at)
    SELECT staff, conversation, 'answer', x'', text, saved_at FROM drafts;
DROP TABLE drafts;
ALTER TABLE drafts_of_all RENAME TO drafts;
