-- The journal: append-only, each entry carrying the hash of the one before.

CREATE TABLE journal (
  seq      bigint PRIMARY KEY CHECK (seq > 0),
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  actor    text NOT NULL,
  -- What it is about: `task:…`, `window:…`, `ticket:…`.
  subject  text,
  -- The whole entry as canonical JSON, seq and the previous hash included: what the hash is over, to the byte.
  entry    text NOT NULL,
  hash     text NOT NULL
);
CREATE INDEX journal_by_subject ON journal (subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX journal_by_kind ON journal (kind, seq);

-- One row: the end of the chain. Whoever appends locks it, so that parallel writers never fork the chain.
CREATE TABLE journal_head (
  single   boolean PRIMARY KEY DEFAULT true CHECK (single),
  seq      bigint NOT NULL,
  hash     text NOT NULL
);
INSERT INTO journal_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP;
END $$;

CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_head_stays BEFORE DELETE OR TRUNCATE ON journal_head
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
