-- What a disk changes by itself is noticed: each message carries a digest of its whole row, and what has none in it
-- stands a second time in an index, which the daily check compares.
ALTER TABLE message ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
CREATE INDEX log_again ON log (id, backed_up_at);
CREATE INDEX purged_again ON purged (seq, stored_at);
