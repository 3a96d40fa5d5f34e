-- The responsibility matrix, its versions, and the keys that sign them.

-- Ed25519 keys of the appliance and of the parties. A party that keeps its private half elsewhere has none here.
CREATE TABLE responsibility_keys (
  id             text PRIMARY KEY,
  owner          text NOT NULL CHECK (owner IN ('appliance', 'provider', 'subscriber')),
  public_key     text NOT NULL,
  private_sealed bytea,
  created_at     timestamptz NOT NULL DEFAULT now(),
  retired_at     timestamptz
);
CREATE UNIQUE INDEX responsibility_keys_one_current ON responsibility_keys (owner) WHERE retired_at IS NULL;

CREATE TABLE raci_versions (
  version      integer PRIMARY KEY CHECK (version > 0),
  -- Canonical JSON: what is signed, to the byte.
  matrix       text NOT NULL,
  digest       text NOT NULL,
  note         text NOT NULL,
  proposed_by  text NOT NULL,
  created_at   timestamptz NOT NULL,
  -- Set when both parties have signed; the highest version with this set is in force.
  effective_at timestamptz
);

CREATE TABLE raci_signatures (
  version    integer NOT NULL REFERENCES raci_versions,
  party      text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  key_id     text NOT NULL REFERENCES responsibility_keys,
  signature  text NOT NULL,
  signed_by  text NOT NULL,
  signed_at  timestamptz NOT NULL,
  PRIMARY KEY (version, party)
);
