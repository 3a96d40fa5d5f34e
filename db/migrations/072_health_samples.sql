-- The state of each node once a minute, for 29 days: about 90 kB a node and day, indexes included.

CREATE TABLE health_samples (
  -- Minutes since 1970.
  minute        integer NOT NULL,
  node          smallint NOT NULL,
  -- Percent; null: could not be measured.
  memory_free   smallint,
  cpu_busy      smallint,
  disk_used     smallint,
  -- Only of what was not well, by check: the sentence.
  unwell        jsonb,
  PRIMARY KEY (minute, node)
);
