-- What a letter says, apart from what becomes of it: that changes at every step of its way, and each time SQLite wrote the whole
-- letter anew. For the same reason two indexes less; the rest is as in 0001.

-- The view names the outbox, and means the new one; without this SQLite would have it follow the old.
PRAGMA legacy_alter_table = ON;
ALTER TABLE outbox RENAME TO whole;
PRAGMA legacy_alter_table = OFF;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  -- The Message-ID that the provider gave it instead.
  server_message_id TEXT,
  recipient TEXT NOT NULL,
  domain TEXT NOT NULL,
  template TEXT NOT NULL,
  subject TEXT NOT NULL,
  submission TEXT,
  -- The incoming message that it answers.
  message INTEGER REFERENCES message (id),
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  state TEXT NOT NULL CHECK (
    state = 'ready' OR state = 'held' OR state = 'sending' OR state = 'sent' OR state = 'failed' OR state = 'uncertain'
    OR state = 'cancelled'
  ),
  stage TEXT CHECK (stage IN ('pre-data', 'data')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER,
  -- The server's last words, or why it is held.
  response TEXT,
  -- 1: held by a limit, whose window opens by itself.
  by_limit INTEGER NOT NULL DEFAULT 0 CHECK (by_limit IN (0, 1)),
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  -- For automatic letters that were let go: when, and their ordinals among all and within the domain. Differences of ordinals
  -- count a window without walking it.
  counted_at INTEGER,
  nth_in_all INTEGER,
  nth_in_domain INTEGER,
  CHECK ((state = 'sending') <= (stage IS NOT NULL)),
  CHECK ((state = 'ready') <= (not_before IS NOT NULL)),
  CHECK ((counted_at IS NULL) = (nth_in_all IS NULL) AND (counted_at IS NULL) = (nth_in_domain IS NULL))
) STRICT;
INSERT INTO outbox (
  id, message_id, server_message_id, recipient, domain, template, subject, submission, message, automatic,
  state, stage, attempts, not_before, response, by_limit, created_at, sent_at, counted_at, nth_in_all,
  nth_in_domain
) SELECT
  id, message_id, server_message_id, recipient, domain, template, subject, submission, message, automatic,
  state, stage, attempts, not_before, response, by_limit, created_at, sent_at, counted_at, nth_in_all,
  nth_in_domain
FROM whole;

-- As it was composed.
CREATE TABLE draft (
  letter INTEGER PRIMARY KEY REFERENCES outbox (id),
  draft TEXT NOT NULL
) STRICT;
INSERT INTO draft (letter, draft) SELECT id, draft FROM whole;

-- As it is sent, frozen at the first claim.
CREATE TABLE octets (
  letter INTEGER PRIMARY KEY REFERENCES outbox (id),
  bytes BLOB NOT NULL
) STRICT;
INSERT INTO octets (letter, bytes) SELECT id, bytes FROM whole WHERE bytes IS NOT NULL;

-- With its indexes, whose names are free then.
DROP TABLE whole;
CREATE INDEX outbox_leaving ON outbox (state, not_before, id) WHERE state = 'ready' OR state = 'sending';
CREATE INDEX outbox_trouble ON outbox (state, id) WHERE state IN ('held', 'failed', 'uncertain');
CREATE INDEX outbox_limited ON outbox (id) WHERE state = 'held' AND by_limit = 1;
CREATE INDEX outbox_server ON outbox (server_message_id) WHERE server_message_id IS NOT NULL;
CREATE INDEX outbox_message ON outbox (message) WHERE message IS NOT NULL;
CREATE INDEX outbox_submission ON outbox (submission) WHERE submission IS NOT NULL;
CREATE INDEX outbox_counted ON outbox (counted_at, nth_in_all) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_nth ON outbox (nth_in_all) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_domain ON outbox (domain, counted_at, nth_in_domain) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_domain_nth ON outbox (domain, nth_in_domain) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, counted_at);
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
