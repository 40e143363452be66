-- Everything that mailroom remembers. Times are epoch ms, UTC. JSON columns hold the types of src/triage, as they were when written.
-- What a column may hold is written with OR: for an IN of more than two, SQLite fills a table of its own at each row that is written.

-- Odd facts about this very file, such as why nothing may be sent (name 'held').
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- The mark: how far discovery came. Null before the first.
  epoch TEXT,
  key TEXT,
  -- When a discovery last succeeded: after a change of epoch, mail much older than that is no news.
  good_at INTEGER NOT NULL DEFAULT 0,
  -- How many messages the server said there are, and when.
  says_exist INTEGER NOT NULL DEFAULT 0,
  noted_at INTEGER NOT NULL DEFAULT 0,
  -- When all of it was last listed.
  listed_at INTEGER NOT NULL DEFAULT 0,
  -- How many rows of this epoch the mailbox still shows.
  shown INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One incoming message, however often and by whichever route it arrived.
CREATE TABLE message (
  -- Shown as M-0001.
  id INTEGER PRIMARY KEY,
  content_key TEXT NOT NULL UNIQUE,
  copy_key TEXT NOT NULL,
  -- The arrival that brought it.
  arrival INTEGER NOT NULL,
  message_id TEXT,
  -- Who may be answered, in lower case.
  sender TEXT,
  shown_from TEXT NOT NULL,
  subject TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  decided_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (
    kind = 'submission' OR kind = 'reply' OR kind = 'inquiry' OR kind = 'order' OR kind = 'bounce' OR kind = 'auto-reply'
    OR kind = 'bulk' OR kind = 'spam' OR kind = 'own' OR kind = 'unreadable'
  ),
  disposition TEXT NOT NULL CHECK (
    disposition = 'acknowledge' OR disposition = 'clarify' OR disposition = 'obey' OR disposition = 'route'
    OR disposition = 'hold' OR disposition = 'ignore'
  ),
  -- The disposition's reason, where it has one.
  why TEXT,
  submission TEXT,
  -- A person's word that nothing more is to be done.
  closed_at INTEGER,
  closed_why TEXT,
  closed_by TEXT,
  -- 1 while table source has its bytes.
  has_source INTEGER NOT NULL DEFAULT 1 CHECK (has_source IN (0, 1)),
  decision TEXT NOT NULL,
  reading TEXT NOT NULL,
  CHECK ((closed_at IS NULL) = (closed_why IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL))
) STRICT;
CREATE INDEX message_message_id ON message (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_submission ON message (submission, id) WHERE submission IS NOT NULL;
CREATE INDEX message_question_sender ON message (sender, id) WHERE disposition = 'route' AND closed_at IS NULL;
CREATE INDEX message_question_id ON message (message_id) WHERE disposition = 'route' AND closed_at IS NULL;
CREATE INDEX message_ignored ON message (decided_at) WHERE disposition = 'ignore';
CREATE INDEX message_droppable ON message (decided_at) WHERE disposition = 'ignore' AND has_source = 1;

-- A message's bytes, apart so that they can be dropped by age while the row stays.
CREATE TABLE source (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  packed TEXT NOT NULL CHECK (packed IN ('plain', 'deflate')),
  bytes BLOB NOT NULL
) STRICT;

-- The ledger: a row for every message that a mailbox ever showed.
CREATE TABLE arrival (
  id INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailbox (id),
  epoch TEXT NOT NULL,
  key TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  discovered_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (
    state = 'discovered' OR state = 'retry' OR state = 'decided' OR state = 'baseline' OR state = 'gone'
    OR state = 'quarantined'
  ),
  tries INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  -- 1: baseline that a person released.
  released INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  -- 1: listed anew after the server renumbered its mailbox.
  remapped INTEGER NOT NULL DEFAULT 0 CHECK (remapped IN (0, 1)),
  -- 0: was there once, and isn't any more.
  shown INTEGER NOT NULL DEFAULT 1 CHECK (shown IN (0, 1)),
  message INTEGER REFERENCES message (id),
  UNIQUE (mailbox, epoch, key),
  CHECK ((state = 'decided') = (message IS NOT NULL))
) STRICT;
CREATE INDEX arrival_pending ON arrival (mailbox, received_at, id) WHERE state IN ('discovered', 'retry');
CREATE INDEX arrival_retry ON arrival (not_before) WHERE state = 'retry';
CREATE INDEX arrival_never_read ON arrival (mailbox, received_at, size) WHERE state IN ('discovered', 'retry', 'quarantined', 'gone');
CREATE INDEX arrival_message ON arrival (message) WHERE message IS NOT NULL;

-- A cache of the fold over a submission's events, with what queries need beside it.
CREATE TABLE submission (
  number INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (
    status = 'incomplete' OR status = 'ready' OR status = 'accepted' OR status = 'declined' OR status = 'transferring'
    OR status = 'published' OR status = 'withdrawn' OR status = 'lapsed' OR status = 'on-hold'
  ),
  contributor TEXT NOT NULL,
  identity TEXT,
  -- 1: a reviewer asked the contributor something.
  asked INTEGER NOT NULL CHECK (asked IN (0, 1)),
  -- 1: mail was attached for a person, or the contributor can't be reached.
  needs_person INTEGER NOT NULL CHECK (needs_person IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- When a letter about it was last accepted by a server. Not part of the fold.
  letter_at INTEGER,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX submission_identity ON submission (identity) WHERE identity IS NOT NULL;
CREATE INDEX submission_waiting ON submission (letter_at) WHERE status = 'incomplete' AND letter_at IS NOT NULL;
CREATE INDEX submission_updated ON submission (updated_at);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  submission TEXT NOT NULL REFERENCES submission (reference) DEFERRABLE INITIALLY DEFERRED,
  cause TEXT NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  UNIQUE (submission, cause, n)
) STRICT;

-- Which submissions an address has a part in.
CREATE TABLE party (
  address TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES submission (number),
  PRIMARY KEY (address, number)
) STRICT, WITHOUT ROWID;

-- Which submission a contributor's mail belongs to, by its Message-ID: what a later mail may refer to.
CREATE TABLE reference (
  message_id TEXT NOT NULL,
  submission TEXT NOT NULL REFERENCES submission (reference),
  PRIMARY KEY (message_id, submission)
) STRICT, WITHOUT ROWID;

-- What leaves. A Message-ID is derived from its cause, so the same reply can't be here twice.
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
  draft TEXT NOT NULL,
  -- Frozen at the first claim.
  bytes BLOB,
  CHECK ((state = 'sending') <= (stage IS NOT NULL)),
  CHECK ((state = 'sending') <= (bytes IS NOT NULL)),
  CHECK ((state = 'ready') <= (not_before IS NOT NULL)),
  CHECK ((counted_at IS NULL) = (nth_in_all IS NULL) AND (counted_at IS NULL) = (nth_in_domain IS NULL))
) STRICT;
CREATE INDEX outbox_due ON outbox (not_before, id) WHERE state = 'ready';
CREATE INDEX outbox_sending ON outbox (stage) WHERE state = 'sending';
CREATE INDEX outbox_trouble ON outbox (state, id) WHERE state IN ('held', 'failed', 'uncertain');
CREATE INDEX outbox_limited ON outbox (id) WHERE state = 'held' AND by_limit = 1;
CREATE INDEX outbox_server ON outbox (server_message_id) WHERE server_message_id IS NOT NULL;
CREATE INDEX outbox_message ON outbox (message) WHERE message IS NOT NULL;
CREATE INDEX outbox_submission ON outbox (submission) WHERE submission IS NOT NULL;
CREATE INDEX outbox_ready_recipient ON outbox (recipient) WHERE state = 'ready';
CREATE INDEX outbox_counted ON outbox (counted_at, nth_in_all) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_nth ON outbox (nth_in_all) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_domain ON outbox (domain, counted_at, nth_in_domain) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_domain_nth ON outbox (domain, nth_in_domain) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, counted_at) WHERE counted_at IS NOT NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

