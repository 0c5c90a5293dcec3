-- Which life of the data this file belongs to: the same name lies beside the file. A backup has one
-- that lies beside no file, so that it is known for one when it is put back. `previous` is the name
-- before the last start, in case that start was killed before it wrote the new one beside the file.
CREATE TABLE epoch (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  value TEXT NOT NULL,
  previous TEXT NOT NULL,
  restored_at INTEGER
) STRICT;
INSERT INTO epoch (number, value, previous) VALUES (1, '', '');
