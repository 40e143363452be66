-- A letter is put into words when its turn comes; until then `draft` holds what they are made from. The words that left stay here, as
-- answers repeat them. Null for what was written before: its draft has them.
ALTER TABLE octets ADD COLUMN text TEXT;
