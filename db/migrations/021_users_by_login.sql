-- Dashboards list people by their last login, those who never came last; the index has to say so for the order to come from it.
DROP INDEX users_by_last_login;
CREATE INDEX users_by_last_login ON users (tenant_id, last_login DESC NULLS LAST, user_id);
