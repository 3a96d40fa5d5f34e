-- Every use of a rotating refresh token looks for its unspent siblings, which are of one generation or two: without the generation in the index that
-- would be a walk through all tokens the family ever had.
CREATE INDEX refresh_tokens_by_generation ON refresh_tokens (tenant_id, family_id, generation);
DROP INDEX refresh_tokens_by_family;
-- Rows that change soon after they are written: room in their page, so that the change need not touch every index.
ALTER TABLE refresh_tokens SET (fillfactor = 70);
ALTER TABLE refresh_families SET (fillfactor = 70);
ALTER TABLE authorization_codes SET (fillfactor = 70);
