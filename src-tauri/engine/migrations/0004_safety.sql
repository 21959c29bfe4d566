-- Alerts stay after they are resolved: together they are the safety log.
ALTER TABLE alerts ADD COLUMN open INTEGER NOT NULL DEFAULT 1;
CREATE INDEX alerts_open ON alerts (received, letter) WHERE open = 1;
CREATE INDEX alerts_received ON alerts (received DESC, letter);
