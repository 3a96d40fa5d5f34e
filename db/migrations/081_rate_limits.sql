-- Token buckets that the workers of all nodes draw from. Nothing here needs to survive a crash: a bucket that is not there is full.
CREATE UNLOGGED TABLE rate_limits (
  tenant_id integer NOT NULL,
  bucket    text NOT NULL,
  key       text NOT NULL,
  -- Below zero when more was spent than there was; paid back before anything else is granted.
  tokens    float8 NOT NULL,
  at        timestamptz NOT NULL,
  -- When it is full again, and the row worth nothing.
  full_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, bucket, key)
);
CREATE INDEX rate_limits_by_end ON rate_limits (full_at);

-- Settles a worker's account for many buckets at once. Of each: {tenant, bucket, key, size, rate (tokens a second), back (leased and not
-- spent), spent (without having asked), need (requests that wait), want (tokens on top, for requests to come)}.
CREATE FUNCTION settle_rate_limits(asked jsonb) RETURNS TABLE (place integer, granted integer, tokens float8) LANGUAGE plpgsql AS $$
DECLARE
  one record;
  kept record;
  have float8;
  extra float8;
  moment timestamptz;
BEGIN
  -- In one order for everybody, so that two workers never wait for each other.
  FOR one IN
    SELECT (item.ordinality - 1)::int AS place, fields.*
    FROM jsonb_array_elements(asked) WITH ORDINALITY AS item,
      jsonb_to_record(item.value) AS fields (tenant int, bucket text, key text, size float8, rate float8, back float8, spent float8, need float8, want float8)
    ORDER BY fields.tenant, fields.bucket, fields.key
  LOOP
    INSERT INTO rate_limits AS fresh (tenant_id, bucket, key, tokens, at, full_at)
      VALUES (one.tenant, one.bucket, one.key, one.size, clock_timestamp(), clock_timestamp()) ON CONFLICT DO NOTHING;
    SELECT r.tokens, r.at INTO kept FROM rate_limits AS r
      WHERE r.tenant_id = one.tenant AND r.bucket = one.bucket AND r.key = one.key FOR UPDATE;
    -- The wait for the row may have taken a while.
    moment := greatest(clock_timestamp(), kept.at);
    have := least(one.size, coalesce(kept.tokens, one.size) + coalesce(one.rate * extract(epoch FROM moment - kept.at)::float8, 0) + one.back) - one.spent;
    granted := least(floor(greatest(have, 0)), one.need);
    extra := least(floor(greatest(have - granted, 0) / 4), one.want);
    granted := granted + extra;
    have := have - granted;
    UPDATE rate_limits AS r SET tokens = have, at = moment, full_at = moment + (one.size - have) / one.rate * interval '1 second'
      WHERE r.tenant_id = one.tenant AND r.bucket = one.bucket AND r.key = one.key;
    place := one.place;
    tokens := have;
    RETURN NEXT;
  END LOOP;
END $$;
