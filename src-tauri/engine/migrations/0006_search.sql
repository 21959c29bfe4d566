-- Words are found as staff type them: a third column holds other spellings of what stands in the first two. What is there
-- already is written anew when the database is next opened.
DROP TRIGGER messages_insert;
DROP TRIGGER messages_delete;
DROP TABLE search;
ALTER TABLE messages ADD COLUMN also TEXT NOT NULL DEFAULT '';
CREATE VIRTUAL TABLE search USING fts5 (
    who, words, also, content = 'messages', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2',
    prefix = '2 3'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER messages_insert AFTER INSERT ON messages BEGIN
    INSERT INTO search (rowid, who, words, also) VALUES (new.n, new.who, new.words, new.also);
END;
CREATE TRIGGER messages_delete AFTER DELETE ON messages BEGIN
    INSERT INTO search (search, rowid, who, words, also)
    VALUES ('delete', old.n, old.who, old.words, old.also);
END;
CREATE TRIGGER messages_renamed AFTER UPDATE OF who, also ON messages BEGIN
    INSERT INTO search (search, rowid, who, words, also)
    VALUES ('delete', old.n, old.who, old.words, old.also);
    INSERT INTO search (rowid, who, words, also) VALUES (new.n, new.who, new.words, new.also);
END;
INSERT INTO search (search) VALUES ('rebuild');
INSERT INTO settings (name, value) SELECT 'search.behind', '1' WHERE EXISTS (SELECT 1 FROM messages);
