-- What one cause did to a submission is one row. A first mail has some nine events, and each was a row and an entry in an index.
-- They no longer stand in the message's decision too; those that were written before are left as they are.
CREATE TABLE happening (
  id INTEGER PRIMARY KEY,
  submission TEXT NOT NULL REFERENCES submission (reference) DEFERRABLE INITIALLY DEFERRED,
  cause TEXT NOT NULL,
  -- How many events of the same cause came before.
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  -- A list, in order.
  events TEXT NOT NULL,
  UNIQUE (submission, cause, n)
) STRICT;

-- Those of one cause were written one after the other: each row here begins where the event before was of something else.
CREATE TEMP TABLE first (id INTEGER PRIMARY KEY);
INSERT INTO first
SELECT event.id
FROM event LEFT JOIN event AS before ON before.id = (SELECT max(id) FROM event AS earlier WHERE earlier.id < event.id)
WHERE (before.submission, before.cause, before.at, before.actor) IS NOT (event.submission, event.cause, event.at, event.actor);
INSERT INTO happening (submission, cause, n, at, actor, events)
SELECT submission, cause, n, at, actor, (
  SELECT json_group_array(json(event) ORDER BY id) FROM event AS each
  WHERE each.id >= first.id
    AND each.id < coalesce((SELECT min(id) FROM first AS later WHERE later.id > first.id), 9223372036854775807)
)
FROM first JOIN event ON event.id = first.id
ORDER BY first.id;
DROP TABLE first;
DROP TABLE event;

-- With OR, as in 0001: whether a row belongs into an index is asked at each row that is written, too.
DROP INDEX outbox_trouble;
CREATE INDEX outbox_trouble ON outbox (state, id) WHERE state = 'held' OR state = 'failed' OR state = 'uncertain';
DROP INDEX arrival_never_read;
CREATE INDEX arrival_never_read ON arrival (mailbox, received_at, size)
  WHERE state = 'discovered' OR state = 'retry' OR state = 'quarantined' OR state = 'gone';

-- A letter stays on one page of this index from ready to sent, as its state comes last in it. How long letters took is asked a few times
-- a day only, and worth no index.
DROP INDEX outbox_leaving;
CREATE INDEX outbox_leaving ON outbox (not_before, id, state) WHERE state = 'ready' OR state = 'sending';
DROP INDEX outbox_sent;
