-- The schema that db/migrations results in. Generated; do not edit.

-- Sequences

CREATE SEQUENCE log_numbers AS bigint START 1 INCREMENT 1;

-- Tables

CREATE TABLE access_windows (
  id text NOT NULL,
  state text NOT NULL,
  matrix_rows text[] NOT NULL,
  reason text NOT NULL,
  ticket text,
  task text,
  environment text NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  opened_by text,
  opened_at timestamp with time zone,
  closed_by text,
  closed_at timestamp with time zone,
  close_reason text,
  sessions_ended_at timestamp with time zone,
  emergency boolean NOT NULL DEFAULT false,
  reviewed_by text,
  reviewed_at timestamp with time zone,
  review text
);

CREATE TABLE authorization_codes (
  tenant_id integer NOT NULL,
  code_hash bytea NOT NULL,
  client_id text NOT NULL,
  user_id text NOT NULL,
  session_id text,
  data jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  redeemed_at timestamp with time zone,
  family_id text
);

CREATE TABLE client_grants (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  client_id text NOT NULL,
  audience text NOT NULL,
  subject_type text NOT NULL DEFAULT 'client'::text,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE clients (
  tenant_id integer NOT NULL,
  client_id text NOT NULL,
  name text NOT NULL,
  app_type text,
  is_first_party boolean NOT NULL DEFAULT true,
  is_global boolean NOT NULL DEFAULT false,
  secret_sealed bytea,
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE connection_clients (
  tenant_id integer NOT NULL,
  connection_id text NOT NULL,
  client_id text NOT NULL
);

CREATE TABLE connections (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  strategy text NOT NULL,
  options jsonb NOT NULL DEFAULT '{}'::jsonb,
  options_sealed bytea,
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE grants (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  user_id text NOT NULL,
  client_id text NOT NULL,
  audience text NOT NULL,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE invitations (
  token_hash bytea NOT NULL,
  person_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone
);

CREATE TABLE job_runs (
  job text NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  finished_at timestamp with time zone,
  ok boolean,
  outcome text
);

CREATE TABLE journal (
  seq bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  actor text NOT NULL,
  subject text,
  entry text NOT NULL,
  hash text NOT NULL
);

CREATE TABLE journal_head (
  single boolean NOT NULL DEFAULT true,
  seq bigint NOT NULL,
  hash text NOT NULL
);

CREATE TABLE login_transactions (
  tenant_id integer NOT NULL,
  state_hash bytea NOT NULL,
  browser_hash bytea NOT NULL,
  client_id text,
  request jsonb NOT NULL,
  progress jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE logs (
  tenant_id integer NOT NULL,
  log_id text NOT NULL,
  date timestamp with time zone NOT NULL DEFAULT now(),
  type text NOT NULL,
  client_id text,
  user_id text,
  ip text,
  body jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE notice_deliveries (
  id text NOT NULL,
  notice_id text NOT NULL,
  channel text NOT NULL,
  person_id text,
  endpoint_id text,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamp with time zone NOT NULL,
  last_error text,
  receipt text,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone
);

CREATE TABLE notices (
  id text NOT NULL,
  party text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  path text,
  subject text,
  matrix_row text,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE party_clients (
  client_id text NOT NULL,
  party text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}'::text[],
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE passwords (
  tenant_id integer NOT NULL,
  user_id text NOT NULL,
  hash text NOT NULL,
  set_at timestamp with time zone NOT NULL DEFAULT now(),
  history text[] NOT NULL DEFAULT '{}'::text[]
);

CREATE TABLE persons (
  id text NOT NULL,
  party text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}'::text[],
  email text NOT NULL,
  name text NOT NULL,
  user_id text,
  state text NOT NULL,
  invited_by text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL
);

CREATE TABLE raci_signatures (
  version integer NOT NULL,
  party text NOT NULL,
  key_id text NOT NULL,
  signature text NOT NULL,
  signed_by text NOT NULL,
  signed_at timestamp with time zone NOT NULL
);

CREATE TABLE raci_versions (
  version integer NOT NULL,
  matrix text NOT NULL,
  digest text NOT NULL,
  note text NOT NULL,
  proposed_by text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  effective_at timestamp with time zone
);

CREATE TABLE refresh_families (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  client_id text NOT NULL,
  user_id text NOT NULL,
  session_id text,
  audience text,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  rotating boolean NOT NULL,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp with time zone,
  idle_expires_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone
);

CREATE TABLE refresh_tokens (
  tenant_id integer NOT NULL,
  token_hash bytea NOT NULL,
  family_id text NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  rotated_at timestamp with time zone
);

CREATE TABLE resource_servers (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  identifier text NOT NULL,
  name text,
  is_system boolean NOT NULL DEFAULT false,
  scopes jsonb NOT NULL DEFAULT '[]'::jsonb,
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  secret_sealed bytea,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE responsibility_keys (
  id text NOT NULL,
  owner text NOT NULL,
  public_key text NOT NULL,
  private_sealed bytea,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  retired_at timestamp with time zone
);

CREATE TABLE role_permissions (
  tenant_id integer NOT NULL,
  role_id text NOT NULL,
  resource_server_identifier text NOT NULL,
  permission_name text NOT NULL
);

CREATE TABLE roles (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  description text,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE schema_migrations (
  number integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE session_clients (
  tenant_id integer NOT NULL,
  session_id text NOT NULL,
  client_id text NOT NULL,
  joined_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  secret_hash bytea NOT NULL,
  user_id text NOT NULL,
  connection text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  authenticated_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  idle_expires_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  persistent boolean NOT NULL DEFAULT true,
  amr text[] NOT NULL DEFAULT '{}'::text[],
  device jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE settings (
  id text NOT NULL,
  value jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_by text NOT NULL DEFAULT 'system'::text
);

CREATE TABLE signing_keys (
  tenant_id integer NOT NULL,
  kid text NOT NULL,
  state text NOT NULL,
  algorithm text NOT NULL DEFAULT 'RS256'::text,
  private_sealed bytea NOT NULL,
  public_jwk jsonb NOT NULL,
  certificate text NOT NULL,
  fingerprint text NOT NULL,
  thumbprint text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  current_since timestamp with time zone,
  current_until timestamp with time zone,
  revoked_at timestamp with time zone
);

CREATE TABLE tenants (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  is_root boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  version bigint NOT NULL DEFAULT 1,
  owners text[] NOT NULL DEFAULT '{}'::text[]
);

CREATE TABLE tickets (
  tenant_id integer NOT NULL,
  ticket_hash bytea NOT NULL,
  kind text NOT NULL,
  user_id text,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone
);

CREATE TABLE token_keys (
  tenant_id integer NOT NULL,
  kid text NOT NULL,
  state text NOT NULL,
  key_sealed bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE user_identities (
  tenant_id integer NOT NULL,
  provider text NOT NULL,
  identity_id text NOT NULL,
  connection text NOT NULL,
  is_social boolean NOT NULL DEFAULT false,
  user_id text NOT NULL,
  "position" integer NOT NULL DEFAULT 0,
  profile jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE user_permissions (
  tenant_id integer NOT NULL,
  user_id text NOT NULL,
  resource_server_identifier text NOT NULL,
  permission_name text NOT NULL
);

CREATE TABLE user_roles (
  tenant_id integer NOT NULL,
  user_id text NOT NULL,
  role_id text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE users (
  tenant_id integer NOT NULL,
  user_id text NOT NULL,
  connection text NOT NULL,
  email text,
  email_verified boolean NOT NULL DEFAULT false,
  username text,
  phone_number text,
  phone_verified boolean NOT NULL DEFAULT false,
  name text,
  nickname text,
  given_name text,
  family_name text,
  picture text,
  blocked boolean NOT NULL DEFAULT false,
  profile jsonb NOT NULL DEFAULT '{}'::jsonb,
  user_metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
  app_metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
  logins_count integer NOT NULL DEFAULT 0,
  last_login timestamp with time zone,
  last_ip text,
  last_password_reset timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  linked_to text
);

CREATE TABLE webhook_endpoints (
  id text NOT NULL,
  party text NOT NULL,
  url text NOT NULL,
  secret_sealed bytea NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  removed_at timestamp with time zone
);


-- Constraints

ALTER TABLE access_windows ADD CONSTRAINT access_windows_check CHECK ((ends_at > starts_at));
ALTER TABLE access_windows ADD CONSTRAINT access_windows_environment_check CHECK ((environment = ANY (ARRAY['development'::text, 'production'::text])));
ALTER TABLE access_windows ADD CONSTRAINT access_windows_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'declined'::text, 'open'::text, 'closed'::text, 'ended'::text])));
ALTER TABLE access_windows ADD CONSTRAINT access_windows_pkey PRIMARY KEY (id);
ALTER TABLE authorization_codes ADD CONSTRAINT authorization_codes_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE authorization_codes ADD CONSTRAINT authorization_codes_pkey PRIMARY KEY (tenant_id, code_hash);
ALTER TABLE client_grants ADD CONSTRAINT client_grants_tenant_id_audience_fkey FOREIGN KEY (tenant_id, audience) REFERENCES resource_servers(tenant_id, identifier) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE client_grants ADD CONSTRAINT client_grants_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE client_grants ADD CONSTRAINT client_grants_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE client_grants ADD CONSTRAINT client_grants_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE client_grants ADD CONSTRAINT client_grants_tenant_id_client_id_audience_subject_type_key UNIQUE (tenant_id, client_id, audience, subject_type);
ALTER TABLE clients ADD CONSTRAINT clients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE clients ADD CONSTRAINT clients_pkey PRIMARY KEY (tenant_id, client_id);
ALTER TABLE connection_clients ADD CONSTRAINT connection_clients_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE connection_clients ADD CONSTRAINT connection_clients_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE connection_clients ADD CONSTRAINT connection_clients_pkey PRIMARY KEY (tenant_id, connection_id, client_id);
ALTER TABLE connections ADD CONSTRAINT connections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE connections ADD CONSTRAINT connections_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE connections ADD CONSTRAINT connections_tenant_id_name_key UNIQUE (tenant_id, name);
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE grants ADD CONSTRAINT grants_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_user_id_client_id_audience_key UNIQUE (tenant_id, user_id, client_id, audience);
ALTER TABLE invitations ADD CONSTRAINT invitations_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id);
ALTER TABLE invitations ADD CONSTRAINT invitations_pkey PRIMARY KEY (token_hash);
ALTER TABLE job_runs ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job);
ALTER TABLE journal ADD CONSTRAINT journal_seq_check CHECK ((seq > 0));
ALTER TABLE journal ADD CONSTRAINT journal_pkey PRIMARY KEY (seq);
ALTER TABLE journal_head ADD CONSTRAINT journal_head_single_check CHECK (single);
ALTER TABLE journal_head ADD CONSTRAINT journal_head_pkey PRIMARY KEY (single);
ALTER TABLE login_transactions ADD CONSTRAINT login_transactions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE login_transactions ADD CONSTRAINT login_transactions_pkey PRIMARY KEY (tenant_id, state_hash);
ALTER TABLE logs ADD CONSTRAINT logs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE logs ADD CONSTRAINT logs_pkey PRIMARY KEY (tenant_id, log_id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_channel_check CHECK ((channel = ANY (ARRAY['inbox'::text, 'mail'::text, 'webhook'::text])));
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'given-up'::text])));
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notices(id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_pkey PRIMARY KEY (id);
ALTER TABLE notices ADD CONSTRAINT notices_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE notices ADD CONSTRAINT notices_pkey PRIMARY KEY (id);
ALTER TABLE party_clients ADD CONSTRAINT party_clients_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE party_clients ADD CONSTRAINT party_clients_pkey PRIMARY KEY (client_id);
ALTER TABLE passwords ADD CONSTRAINT passwords_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE passwords ADD CONSTRAINT passwords_pkey PRIMARY KEY (tenant_id, user_id);
ALTER TABLE persons ADD CONSTRAINT persons_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE persons ADD CONSTRAINT persons_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'removed'::text])));
ALTER TABLE persons ADD CONSTRAINT persons_pkey PRIMARY KEY (id);
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_key_id_fkey FOREIGN KEY (key_id) REFERENCES responsibility_keys(id);
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_version_fkey FOREIGN KEY (version) REFERENCES raci_versions(version);
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_pkey PRIMARY KEY (version, party);
ALTER TABLE raci_versions ADD CONSTRAINT raci_versions_version_check CHECK ((version > 0));
ALTER TABLE raci_versions ADD CONSTRAINT raci_versions_pkey PRIMARY KEY (version);
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_tenant_id_family_id_fkey FOREIGN KEY (tenant_id, family_id) REFERENCES refresh_families(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (tenant_id, token_hash);
ALTER TABLE resource_servers ADD CONSTRAINT resource_servers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE resource_servers ADD CONSTRAINT resource_servers_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE resource_servers ADD CONSTRAINT resource_servers_tenant_id_identifier_key UNIQUE (tenant_id, identifier);
ALTER TABLE responsibility_keys ADD CONSTRAINT responsibility_keys_owner_check CHECK ((owner = ANY (ARRAY['appliance'::text, 'provider'::text, 'subscriber'::text])));
ALTER TABLE responsibility_keys ADD CONSTRAINT responsibility_keys_pkey PRIMARY KEY (id);
ALTER TABLE role_permissions ADD CONSTRAINT role_permissions_tenant_id_resource_server_identifier_fkey FOREIGN KEY (tenant_id, resource_server_identifier) REFERENCES resource_servers(tenant_id, identifier) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE role_permissions ADD CONSTRAINT role_permissions_tenant_id_role_id_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES roles(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE role_permissions ADD CONSTRAINT role_permissions_pkey PRIMARY KEY (tenant_id, role_id, resource_server_identifier, permission_name);
ALTER TABLE roles ADD CONSTRAINT roles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE roles ADD CONSTRAINT roles_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE roles ADD CONSTRAINT roles_tenant_id_name_key UNIQUE (tenant_id, name);
ALTER TABLE schema_migrations ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (number);
ALTER TABLE session_clients ADD CONSTRAINT session_clients_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE session_clients ADD CONSTRAINT session_clients_tenant_id_session_id_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE session_clients ADD CONSTRAINT session_clients_pkey PRIMARY KEY (tenant_id, session_id, client_id);
ALTER TABLE sessions ADD CONSTRAINT sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE sessions ADD CONSTRAINT sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE settings ADD CONSTRAINT settings_pkey PRIMARY KEY (id);
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_state_check CHECK ((state = ANY (ARRAY['next'::text, 'current'::text, 'previous'::text, 'revoked'::text])));
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (tenant_id, kid);
ALTER TABLE tenants ADD CONSTRAINT tenants_name_check CHECK ((name ~ '^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$'::text));
ALTER TABLE tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE tenants ADD CONSTRAINT tenants_name_key UNIQUE (name);
ALTER TABLE tickets ADD CONSTRAINT tickets_kind_check CHECK ((kind = ANY (ARRAY['setup'::text, 'verify-email'::text, 'change-password'::text])));
ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE tickets ADD CONSTRAINT tickets_pkey PRIMARY KEY (tenant_id, ticket_hash);
ALTER TABLE token_keys ADD CONSTRAINT token_keys_state_check CHECK ((state = ANY (ARRAY['current'::text, 'previous'::text])));
ALTER TABLE token_keys ADD CONSTRAINT token_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE token_keys ADD CONSTRAINT token_keys_pkey PRIMARY KEY (tenant_id, kid);
ALTER TABLE user_identities ADD CONSTRAINT user_identities_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE user_identities ADD CONSTRAINT user_identities_pkey PRIMARY KEY (tenant_id, connection, provider, identity_id);
ALTER TABLE user_permissions ADD CONSTRAINT user_permissions_tenant_id_resource_server_identifier_fkey FOREIGN KEY (tenant_id, resource_server_identifier) REFERENCES resource_servers(tenant_id, identifier) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE user_permissions ADD CONSTRAINT user_permissions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE user_permissions ADD CONSTRAINT user_permissions_pkey PRIMARY KEY (tenant_id, user_id, resource_server_identifier, permission_name);
ALTER TABLE user_roles ADD CONSTRAINT user_roles_tenant_id_role_id_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES roles(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE user_roles ADD CONSTRAINT user_roles_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE user_roles ADD CONSTRAINT user_roles_pkey PRIMARY KEY (tenant_id, user_id, role_id);
ALTER TABLE users ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE users ADD CONSTRAINT users_tenant_id_linked_to_fkey FOREIGN KEY (tenant_id, linked_to) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (tenant_id, user_id);
ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id);

-- Indexes

CREATE INDEX access_windows_open ON access_windows USING btree (ends_at) WHERE (state = 'open'::text);
CREATE INDEX access_windows_unsettled ON access_windows USING btree (closed_at) WHERE ((state = ANY (ARRAY['closed'::text, 'ended'::text])) AND (sessions_ended_at IS NULL));
CREATE INDEX authorization_codes_by_end ON authorization_codes USING btree (expires_at);
CREATE INDEX clients_by_creation ON clients USING btree (tenant_id, created_at, client_id);
CREATE INDEX connection_clients_by_client ON connection_clients USING btree (tenant_id, client_id);
CREATE INDEX invitations_by_person ON invitations USING btree (person_id);
CREATE INDEX journal_by_kind ON journal USING btree (kind, seq);
CREATE INDEX journal_by_subject ON journal USING btree (subject, seq) WHERE (subject IS NOT NULL);
CREATE INDEX login_transactions_by_end ON login_transactions USING btree (expires_at);
CREATE INDEX logs_by_date ON logs USING brin (date);
CREATE INDEX logs_by_type ON logs USING btree (tenant_id, type, log_id);
CREATE INDEX logs_by_user ON logs USING btree (tenant_id, user_id, log_id) WHERE (user_id IS NOT NULL);
CREATE INDEX notice_deliveries_by_notice ON notice_deliveries USING btree (notice_id);
CREATE INDEX notice_deliveries_due ON notice_deliveries USING btree (next_at) WHERE (state = 'pending'::text);
CREATE INDEX notice_deliveries_inbox ON notice_deliveries USING btree (person_id, id) WHERE (channel = 'inbox'::text);
CREATE INDEX notices_by_subject ON notices USING btree (subject) WHERE (subject IS NOT NULL);
CREATE UNIQUE INDEX persons_email_once ON persons USING btree (lower(email)) WHERE (state <> 'removed'::text);
CREATE UNIQUE INDEX persons_user_once ON persons USING btree (user_id) WHERE ((state <> 'removed'::text) AND (user_id IS NOT NULL));
CREATE INDEX refresh_families_by_session ON refresh_families USING btree (tenant_id, session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX refresh_families_by_user ON refresh_families USING btree (tenant_id, user_id, client_id);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens USING btree (tenant_id, family_id);
CREATE UNIQUE INDEX responsibility_keys_one_current ON responsibility_keys USING btree (owner) WHERE (retired_at IS NULL);
CREATE INDEX sessions_by_end ON sessions USING btree (expires_at);
CREATE UNIQUE INDEX sessions_by_secret ON sessions USING btree (tenant_id, secret_hash);
CREATE INDEX sessions_by_user ON sessions USING btree (tenant_id, user_id);
CREATE UNIQUE INDEX signing_keys_one_current ON signing_keys USING btree (tenant_id, algorithm) WHERE (state = 'current'::text);
CREATE UNIQUE INDEX signing_keys_one_next ON signing_keys USING btree (tenant_id, algorithm) WHERE (state = 'next'::text);
CREATE UNIQUE INDEX tenants_one_root ON tenants USING btree (is_root) WHERE is_root;
CREATE INDEX tickets_by_end ON tickets USING btree (expires_at);
CREATE UNIQUE INDEX token_keys_one_current ON token_keys USING btree (tenant_id) WHERE (state = 'current'::text);
CREATE INDEX user_identities_by_connection ON user_identities USING btree (tenant_id, connection, user_id);
CREATE INDEX user_identities_by_user ON user_identities USING btree (tenant_id, user_id, "position");
CREATE INDEX user_roles_by_role ON user_roles USING btree (tenant_id, role_id);
CREATE INDEX user_roles_in_order ON user_roles USING btree (tenant_id, role_id, user_id);
CREATE INDEX users_app_metadata ON users USING gin (app_metadata jsonb_path_ops);
CREATE INDEX users_by_creation ON users USING btree (tenant_id, created_at DESC, user_id);
CREATE INDEX users_by_email ON users USING btree (tenant_id, lower(email));
CREATE INDEX users_by_last_login ON users USING btree (tenant_id, last_login DESC NULLS LAST, user_id);
CREATE INDEX users_by_link ON users USING btree (tenant_id, linked_to) WHERE (linked_to IS NOT NULL);
CREATE UNIQUE INDEX users_email_once ON users USING btree (tenant_id, connection, lower(email)) WHERE (email IS NOT NULL);
CREATE INDEX users_email_prefix ON users USING btree (tenant_id, lower(email) text_pattern_ops);
CREATE INDEX users_name_prefix ON users USING btree (tenant_id, lower(name) text_pattern_ops);
CREATE UNIQUE INDEX users_phone_once ON users USING btree (tenant_id, connection, phone_number) WHERE (phone_number IS NOT NULL);
CREATE INDEX users_user_metadata ON users USING gin (user_metadata jsonb_path_ops);
CREATE UNIQUE INDEX users_username_once ON users USING btree (tenant_id, connection, lower(username)) WHERE (username IS NOT NULL);

-- Functions

CREATE OR REPLACE FUNCTION public.journal_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP;
END $function$;

CREATE OR REPLACE FUNCTION public.tenant_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  tenant integer := coalesce(NEW.tenant_id, OLD.tenant_id);
BEGIN
  UPDATE tenants SET version = version + 1 WHERE id = tenant;
  PERFORM pg_notify('tenant_changed', tenant::text);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.tenant_row_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('tenant_changed', coalesce(NEW.id, OLD.id)::text);
  RETURN NULL;
END $function$;


-- Triggers

CREATE TRIGGER client_grants_changed AFTER INSERT OR DELETE OR UPDATE ON client_grants FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER clients_changed AFTER INSERT OR DELETE OR UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER connection_clients_changed AFTER INSERT OR DELETE OR UPDATE ON connection_clients FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER connections_changed AFTER INSERT OR DELETE OR UPDATE ON connections FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER journal_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_head_stays BEFORE DELETE OR TRUNCATE ON journal_head FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER resource_servers_changed AFTER INSERT OR DELETE OR UPDATE ON resource_servers FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER signing_keys_changed AFTER INSERT OR DELETE OR UPDATE ON signing_keys FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER tenants_changed AFTER DELETE OR UPDATE OF name, settings ON tenants FOR EACH ROW EXECUTE FUNCTION tenant_row_changed();
CREATE TRIGGER token_keys_changed AFTER INSERT OR DELETE OR UPDATE ON token_keys FOR EACH ROW EXECUTE FUNCTION tenant_changed();
