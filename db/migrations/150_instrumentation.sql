-- Time series of the metrics: a row a minute, node and shelf, so that a day costs a few thousand small rows and no index of values.

-- Names of lines ("process-cpu|web"), each with a short number.
CREATE TABLE metric_lines (
  number  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name    text NOT NULL UNIQUE
);

CREATE TABLE metric_minutes (
  -- Minutes since 1970.
  minute   integer NOT NULL,
  node     smallint NOT NULL,
  -- fine: 5 s, kept for a day. fine-week: 5 s, kept for 7 days. coarse: the minute's mean, kept for 7 days.
  shelf    text NOT NULL CHECK (shelf IN ('fine', 'fine-week', 'coarse')),
  -- Deflated numbers of lines with their samples; the code says how (operate/instrumentation/pack.ts).
  samples  bytea NOT NULL,
  PRIMARY KEY (shelf, minute, node)
);
