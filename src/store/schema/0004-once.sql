-- What one cause did to a submission is one row, and stands in one place. A first mail has some nine events, and each was a row and an
-- entry in an index.
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

-- Events of one cause that stand next to each other: where another came in between, the two numbers differ by something else.
INSERT INTO happening (submission, cause, n, at, actor, events)
SELECT submission, cause, min(n), at, actor, json_group_array(json(event) ORDER BY id)
FROM (
  SELECT *, row_number() OVER (PARTITION BY submission ORDER BY id)
    - row_number() OVER (PARTITION BY submission, cause, at, actor ORDER BY id) AS run
  FROM event
)
GROUP BY submission, cause, at, actor, run
ORDER BY min(id);
DROP TABLE event;

-- They stood in each decision a second time; now it names the submissions that it touched.
UPDATE message SET decision = json_remove(json_set(decision, '$.touched',
  (SELECT json_group_array(DISTINCT value ->> '$.submission') FROM json_each(decision, '$.events'))), '$.events', '$.letters');

-- With OR, as in 0001: whether a row belongs into an index is asked at each row that is written, too.
DROP INDEX outbox_trouble;
CREATE INDEX outbox_trouble ON outbox (state, id) WHERE state = 'held' OR state = 'failed' OR state = 'uncertain';
DROP INDEX arrival_never_read;
CREATE INDEX arrival_never_read ON arrival (mailbox, received_at, size)
  WHERE state = 'discovered' OR state = 'retry' OR state = 'quarantined' OR state = 'gone';

-- The step from ready to sending changes nothing in this index, nor does a stage: one page of it less for each letter. How long letters
-- took is asked a few times a day only, and worth no index.
DROP INDEX outbox_leaving;
CREATE INDEX outbox_leaving ON outbox (not_before, id, state) WHERE state = 'ready' OR state = 'sending';
DROP INDEX outbox_sent;