-- Addresses that get no mail until they write.
CREATE TABLE suppression (
  address TEXT PRIMARY KEY,
  why TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE digest (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE pass (
  id INTEGER PRIMARY KEY,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  error TEXT,
  summary TEXT
) STRICT;
CREATE INDEX pass_ended ON pass (ended_at) WHERE ended_at IS NOT NULL;

-- The sum by which nothing is missing: every row of the ledger in exactly one class. Read from the top, first match wins.
--   Not read yet:                 discovered and retry are 'retrying'; baseline, gone and quarantined are themselves.
--   ignored                       it was ignored, for the reason in message.why.
--   ignored, answered             a person closed it: as spam, or because no answer is needed any more.
--   with a person                 routed or held; or a reply to it is held, failed or uncertain.
--   answered                      a later mail of its submission was acknowledged or asked back: that one carries the state.
--   with a person                 its submission has mail that a person must look at, or its contributor can't be reached.
--   waiting for the contributor   its submission is incomplete, or a reviewer's question is open.
--   answered                      all the rest: acknowledged, asked back or obeyed, and the reply is sent or on its way.
CREATE VIEW ledger AS
SELECT
  arrival.id AS arrival,
  arrival.message AS message,
  arrival.mailbox AS mailbox,
  arrival.state AS state,
  arrival.received_at AS received_at,
  CASE
    WHEN arrival.state IN ('discovered', 'retry') THEN 'retrying'
    WHEN arrival.state IN ('baseline', 'gone', 'quarantined') THEN arrival.state
    WHEN message.disposition = 'ignore' THEN 'ignored'
    WHEN message.closed_why GLOB 'spam*' THEN 'ignored'
    WHEN message.closed_at IS NOT NULL THEN 'answered'
    WHEN message.disposition IN ('route', 'hold') THEN 'with a person'
    WHEN EXISTS (
      SELECT 1 FROM outbox WHERE outbox.message = message.id AND outbox.state IN ('held', 'failed', 'uncertain')
    ) THEN 'with a person'
    -- Its transcript went back to the reviewer; what it was about goes on without it.
    WHEN submission.reference IS NULL OR message.kind = 'order' THEN 'answered'
    WHEN EXISTS (
      SELECT 1 FROM message AS later
      WHERE later.submission = message.submission AND later.id > message.id
        AND later.disposition IN ('acknowledge', 'clarify', 'obey')
    ) THEN 'answered'
    WHEN submission.needs_person = 1 THEN 'with a person'
    WHEN submission.status = 'incomplete' OR submission.asked = 1 THEN 'waiting for the contributor'
    ELSE 'answered'
  END AS class
FROM arrival
LEFT JOIN message ON message.id = arrival.message
LEFT JOIN submission ON submission.reference = message.submission;
