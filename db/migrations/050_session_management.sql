-- What the Management API keeps beside a session and a refresh token family: metadata of the tenant's own making, and the device it was used from.
ALTER TABLE sessions ADD COLUMN metadata jsonb;
ALTER TABLE refresh_families ADD COLUMN metadata jsonb;
ALTER TABLE refresh_families ADD COLUMN device jsonb NOT NULL DEFAULT '{}';
