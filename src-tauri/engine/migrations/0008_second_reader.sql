-- Has it letters that the second reader has yet to read? What stood here before was read by the reader of its time.
ALTER TABLE conversations ADD COLUMN awaits_second_reader INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversations_awaits_second_reader ON conversations (received) WHERE awaits_second_reader = 1;
