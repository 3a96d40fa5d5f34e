-- When a certificate was last ordered and what came of it, so that a failing order is not repeated too soon. Of the appliance's hosts: `appliance`; otherwise the id of a custom domain.

CREATE TABLE acme_orders (
  subject    text PRIMARY KEY,
  -- Null: somebody asked for it now.
  tried_at   timestamptz,
  -- Until then a node is at it.
  claimed_until timestamptz,
  failures   integer NOT NULL DEFAULT 0,
  outcome    text
);
