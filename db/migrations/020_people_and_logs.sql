-- What search, paging and account linking need beside the first tables.

-- Log ids end in this number, so that they are unique and in order across workers and nodes.
CREATE SEQUENCE log_numbers;
-- Retention walks by time; logs only ever grow at the end, so a block range index is enough.
CREATE INDEX logs_by_date ON logs USING brin (date);

-- A linked account keeps its row (and with it its password and its unique e-mail address) but no longer stands for a person
-- of its own: it is a door to the account named here. Unlinking empties the column.
ALTER TABLE users ADD COLUMN linked_to text;
ALTER TABLE users ADD FOREIGN KEY (tenant_id, linked_to) REFERENCES users (tenant_id, user_id) ON DELETE CASCADE;
CREATE INDEX users_by_link ON users (tenant_id, linked_to) WHERE linked_to IS NOT NULL;

-- Prefix search whatever the collation of the cluster is.
CREATE INDEX users_email_prefix ON users (tenant_id, lower(email) text_pattern_ops);
CREATE INDEX users_name_prefix ON users (tenant_id, lower(name) text_pattern_ops);
CREATE INDEX users_by_last_login ON users (tenant_id, last_login, user_id);
CREATE INDEX users_user_metadata ON users USING gin (user_metadata jsonb_path_ops);
CREATE INDEX users_app_metadata ON users USING gin (app_metadata jsonb_path_ops);
CREATE INDEX user_identities_by_connection ON user_identities (tenant_id, connection, user_id);
CREATE INDEX user_roles_in_order ON user_roles (tenant_id, role_id, user_id);
