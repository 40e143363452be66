-- A mail that is attached for a person waits until it is closed, whatever was answered beside it; and where it is closed, no other mail
-- of its submission waits in its place.
DROP VIEW ledger;

-- The sum by which nothing is missing: every row of the ledger in exactly one class. Read from the top, first match wins.
--   Not read yet:                 discovered and retry are 'retrying'; baseline, gone and quarantined are themselves.
--   ignored                       it was ignored, for the reason in message.why.
--   ignored, answered             a person closed it: as spam, or because no answer is needed any more.
--   with a person                 routed or held; attached to its submission; or a reply to it is held, failed or uncertain.
--   answered                      a later mail of its submission was acknowledged or asked back: that one carries the state.
--   with a person                 its contributor can't be reached; unless other mail of its submission waits for a person.
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
    WHEN submission.needs_person = 1 AND EXISTS (
      SELECT 1 FROM json_each(submission.folded, '$.attached')
      WHERE json_extract(value, '$.cause') = printf('M-%04d', message.id)
    ) THEN 'with a person'
    -- Its transcript went back to the reviewer; what it was about goes on without it.
    WHEN submission.reference IS NULL OR message.kind = 'order' THEN 'answered'
    WHEN EXISTS (
      SELECT 1 FROM message AS later
      WHERE later.submission = message.submission AND later.id > message.id
        AND later.disposition IN ('acknowledge', 'clarify', 'obey')
        -- Neither a reviewer's order about it nor what turned out to be spam.
        AND later.kind <> 'order' AND coalesce(later.closed_why, '') NOT GLOB 'spam*'
    ) THEN 'answered'
    WHEN submission.needs_person = 1 AND json_array_length(submission.folded, '$.attached') = 0 AND NOT EXISTS (
      SELECT 1 FROM message AS later
      WHERE later.submission = message.submission AND later.id > message.id
        AND later.disposition IN ('route', 'hold') AND later.closed_at IS NULL
    ) THEN 'with a person'
    WHEN submission.status = 'incomplete' OR submission.asked = 1 THEN 'waiting for the contributor'
    ELSE 'answered'
  END AS class
FROM arrival
LEFT JOIN message ON message.id = arrival.message
LEFT JOIN submission ON submission.reference = message.submission;
