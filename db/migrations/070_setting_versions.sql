-- Every change of settings, whole, so that it can be read and undone. Values as they rest in `settings`: secret ones sealed.

CREATE TABLE setting_versions (
  version     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  changed_at  timestamptz NOT NULL DEFAULT now(),
  -- `person:…`, `client:…`, `local:…`.
  changed_by  text NOT NULL,
  -- The version whose state was taken up again; null for an ordinary change.
  restores    bigint,
  note        text
);

CREATE TABLE setting_changes (
  version     bigint NOT NULL REFERENCES setting_versions ON DELETE CASCADE,
  setting     text NOT NULL,
  -- Null: the default.
  before      jsonb,
  after       jsonb,
  PRIMARY KEY (version, setting)
);
CREATE INDEX setting_changes_by_setting ON setting_changes (setting, version);

CREATE FUNCTION settings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('settings_changed', '');
  RETURN NULL;
END $$;

CREATE TRIGGER settings_changed AFTER INSERT OR UPDATE OR DELETE ON settings
  FOR EACH STATEMENT EXECUTE FUNCTION settings_changed();
