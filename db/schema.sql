-- The schema that db/migrations results in. Generated; do not edit.

-- Sequences

CREATE SEQUENCE log_numbers AS bigint START 1 INCREMENT 1;
CREATE SEQUENCE support_ticket_numbers AS bigint START 1 INCREMENT 1;

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

CREATE TABLE acme_accounts (
  directory_url text NOT NULL,
  key_sealed bytea NOT NULL,
  account_url text
);

CREATE TABLE acme_challenges (
  token text NOT NULL,
  key_authorization text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE acme_orders (
  subject text NOT NULL,
  tried_at timestamp with time zone,
  claimed_until timestamp with time zone,
  failures integer NOT NULL DEFAULT 0,
  outcome text
);

CREATE TABLE activities (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  title text NOT NULL,
  setting_version bigint,
  mode text NOT NULL,
  state text NOT NULL,
  outcome text,
  started_by text NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_at timestamp with time zone
);

CREATE TABLE activity_nodes (
  activity bigint NOT NULL,
  node text NOT NULL,
  place integer NOT NULL,
  state text NOT NULL,
  log jsonb NOT NULL DEFAULT '[]'::jsonb
);

CREATE TABLE address_throttles (
  tenant_id integer NOT NULL,
  stage text NOT NULL,
  network text NOT NULL,
  full_at timestamp with time zone NOT NULL,
  told_at timestamp with time zone
);

CREATE TABLE agent_nonces (
  key_id text NOT NULL,
  nonce text NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE alerts (
  id text NOT NULL,
  node text NOT NULL,
  check_id text NOT NULL,
  severity text NOT NULL,
  sentence text NOT NULL,
  remedy text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  closed_at timestamp with time zone
);

CREATE TABLE api_jobs (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  status text NOT NULL,
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE attack_protection (
  tenant_id integer NOT NULL,
  name text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE attestations (
  id text NOT NULL,
  direction text NOT NULL,
  kind text NOT NULL,
  issuer text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  recorded_by text NOT NULL,
  facts jsonb NOT NULL,
  packet text NOT NULL
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

CREATE TABLE backchannel_requests (
  tenant_id integer NOT NULL,
  request_hash bytea NOT NULL,
  link_hash bytea NOT NULL,
  client_id text NOT NULL,
  user_id text NOT NULL,
  audience text,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  binding_message text NOT NULL,
  state text NOT NULL DEFAULT 'pending'::text,
  session_id text,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  polled_at timestamp with time zone
);

CREATE TABLE backup_roles (
  node text NOT NULL,
  folder text NOT NULL,
  dedicated boolean NOT NULL,
  forced boolean NOT NULL,
  assigned_by text NOT NULL,
  assigned_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE backups (
  id text NOT NULL,
  node text NOT NULL,
  content text NOT NULL,
  state text NOT NULL,
  scheduled boolean NOT NULL DEFAULT false,
  requested_by text NOT NULL,
  requested_at timestamp with time zone NOT NULL DEFAULT now(),
  locked_with text NOT NULL,
  lock_sealed bytea,
  recipients text[] NOT NULL DEFAULT '{}'::text[],
  far real NOT NULL DEFAULT 0,
  sentence text NOT NULL DEFAULT ''::text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  taken_at timestamp with time zone,
  file text,
  build text,
  schema integer,
  bytes bigint,
  data_bytes bigint,
  rows bigint,
  md5 text,
  sha256 text,
  proof_state text,
  proof_sentence text,
  proven_at timestamp with time zone,
  certificate jsonb
);

CREATE TABLE certificates (
  id text NOT NULL,
  domain_id text,
  origin text NOT NULL,
  chain text NOT NULL,
  key_sealed bytea NOT NULL,
  fingerprint text NOT NULL,
  not_after timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  told smallint
);

CREATE TABLE checklist_answers (
  checklist_id text NOT NULL,
  item text NOT NULL,
  node text NOT NULL DEFAULT ''::text,
  met boolean NOT NULL,
  value jsonb NOT NULL,
  sentence text NOT NULL,
  source text NOT NULL,
  by text NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE checklists (
  id text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  submitted_by text,
  submitted_at timestamp with time zone,
  settled_by text,
  settled_at timestamp with time zone
);

CREATE TABLE cli_keys (
  id text NOT NULL,
  name text NOT NULL,
  public_key text NOT NULL,
  party text NOT NULL,
  roles text[] NOT NULL,
  person_id text,
  added_by text NOT NULL,
  added_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone
);

CREATE TABLE client_credentials (
  tenant_id integer NOT NULL,
  client_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL DEFAULT ''::text,
  credential_type text NOT NULL,
  kid text,
  alg text,
  pem text,
  subject_dn text,
  thumbprint_sha256 text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone
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

CREATE TABLE console_appliances (
  id text NOT NULL,
  subscriber text NOT NULL,
  state text NOT NULL,
  enrolment_hash bytea,
  enrolment_expires_at timestamp with time zone,
  key_id text,
  public_key text,
  sequence bigint NOT NULL DEFAULT 0,
  "position" bigint NOT NULL DEFAULT 0,
  connected_at timestamp with time zone,
  heard_at timestamp with time zone,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE console_instructions (
  id text NOT NULL,
  appliance_id text NOT NULL,
  "position" bigint NOT NULL,
  operation text NOT NULL,
  input jsonb NOT NULL,
  about text,
  said_by text NOT NULL,
  said_name text NOT NULL,
  said_roles text[] NOT NULL,
  said_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  sentence text,
  subject text,
  settled_at timestamp with time zone
);

CREATE TABLE console_items (
  appliance_id text NOT NULL,
  item text NOT NULL,
  fingerprint text NOT NULL,
  content jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL
);

CREATE TABLE console_sessions (
  token_hash bytea NOT NULL,
  user_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE consultations (
  id text NOT NULL,
  subject text NOT NULL,
  party text NOT NULL,
  role text,
  question text NOT NULL,
  state text NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  deadline timestamp with time zone NOT NULL,
  settled_by text,
  settled_at timestamp with time zone,
  answer text
);

CREATE TABLE custom_domains (
  id text NOT NULL,
  tenant_id integer NOT NULL,
  domain text NOT NULL,
  type text NOT NULL,
  status text NOT NULL,
  is_default boolean NOT NULL DEFAULT false,
  verification text NOT NULL,
  verified_at timestamp with time zone,
  verification_error text,
  order_error text,
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE deferred_requests (
  tenant_id integer NOT NULL,
  kind text NOT NULL,
  request_hash bytea NOT NULL,
  decision_hash bytea NOT NULL,
  client_id text NOT NULL,
  user_id text,
  audience text,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  binding_message text,
  state text NOT NULL DEFAULT 'pending'::text,
  session_id text,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  polled_at timestamp with time zone
);

CREATE TABLE delayed_mails (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  tenant_id integer,
  purpose text NOT NULL,
  domain text NOT NULL,
  sealed bytea,
  state text NOT NULL DEFAULT 'waiting'::text,
  attempts integer NOT NULL DEFAULT 1,
  last_error text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  next_at timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  ended_at timestamp with time zone
);

CREATE TABLE device_code_misses (
  tenant_id integer NOT NULL,
  address text NOT NULL,
  misses integer NOT NULL DEFAULT 1,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE device_credentials (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  user_id text NOT NULL,
  client_id text NOT NULL,
  device_id text NOT NULL,
  device_name text NOT NULL,
  public_key text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE device_requests (
  tenant_id integer NOT NULL,
  device_hash bytea NOT NULL,
  user_code_hash bytea NOT NULL,
  client_id text NOT NULL,
  audience text,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  state text NOT NULL DEFAULT 'pending'::text,
  user_id text,
  session_id text,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  polled_at timestamp with time zone
);

CREATE TABLE diagnostics_packages (
  node text NOT NULL,
  state text NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  sentence text,
  name text,
  sha256 text,
  content bytea
);

CREATE TABLE drills (
  id text NOT NULL,
  drill text NOT NULL,
  evidence jsonb NOT NULL,
  sentence text NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE email_providers (
  tenant_id integer NOT NULL,
  name text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  default_from_address text,
  credentials_sealed bytea NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE email_templates (
  tenant_id integer NOT NULL,
  template text NOT NULL,
  body jsonb NOT NULL
);

CREATE TABLE engagement (
  single boolean NOT NULL DEFAULT true,
  signed_on date NOT NULL,
  set_by text NOT NULL,
  set_at timestamp with time zone NOT NULL
);

CREATE TABLE forced_updates (
  number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  mode text NOT NULL,
  begun_by text NOT NULL,
  begun_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_at timestamp with time zone,
  outcome text
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

CREATE TABLE guide_steps (
  step text NOT NULL,
  state text NOT NULL,
  by text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE handover (
  single boolean NOT NULL DEFAULT true,
  scheduled_at timestamp with time zone NOT NULL,
  minutes integer NOT NULL,
  scheduled_by text NOT NULL,
  provider_signed_by text,
  provider_signed_at timestamp with time zone,
  subscriber_signed_by text,
  subscriber_signed_at timestamp with time zone
);

CREATE TABLE handover_topics (
  topic text NOT NULL,
  covered_by text NOT NULL,
  covered_at timestamp with time zone NOT NULL,
  note text
);

CREATE TABLE health_samples (
  minute integer NOT NULL,
  node smallint NOT NULL,
  memory_free smallint,
  cpu_busy smallint,
  disk_used smallint,
  unwell jsonb
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

CREATE TABLE login_attempts (
  tenant_id integer NOT NULL,
  identifier text NOT NULL,
  connection text NOT NULL,
  network text NOT NULL,
  failures integer NOT NULL,
  last_at timestamp with time zone NOT NULL,
  blocked_at timestamp with time zone,
  unblock_hash bytea,
  expires_at timestamp with time zone NOT NULL
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

CREATE TABLE logout_notices (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  tenant_id integer NOT NULL,
  client_id text NOT NULL,
  session_id text NOT NULL,
  user_id text NOT NULL,
  initiator text NOT NULL,
  issuer text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp with time zone NOT NULL DEFAULT now()
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

CREATE TABLE metric_lines (
  number integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL
);

CREATE TABLE metric_minutes (
  minute integer NOT NULL,
  node smallint NOT NULL,
  shelf text NOT NULL,
  samples bytea NOT NULL
);

CREATE TABLE milestones (
  milestone text NOT NULL,
  reached_on date NOT NULL,
  note text,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE nodes (
  id text NOT NULL,
  number smallint NOT NULL GENERATED ALWAYS AS IDENTITY,
  hostname text NOT NULL,
  address text NOT NULL,
  https_port integer NOT NULL,
  memory_bytes bigint NOT NULL,
  cpus integer NOT NULL,
  build text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}'::text[],
  app_updates integer NOT NULL DEFAULT 0,
  setting_updates bigint NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL,
  heartbeat_at timestamp with time zone NOT NULL,
  removed_at timestamp with time zone,
  restart_state text,
  restart_at timestamp with time zone,
  restart_by text,
  restart_outcome text,
  can_reboot boolean NOT NULL DEFAULT false,
  reboot_state text,
  reboot_at timestamp with time zone,
  reboot_by text,
  reboot_outcome text
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

CREATE TABLE one_time_values (
  tenant_id integer NOT NULL,
  kind text NOT NULL,
  value_hash bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE paired_environments (
  key_id text NOT NULL,
  public_key text NOT NULL,
  name text NOT NULL,
  environment text NOT NULL,
  paired_by text NOT NULL,
  paired_at timestamp with time zone NOT NULL,
  removed_at timestamp with time zone
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

CREATE TABLE pushed_requests (
  tenant_id integer NOT NULL,
  uri_hash bytea NOT NULL,
  client_id text NOT NULL,
  parameters jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL
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

CREATE UNLOGGED TABLE rate_limits (
  tenant_id integer NOT NULL,
  bucket text NOT NULL,
  key text NOT NULL,
  tokens double precision NOT NULL,
  at timestamp with time zone NOT NULL,
  full_at timestamp with time zone NOT NULL
);

CREATE TABLE recovery_steps (
  id text NOT NULL,
  step text NOT NULL,
  note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now()
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
  revoked_at timestamp with time zone,
  metadata jsonb,
  device jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE refresh_tokens (
  tenant_id integer NOT NULL,
  token_hash bytea NOT NULL,
  family_id text NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  rotated_at timestamp with time zone
);

CREATE TABLE reporting_consoles (
  key_id text NOT NULL,
  public_key text NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  ca text,
  enrolment_sealed bytea,
  consents text[] NOT NULL,
  paired_by text NOT NULL,
  paired_at timestamp with time zone NOT NULL,
  removed_by text,
  removed_at timestamp with time zone,
  sent bigint NOT NULL DEFAULT 0,
  received bigint NOT NULL DEFAULT 0,
  next_at timestamp with time zone NOT NULL,
  busy_until timestamp with time zone,
  answered_at timestamp with time zone,
  failing_since timestamp with time zone,
  failures integer NOT NULL DEFAULT 0,
  last_error text
);

CREATE TABLE reporting_instructions (
  id text NOT NULL,
  key_id text NOT NULL,
  "position" bigint NOT NULL,
  operation text NOT NULL,
  said_by text NOT NULL,
  said_at timestamp with time zone NOT NULL,
  arrived_at timestamp with time zone NOT NULL,
  state text NOT NULL,
  sentence text NOT NULL,
  subject text
);

CREATE TABLE reporting_items (
  key_id text NOT NULL,
  item text NOT NULL,
  fingerprint text NOT NULL
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

CREATE TABLE root_certificates (
  fingerprint text NOT NULL,
  name text NOT NULL,
  pem text NOT NULL,
  not_after timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  created_by text NOT NULL
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
  device jsonb NOT NULL DEFAULT '{}'::jsonb,
  metadata jsonb
);

CREATE TABLE setting_changes (
  version bigint NOT NULL,
  setting text NOT NULL,
  before jsonb,
  after jsonb
);

CREATE TABLE setting_versions (
  version bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  restores bigint,
  note text
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

CREATE TABLE standing_signoffs_withdrawn (
  matrix_row text NOT NULL,
  withdrawn_by text NOT NULL,
  withdrawn_at timestamp with time zone NOT NULL,
  reason text NOT NULL
);

CREATE TABLE support_attachments (
  id text NOT NULL,
  ticket_id text NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  sha256 text NOT NULL,
  size integer NOT NULL,
  content bytea NOT NULL,
  added_by text NOT NULL,
  added_at timestamp with time zone NOT NULL
);

CREATE TABLE support_ticket_steps (
  ticket_id text NOT NULL,
  holder text NOT NULL,
  from_at timestamp with time zone NOT NULL,
  until_at timestamp with time zone
);

CREATE TABLE support_tickets (
  id text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  severity integer NOT NULL,
  severity_raise integer,
  environment text NOT NULL,
  state text NOT NULL,
  plan text NOT NULL,
  questionnaire jsonb NOT NULL,
  system jsonb NOT NULL,
  opened_by text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  acknowledged_at timestamp with time zone NOT NULL,
  first_answer_at timestamp with time zone,
  closed_by text,
  closed_at timestamp with time zone,
  follows text
);

CREATE TABLE synthetic_logins (
  tenant_id integer NOT NULL,
  client_id text NOT NULL,
  password_sealed bytea NOT NULL
);

CREATE TABLE task_attestations (
  task_id text NOT NULL,
  gate text NOT NULL,
  party text NOT NULL,
  attested_by text NOT NULL,
  sentence text NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE task_steps (
  task_id text NOT NULL,
  "position" integer NOT NULL,
  step text NOT NULL,
  about text NOT NULL,
  state text NOT NULL DEFAULT 'pending'::text,
  attempts integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  result jsonb,
  error text
);

CREATE TABLE tasks (
  id text NOT NULL,
  operation text NOT NULL,
  title text NOT NULL,
  matrix_version integer NOT NULL,
  matrix_row text NOT NULL,
  risk text NOT NULL,
  state text NOT NULL,
  proposed_by text NOT NULL,
  proposed_party text NOT NULL,
  reason text,
  ticket text,
  input_sealed bytea NOT NULL,
  input_shown jsonb NOT NULL,
  plan jsonb NOT NULL,
  plan_digest text NOT NULL,
  evidence jsonb NOT NULL DEFAULT '[]'::jsonb,
  created_at timestamp with time zone NOT NULL,
  state_since timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  signed_off_by text,
  signed_off_at timestamp with time zone,
  signed_evidence jsonb,
  run_by jsonb,
  runner text,
  lease_until timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  outcome text
);

CREATE TABLE tenant_administrators (
  tenant_id integer NOT NULL,
  root_tenant_id integer NOT NULL,
  user_id text NOT NULL,
  role text NOT NULL,
  added_by text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
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

CREATE TABLE thread_messages (
  id text NOT NULL,
  subject text NOT NULL,
  author text NOT NULL,
  party text NOT NULL,
  body text NOT NULL,
  issue boolean NOT NULL DEFAULT false,
  at timestamp with time zone NOT NULL,
  "position" bigint NOT NULL GENERATED ALWAYS AS IDENTITY
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

CREATE TABLE token_exchange_profiles (
  tenant_id integer NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  subject_token_type text NOT NULL,
  type text NOT NULL,
  trusted_issuer jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now()
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
  linked_to text,
  last_login_day date GENERATED ALWAYS AS (((last_login AT TIME ZONE 'UTC'::text))::date) STORED
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
ALTER TABLE acme_accounts ADD CONSTRAINT acme_accounts_pkey PRIMARY KEY (directory_url);
ALTER TABLE acme_challenges ADD CONSTRAINT acme_challenges_pkey PRIMARY KEY (token);
ALTER TABLE acme_orders ADD CONSTRAINT acme_orders_pkey PRIMARY KEY (subject);
ALTER TABLE activities ADD CONSTRAINT activities_mode_check CHECK ((mode = ANY (ARRAY['parallel'::text, 'sequential'::text])));
ALTER TABLE activities ADD CONSTRAINT activities_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'undone'::text, 'failed'::text, 'superseded'::text])));
ALTER TABLE activities ADD CONSTRAINT activities_pkey PRIMARY KEY (id);
ALTER TABLE activity_nodes ADD CONSTRAINT activity_nodes_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'applying'::text, 'applied'::text, 'unhealthy'::text, 'spared'::text])));
ALTER TABLE activity_nodes ADD CONSTRAINT activity_nodes_activity_fkey FOREIGN KEY (activity) REFERENCES activities(id) ON DELETE CASCADE;
ALTER TABLE activity_nodes ADD CONSTRAINT activity_nodes_pkey PRIMARY KEY (activity, node);
ALTER TABLE address_throttles ADD CONSTRAINT address_throttles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE address_throttles ADD CONSTRAINT address_throttles_pkey PRIMARY KEY (tenant_id, stage, network);
ALTER TABLE agent_nonces ADD CONSTRAINT agent_nonces_pkey PRIMARY KEY (key_id, nonce);
ALTER TABLE alerts ADD CONSTRAINT alerts_severity_check CHECK ((severity = ANY (ARRAY['urgent'::text, 'high'::text, 'normal'::text])));
ALTER TABLE alerts ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);
ALTER TABLE api_jobs ADD CONSTRAINT api_jobs_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'processing'::text, 'completed'::text, 'failed'::text])));
ALTER TABLE api_jobs ADD CONSTRAINT api_jobs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE api_jobs ADD CONSTRAINT api_jobs_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE attack_protection ADD CONSTRAINT attack_protection_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE attack_protection ADD CONSTRAINT attack_protection_pkey PRIMARY KEY (tenant_id, name);
ALTER TABLE attestations ADD CONSTRAINT attestations_direction_check CHECK ((direction = ANY (ARRAY['issued'::text, 'received'::text])));
ALTER TABLE attestations ADD CONSTRAINT attestations_kind_check CHECK ((kind = ANY (ARRAY['build'::text, 'backup'::text, 'update'::text, 'test-sign-off'::text])));
ALTER TABLE attestations ADD CONSTRAINT attestations_pkey PRIMARY KEY (id);
ALTER TABLE authorization_codes ADD CONSTRAINT authorization_codes_pkey PRIMARY KEY (tenant_id, code_hash);
ALTER TABLE backchannel_requests ADD CONSTRAINT backchannel_requests_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'finished'::text])));
ALTER TABLE backchannel_requests ADD CONSTRAINT backchannel_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE backchannel_requests ADD CONSTRAINT backchannel_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE backchannel_requests ADD CONSTRAINT backchannel_requests_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE backchannel_requests ADD CONSTRAINT backchannel_requests_pkey PRIMARY KEY (tenant_id, request_hash);
ALTER TABLE backup_roles ADD CONSTRAINT backup_roles_pkey PRIMARY KEY (node);
ALTER TABLE backups ADD CONSTRAINT backups_content_check CHECK ((content = ANY (ARRAY['data'::text, 'secrets'::text, 'whole'::text])));
ALTER TABLE backups ADD CONSTRAINT backups_locked_with_check CHECK ((locked_with = ANY (ARRAY['passphrase'::text, 'recipients'::text])));
ALTER TABLE backups ADD CONSTRAINT backups_proof_state_check CHECK ((proof_state = ANY (ARRAY['requested'::text, 'running'::text, 'proven'::text, 'failed'::text])));
ALTER TABLE backups ADD CONSTRAINT backups_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'running'::text, 'done'::text, 'failed'::text, 'deleted'::text])));
ALTER TABLE backups ADD CONSTRAINT backups_pkey PRIMARY KEY (id);
ALTER TABLE certificates ADD CONSTRAINT certificates_origin_check CHECK ((origin = ANY (ARRAY['uploaded'::text, 'acme'::text])));
ALTER TABLE certificates ADD CONSTRAINT certificates_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES custom_domains(id) ON DELETE CASCADE;
ALTER TABLE certificates ADD CONSTRAINT certificates_pkey PRIMARY KEY (id);
ALTER TABLE certificates ADD CONSTRAINT certificates_domain_id_key UNIQUE (domain_id);
ALTER TABLE checklist_answers ADD CONSTRAINT checklist_answers_source_check CHECK ((source = ANY (ARRAY['measured'::text, 'answered'::text])));
ALTER TABLE checklist_answers ADD CONSTRAINT checklist_answers_checklist_id_fkey FOREIGN KEY (checklist_id) REFERENCES checklists(id);
ALTER TABLE checklist_answers ADD CONSTRAINT checklist_answers_pkey PRIMARY KEY (checklist_id, item, node);
ALTER TABLE checklists ADD CONSTRAINT checklists_kind_check CHECK ((kind = ANY (ARRAY['pre-installation'::text, 'post-installation'::text])));
ALTER TABLE checklists ADD CONSTRAINT checklists_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text, 'accepted'::text])));
ALTER TABLE checklists ADD CONSTRAINT checklists_pkey PRIMARY KEY (id);
ALTER TABLE cli_keys ADD CONSTRAINT cli_keys_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE cli_keys ADD CONSTRAINT cli_keys_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id);
ALTER TABLE cli_keys ADD CONSTRAINT cli_keys_pkey PRIMARY KEY (id);
ALTER TABLE cli_keys ADD CONSTRAINT cli_keys_name_key UNIQUE (name);
ALTER TABLE client_credentials ADD CONSTRAINT client_credentials_credential_type_check CHECK ((credential_type = ANY (ARRAY['public_key'::text, 'cert_subject_dn'::text, 'x509_cert'::text])));
ALTER TABLE client_credentials ADD CONSTRAINT client_credentials_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE client_credentials ADD CONSTRAINT client_credentials_pkey PRIMARY KEY (tenant_id, client_id, id);
ALTER TABLE client_credentials ADD CONSTRAINT client_credentials_tenant_id_client_id_kid_key UNIQUE (tenant_id, client_id, kid);
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
ALTER TABLE console_appliances ADD CONSTRAINT console_appliances_state_check CHECK ((state = ANY (ARRAY['awaited'::text, 'connected'::text, 'left'::text, 'removed'::text])));
ALTER TABLE console_appliances ADD CONSTRAINT console_appliances_pkey PRIMARY KEY (id);
ALTER TABLE console_appliances ADD CONSTRAINT console_appliances_enrolment_hash_key UNIQUE (enrolment_hash);
ALTER TABLE console_instructions ADD CONSTRAINT console_instructions_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text])));
ALTER TABLE console_instructions ADD CONSTRAINT console_instructions_appliance_id_fkey FOREIGN KEY (appliance_id) REFERENCES console_appliances(id);
ALTER TABLE console_instructions ADD CONSTRAINT console_instructions_pkey PRIMARY KEY (id);
ALTER TABLE console_instructions ADD CONSTRAINT console_instructions_appliance_id_position_key UNIQUE (appliance_id, "position");
ALTER TABLE console_items ADD CONSTRAINT console_items_appliance_id_fkey FOREIGN KEY (appliance_id) REFERENCES console_appliances(id);
ALTER TABLE console_items ADD CONSTRAINT console_items_pkey PRIMARY KEY (appliance_id, item);
ALTER TABLE console_sessions ADD CONSTRAINT console_sessions_pkey PRIMARY KEY (token_hash);
ALTER TABLE consultations ADD CONSTRAINT consultations_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE consultations ADD CONSTRAINT consultations_state_check CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'waived'::text, 'lapsed'::text, 'withdrawn'::text])));
ALTER TABLE consultations ADD CONSTRAINT consultations_pkey PRIMARY KEY (id);
ALTER TABLE custom_domains ADD CONSTRAINT custom_domains_status_check CHECK ((status = ANY (ARRAY['pending_verification'::text, 'ready'::text, 'failed'::text])));
ALTER TABLE custom_domains ADD CONSTRAINT custom_domains_type_check CHECK ((type = ANY (ARRAY['auth0_managed_certs'::text, 'self_managed_certs'::text])));
ALTER TABLE custom_domains ADD CONSTRAINT custom_domains_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE custom_domains ADD CONSTRAINT custom_domains_pkey PRIMARY KEY (id);
ALTER TABLE custom_domains ADD CONSTRAINT custom_domains_tenant_id_domain_key UNIQUE (tenant_id, domain);
ALTER TABLE deferred_requests ADD CONSTRAINT deferred_requests_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'ciba'::text])));
ALTER TABLE deferred_requests ADD CONSTRAINT deferred_requests_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'finished'::text])));
ALTER TABLE deferred_requests ADD CONSTRAINT deferred_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE deferred_requests ADD CONSTRAINT deferred_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE deferred_requests ADD CONSTRAINT deferred_requests_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE deferred_requests ADD CONSTRAINT deferred_requests_pkey PRIMARY KEY (tenant_id, kind, request_hash);
ALTER TABLE delayed_mails ADD CONSTRAINT delayed_mails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given_up'::text])));
ALTER TABLE delayed_mails ADD CONSTRAINT delayed_mails_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE delayed_mails ADD CONSTRAINT delayed_mails_pkey PRIMARY KEY (id);
ALTER TABLE device_code_misses ADD CONSTRAINT device_code_misses_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE device_code_misses ADD CONSTRAINT device_code_misses_pkey PRIMARY KEY (tenant_id, address);
ALTER TABLE device_credentials ADD CONSTRAINT device_credentials_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE device_credentials ADD CONSTRAINT device_credentials_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE device_credentials ADD CONSTRAINT device_credentials_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE device_credentials ADD CONSTRAINT device_credentials_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE device_credentials ADD CONSTRAINT device_credentials_tenant_id_user_id_client_id_device_id_key UNIQUE (tenant_id, user_id, client_id, device_id);
ALTER TABLE device_requests ADD CONSTRAINT device_requests_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'finished'::text])));
ALTER TABLE device_requests ADD CONSTRAINT device_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE device_requests ADD CONSTRAINT device_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE device_requests ADD CONSTRAINT device_requests_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE device_requests ADD CONSTRAINT device_requests_pkey PRIMARY KEY (tenant_id, device_hash);
ALTER TABLE diagnostics_packages ADD CONSTRAINT diagnostics_packages_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'running'::text, 'done'::text, 'failed'::text])));
ALTER TABLE diagnostics_packages ADD CONSTRAINT diagnostics_packages_pkey PRIMARY KEY (node);
ALTER TABLE drills ADD CONSTRAINT drills_pkey PRIMARY KEY (id);
ALTER TABLE email_providers ADD CONSTRAINT email_providers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE email_providers ADD CONSTRAINT email_providers_pkey PRIMARY KEY (tenant_id);
ALTER TABLE email_templates ADD CONSTRAINT email_templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE email_templates ADD CONSTRAINT email_templates_pkey PRIMARY KEY (tenant_id, template);
ALTER TABLE engagement ADD CONSTRAINT engagement_single_check CHECK (single);
ALTER TABLE engagement ADD CONSTRAINT engagement_pkey PRIMARY KEY (single);
ALTER TABLE forced_updates ADD CONSTRAINT forced_updates_mode_check CHECK ((mode = ANY (ARRAY['sequential'::text, 'parallel'::text])));
ALTER TABLE forced_updates ADD CONSTRAINT forced_updates_pkey PRIMARY KEY (number);
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE grants ADD CONSTRAINT grants_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE grants ADD CONSTRAINT grants_tenant_id_user_id_client_id_audience_key UNIQUE (tenant_id, user_id, client_id, audience);
ALTER TABLE guide_steps ADD CONSTRAINT guide_steps_state_check CHECK ((state = ANY (ARRAY['done'::text, 'skipped'::text])));
ALTER TABLE guide_steps ADD CONSTRAINT guide_steps_pkey PRIMARY KEY (step);
ALTER TABLE handover ADD CONSTRAINT handover_single_check CHECK (single);
ALTER TABLE handover ADD CONSTRAINT handover_pkey PRIMARY KEY (single);
ALTER TABLE handover_topics ADD CONSTRAINT handover_topics_pkey PRIMARY KEY (topic);
ALTER TABLE health_samples ADD CONSTRAINT health_samples_pkey PRIMARY KEY (minute, node);
ALTER TABLE invitations ADD CONSTRAINT invitations_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id);
ALTER TABLE invitations ADD CONSTRAINT invitations_pkey PRIMARY KEY (token_hash);
ALTER TABLE job_runs ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job);
ALTER TABLE journal ADD CONSTRAINT journal_seq_check CHECK ((seq > 0));
ALTER TABLE journal ADD CONSTRAINT journal_pkey PRIMARY KEY (seq);
ALTER TABLE journal_head ADD CONSTRAINT journal_head_single_check CHECK (single);
ALTER TABLE journal_head ADD CONSTRAINT journal_head_pkey PRIMARY KEY (single);
ALTER TABLE login_attempts ADD CONSTRAINT login_attempts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE login_attempts ADD CONSTRAINT login_attempts_pkey PRIMARY KEY (tenant_id, identifier, connection, network);
ALTER TABLE login_transactions ADD CONSTRAINT login_transactions_pkey PRIMARY KEY (tenant_id, state_hash);
ALTER TABLE logout_notices ADD CONSTRAINT logout_notices_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE logout_notices ADD CONSTRAINT logout_notices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE logout_notices ADD CONSTRAINT logout_notices_pkey PRIMARY KEY (id);
ALTER TABLE logs ADD CONSTRAINT logs_pkey PRIMARY KEY (tenant_id, log_id);
ALTER TABLE metric_lines ADD CONSTRAINT metric_lines_pkey PRIMARY KEY (number);
ALTER TABLE metric_lines ADD CONSTRAINT metric_lines_name_key UNIQUE (name);
ALTER TABLE metric_minutes ADD CONSTRAINT metric_minutes_shelf_check CHECK ((shelf = ANY (ARRAY['fine'::text, 'fine-week'::text, 'coarse'::text])));
ALTER TABLE metric_minutes ADD CONSTRAINT metric_minutes_pkey PRIMARY KEY (shelf, minute, node);
ALTER TABLE milestones ADD CONSTRAINT milestones_pkey PRIMARY KEY (milestone);
ALTER TABLE nodes ADD CONSTRAINT nodes_reboot_state_check CHECK ((reboot_state = ANY (ARRAY['requested'::text, 'running'::text, 'done'::text, 'failed'::text])));
ALTER TABLE nodes ADD CONSTRAINT nodes_restart_state_check CHECK ((restart_state = ANY (ARRAY['requested'::text, 'running'::text, 'done'::text, 'failed'::text])));
ALTER TABLE nodes ADD CONSTRAINT nodes_pkey PRIMARY KEY (id);
ALTER TABLE nodes ADD CONSTRAINT nodes_number_key UNIQUE (number);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_channel_check CHECK ((channel = ANY (ARRAY['inbox'::text, 'mail'::text, 'webhook'::text])));
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'given-up'::text])));
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notices(id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id);
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_pkey PRIMARY KEY (id);
ALTER TABLE notices ADD CONSTRAINT notices_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE notices ADD CONSTRAINT notices_pkey PRIMARY KEY (id);
ALTER TABLE one_time_values ADD CONSTRAINT one_time_values_kind_check CHECK ((kind = ANY (ARRAY['client-assertion'::text, 'dpop-proof'::text, 'request-object'::text, 'identity-assertion'::text])));
ALTER TABLE one_time_values ADD CONSTRAINT one_time_values_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE one_time_values ADD CONSTRAINT one_time_values_pkey PRIMARY KEY (tenant_id, kind, value_hash);
ALTER TABLE paired_environments ADD CONSTRAINT paired_environments_environment_check CHECK ((environment = ANY (ARRAY['development'::text, 'production'::text])));
ALTER TABLE paired_environments ADD CONSTRAINT paired_environments_pkey PRIMARY KEY (key_id);
ALTER TABLE party_clients ADD CONSTRAINT party_clients_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE party_clients ADD CONSTRAINT party_clients_pkey PRIMARY KEY (client_id);
ALTER TABLE passwords ADD CONSTRAINT passwords_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE passwords ADD CONSTRAINT passwords_pkey PRIMARY KEY (tenant_id, user_id);
ALTER TABLE persons ADD CONSTRAINT persons_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE persons ADD CONSTRAINT persons_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'removed'::text])));
ALTER TABLE persons ADD CONSTRAINT persons_pkey PRIMARY KEY (id);
ALTER TABLE pushed_requests ADD CONSTRAINT pushed_requests_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE pushed_requests ADD CONSTRAINT pushed_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE pushed_requests ADD CONSTRAINT pushed_requests_pkey PRIMARY KEY (tenant_id, uri_hash);
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_key_id_fkey FOREIGN KEY (key_id) REFERENCES responsibility_keys(id);
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_version_fkey FOREIGN KEY (version) REFERENCES raci_versions(version);
ALTER TABLE raci_signatures ADD CONSTRAINT raci_signatures_pkey PRIMARY KEY (version, party);
ALTER TABLE raci_versions ADD CONSTRAINT raci_versions_version_check CHECK ((version > 0));
ALTER TABLE raci_versions ADD CONSTRAINT raci_versions_pkey PRIMARY KEY (version);
ALTER TABLE rate_limits ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (tenant_id, bucket, key);
ALTER TABLE recovery_steps ADD CONSTRAINT recovery_steps_pkey PRIMARY KEY (id);
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE refresh_families ADD CONSTRAINT refresh_families_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_tenant_id_family_id_fkey FOREIGN KEY (tenant_id, family_id) REFERENCES refresh_families(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (tenant_id, token_hash);
ALTER TABLE reporting_consoles ADD CONSTRAINT reporting_consoles_pkey PRIMARY KEY (key_id);
ALTER TABLE reporting_instructions ADD CONSTRAINT reporting_instructions_state_check CHECK ((state = ANY (ARRAY['done'::text, 'refused'::text])));
ALTER TABLE reporting_instructions ADD CONSTRAINT reporting_instructions_key_id_fkey FOREIGN KEY (key_id) REFERENCES reporting_consoles(key_id);
ALTER TABLE reporting_instructions ADD CONSTRAINT reporting_instructions_pkey PRIMARY KEY (id);
ALTER TABLE reporting_items ADD CONSTRAINT reporting_items_key_id_fkey FOREIGN KEY (key_id) REFERENCES reporting_consoles(key_id);
ALTER TABLE reporting_items ADD CONSTRAINT reporting_items_pkey PRIMARY KEY (key_id, item);
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
ALTER TABLE root_certificates ADD CONSTRAINT root_certificates_pkey PRIMARY KEY (fingerprint);
ALTER TABLE schema_migrations ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (number);
ALTER TABLE session_clients ADD CONSTRAINT session_clients_tenant_id_client_id_fkey FOREIGN KEY (tenant_id, client_id) REFERENCES clients(tenant_id, client_id) ON DELETE CASCADE;
ALTER TABLE session_clients ADD CONSTRAINT session_clients_tenant_id_session_id_fkey FOREIGN KEY (tenant_id, session_id) REFERENCES sessions(tenant_id, id) ON DELETE CASCADE;
ALTER TABLE session_clients ADD CONSTRAINT session_clients_pkey PRIMARY KEY (tenant_id, session_id, client_id);
ALTER TABLE sessions ADD CONSTRAINT sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE setting_changes ADD CONSTRAINT setting_changes_version_fkey FOREIGN KEY (version) REFERENCES setting_versions(version) ON DELETE CASCADE;
ALTER TABLE setting_changes ADD CONSTRAINT setting_changes_pkey PRIMARY KEY (version, setting);
ALTER TABLE setting_versions ADD CONSTRAINT setting_versions_pkey PRIMARY KEY (version);
ALTER TABLE settings ADD CONSTRAINT settings_pkey PRIMARY KEY (id);
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_state_check CHECK ((state = ANY (ARRAY['next'::text, 'current'::text, 'previous'::text, 'revoked'::text])));
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (tenant_id, kid);
ALTER TABLE standing_signoffs_withdrawn ADD CONSTRAINT standing_signoffs_withdrawn_pkey PRIMARY KEY (matrix_row);
ALTER TABLE support_attachments ADD CONSTRAINT support_attachments_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES support_tickets(id);
ALTER TABLE support_attachments ADD CONSTRAINT support_attachments_pkey PRIMARY KEY (id);
ALTER TABLE support_ticket_steps ADD CONSTRAINT support_ticket_steps_holder_check CHECK ((holder = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE support_ticket_steps ADD CONSTRAINT support_ticket_steps_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES support_tickets(id);
ALTER TABLE support_tickets ADD CONSTRAINT support_tickets_environment_check CHECK ((environment = ANY (ARRAY['development'::text, 'production'::text])));
ALTER TABLE support_tickets ADD CONSTRAINT support_tickets_severity_check CHECK (((severity >= 1) AND (severity <= 4)));
ALTER TABLE support_tickets ADD CONSTRAINT support_tickets_severity_raise_check CHECK (((severity_raise >= 1) AND (severity_raise <= 4)));
ALTER TABLE support_tickets ADD CONSTRAINT support_tickets_state_check CHECK ((state = ANY (ARRAY['open'::text, 'pending'::text, 'solved'::text, 'closed'::text])));
ALTER TABLE support_tickets ADD CONSTRAINT support_tickets_follows_fkey FOREIGN KEY (follows) REFERENCES support_tickets(id);
ALTER TABLE support_tickets ADD CONSTRAINT support_tickets_pkey PRIMARY KEY (id);
ALTER TABLE synthetic_logins ADD CONSTRAINT synthetic_logins_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE synthetic_logins ADD CONSTRAINT synthetic_logins_pkey PRIMARY KEY (tenant_id);
ALTER TABLE task_attestations ADD CONSTRAINT task_attestations_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id);
ALTER TABLE task_steps ADD CONSTRAINT task_steps_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'done'::text, 'failed'::text, 'undone'::text])));
ALTER TABLE task_steps ADD CONSTRAINT task_steps_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id);
ALTER TABLE task_steps ADD CONSTRAINT task_steps_pkey PRIMARY KEY (task_id, "position");
ALTER TABLE tasks ADD CONSTRAINT tasks_proposed_party_check CHECK ((proposed_party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE tasks ADD CONSTRAINT tasks_risk_check CHECK ((risk = ANY (ARRAY['routine'::text, 'disruptive'::text, 'destructive'::text])));
ALTER TABLE tasks ADD CONSTRAINT tasks_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'consulted'::text, 'approved'::text, 'running'::text, 'done'::text, 'failed'::text, 'undone'::text, 'expired'::text])));
ALTER TABLE tasks ADD CONSTRAINT tasks_matrix_version_fkey FOREIGN KEY (matrix_version) REFERENCES raci_versions(version);
ALTER TABLE tasks ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);
ALTER TABLE tenant_administrators ADD CONSTRAINT tenant_administrators_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'developer'::text, 'support'::text, 'viewer'::text])));
ALTER TABLE tenant_administrators ADD CONSTRAINT tenant_administrators_root_tenant_id_user_id_fkey FOREIGN KEY (root_tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE tenant_administrators ADD CONSTRAINT tenant_administrators_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE tenant_administrators ADD CONSTRAINT tenant_administrators_pkey PRIMARY KEY (tenant_id, user_id);
ALTER TABLE tenants ADD CONSTRAINT tenants_name_check CHECK ((name ~ '^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$'::text));
ALTER TABLE tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE tenants ADD CONSTRAINT tenants_name_key UNIQUE (name);
ALTER TABLE thread_messages ADD CONSTRAINT thread_messages_party_check CHECK ((party = ANY (ARRAY['provider'::text, 'subscriber'::text])));
ALTER TABLE thread_messages ADD CONSTRAINT thread_messages_pkey PRIMARY KEY (id);
ALTER TABLE tickets ADD CONSTRAINT tickets_kind_check CHECK ((kind = ANY (ARRAY['setup'::text, 'verify-email'::text, 'change-password'::text])));
ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, user_id) ON DELETE CASCADE;
ALTER TABLE tickets ADD CONSTRAINT tickets_pkey PRIMARY KEY (tenant_id, ticket_hash);
ALTER TABLE token_exchange_profiles ADD CONSTRAINT token_exchange_profiles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE;
ALTER TABLE token_exchange_profiles ADD CONSTRAINT token_exchange_profiles_pkey PRIMARY KEY (tenant_id, id);
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
CREATE UNIQUE INDEX activities_by_version ON activities USING btree (setting_version);
CREATE UNIQUE INDEX activities_one_running ON activities USING btree (kind) WHERE (state = 'running'::text);
CREATE INDEX activity_nodes_waiting ON activity_nodes USING btree (node) WHERE (state = 'waiting'::text);
CREATE INDEX address_throttles_by_end ON address_throttles USING btree (full_at);
CREATE INDEX agent_nonces_expiry ON agent_nonces USING btree (expires_at);
CREATE INDEX alerts_by_time ON alerts USING btree (opened_at DESC);
CREATE INDEX api_jobs_by_date ON api_jobs USING btree (created_at);
CREATE INDEX attestations_by_kind ON attestations USING btree (direction, kind, issued_at DESC);
CREATE INDEX authorization_codes_by_end ON authorization_codes USING btree (expires_at);
CREATE INDEX backchannel_requests_by_end ON backchannel_requests USING btree (expires_at);
CREATE UNIQUE INDEX backchannel_requests_by_link ON backchannel_requests USING btree (tenant_id, link_hash);
CREATE INDEX backups_newest ON backups USING btree (requested_at DESC);
CREATE UNIQUE INDEX backups_one_at_a_time ON backups USING btree (node) WHERE (state = ANY (ARRAY['requested'::text, 'running'::text]));
CREATE UNIQUE INDEX certificates_one_of_the_appliance ON certificates USING btree ((true)) WHERE (domain_id IS NULL);
CREATE UNIQUE INDEX checklists_one_open ON checklists USING btree (kind) WHERE (state <> 'accepted'::text);
CREATE INDEX clients_by_creation ON clients USING btree (tenant_id, created_at, client_id);
CREATE INDEX connection_clients_by_client ON connection_clients USING btree (tenant_id, client_id);
CREATE UNIQUE INDEX console_appliances_by_key ON console_appliances USING btree (key_id) WHERE (state = 'connected'::text);
CREATE INDEX consultations_by_subject ON consultations USING btree (subject);
CREATE INDEX consultations_due ON consultations USING btree (deadline) WHERE (state = 'open'::text);
CREATE UNIQUE INDEX custom_domains_one_default ON custom_domains USING btree (tenant_id) WHERE is_default;
CREATE UNIQUE INDEX custom_domains_one_owner ON custom_domains USING btree (domain) WHERE (status = 'ready'::text);
CREATE UNIQUE INDEX deferred_requests_by_decision ON deferred_requests USING btree (tenant_id, kind, decision_hash);
CREATE INDEX deferred_requests_by_end ON deferred_requests USING btree (expires_at);
CREATE INDEX delayed_mails_by_tenant ON delayed_mails USING btree (tenant_id);
CREATE INDEX delayed_mails_due ON delayed_mails USING btree (next_at) WHERE (state = 'waiting'::text);
CREATE INDEX delayed_mails_ended ON delayed_mails USING btree (ended_at) WHERE (state <> 'waiting'::text);
CREATE INDEX device_code_misses_by_end ON device_code_misses USING btree (expires_at);
CREATE INDEX device_requests_by_end ON device_requests USING btree (expires_at);
CREATE UNIQUE INDEX device_requests_by_user_code ON device_requests USING btree (tenant_id, user_code_hash);
CREATE INDEX drills_by_drill ON drills USING btree (drill, at);
CREATE UNIQUE INDEX forced_updates_one_open ON forced_updates USING btree ((true)) WHERE (ended_at IS NULL);
CREATE INDEX invitations_by_person ON invitations USING btree (person_id);
CREATE INDEX journal_by_kind ON journal USING btree (kind, seq);
CREATE INDEX journal_by_subject ON journal USING btree (subject, seq) WHERE (subject IS NOT NULL);
CREATE INDEX login_attempts_by_end ON login_attempts USING btree (expires_at);
CREATE UNIQUE INDEX login_attempts_by_link ON login_attempts USING btree (tenant_id, unblock_hash) WHERE (unblock_hash IS NOT NULL);
CREATE INDEX login_transactions_by_end ON login_transactions USING btree (expires_at);
CREATE INDEX logout_notices_by_time ON logout_notices USING btree (next_attempt_at);
CREATE INDEX logs_by_date ON logs USING brin (date);
CREATE INDEX logs_by_type ON logs USING btree (tenant_id, type, log_id);
CREATE INDEX logs_by_user ON logs USING btree (tenant_id, user_id, log_id) WHERE (user_id IS NOT NULL);
CREATE INDEX notice_deliveries_by_notice ON notice_deliveries USING btree (notice_id);
CREATE INDEX notice_deliveries_due ON notice_deliveries USING btree (next_at) WHERE (state = 'pending'::text);
CREATE INDEX notice_deliveries_inbox ON notice_deliveries USING btree (person_id, id) WHERE (channel = 'inbox'::text);
CREATE INDEX notices_by_subject ON notices USING btree (subject) WHERE (subject IS NOT NULL);
CREATE INDEX one_time_values_by_end ON one_time_values USING btree (expires_at);
CREATE UNIQUE INDEX paired_environments_one ON paired_environments USING btree ((true)) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX persons_email_once ON persons USING btree (lower(email)) WHERE (state <> 'removed'::text);
CREATE UNIQUE INDEX persons_user_once ON persons USING btree (user_id) WHERE ((state <> 'removed'::text) AND (user_id IS NOT NULL));
CREATE INDEX pushed_requests_by_end ON pushed_requests USING btree (expires_at);
CREATE INDEX rate_limits_by_end ON rate_limits USING btree (full_at);
CREATE INDEX recovery_steps_newest ON recovery_steps USING btree (step, recorded_at DESC);
CREATE INDEX refresh_families_alive ON refresh_families USING btree (tenant_id, user_id, client_id, created_at DESC, id) WHERE (revoked_at IS NULL);
CREATE INDEX refresh_families_by_session ON refresh_families USING btree (tenant_id, session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX refresh_families_by_user ON refresh_families USING btree (tenant_id, user_id, client_id);
CREATE INDEX refresh_tokens_by_generation ON refresh_tokens USING btree (tenant_id, family_id, generation);
CREATE UNIQUE INDEX reporting_consoles_one ON reporting_consoles USING btree ((true)) WHERE (removed_at IS NULL);
CREATE INDEX reporting_instructions_by_time ON reporting_instructions USING btree (arrived_at DESC);
CREATE UNIQUE INDEX responsibility_keys_one_current ON responsibility_keys USING btree (owner) WHERE (retired_at IS NULL);
CREATE INDEX sessions_by_end ON sessions USING btree (expires_at);
CREATE UNIQUE INDEX sessions_by_secret ON sessions USING btree (tenant_id, secret_hash);
CREATE INDEX sessions_by_user ON sessions USING btree (tenant_id, user_id);
CREATE INDEX setting_changes_by_setting ON setting_changes USING btree (setting, version);
CREATE UNIQUE INDEX signing_keys_one_current ON signing_keys USING btree (tenant_id, algorithm) WHERE (state = 'current'::text);
CREATE UNIQUE INDEX signing_keys_one_next ON signing_keys USING btree (tenant_id, algorithm) WHERE (state = 'next'::text);
CREATE INDEX support_attachments_by_ticket ON support_attachments USING btree (ticket_id, added_at);
CREATE INDEX support_ticket_steps_by_ticket ON support_ticket_steps USING btree (ticket_id, from_at);
CREATE UNIQUE INDEX support_ticket_steps_current ON support_ticket_steps USING btree (ticket_id) WHERE (until_at IS NULL);
CREATE INDEX support_tickets_by_state ON support_tickets USING btree (state, opened_at);
CREATE INDEX task_attestations_by_task ON task_attestations USING btree (task_id, gate, at DESC);
CREATE INDEX tasks_by_state ON tasks USING btree (state, created_at);
CREATE INDEX tenant_administrators_by_user ON tenant_administrators USING btree (root_tenant_id, user_id);
CREATE UNIQUE INDEX tenants_one_root ON tenants USING btree (is_root) WHERE is_root;
CREATE INDEX thread_messages_by_subject ON thread_messages USING btree (subject, at, id);
CREATE INDEX tickets_by_end ON tickets USING btree (expires_at);
CREATE UNIQUE INDEX token_exchange_profiles_by_subject ON token_exchange_profiles USING btree (tenant_id, subject_token_type);
CREATE UNIQUE INDEX token_keys_one_current ON token_keys USING btree (tenant_id) WHERE (state = 'current'::text);
CREATE INDEX user_identities_by_connection ON user_identities USING btree (tenant_id, connection, user_id);
CREATE INDEX user_identities_by_user ON user_identities USING btree (tenant_id, user_id, "position");
CREATE INDEX user_roles_by_role ON user_roles USING btree (tenant_id, role_id);
CREATE INDEX user_roles_in_order ON user_roles USING btree (tenant_id, role_id, user_id);
CREATE INDEX users_app_metadata ON users USING gin (app_metadata jsonb_path_ops);
CREATE INDEX users_by_creation ON users USING btree (tenant_id, created_at DESC, user_id);
CREATE INDEX users_by_email ON users USING btree (tenant_id, lower(email));
CREATE INDEX users_by_last_login ON users USING btree (tenant_id, last_login_day DESC NULLS LAST, user_id);
CREATE INDEX users_by_link ON users USING btree (tenant_id, linked_to) WHERE (linked_to IS NOT NULL);
CREATE UNIQUE INDEX users_email_once ON users USING btree (tenant_id, connection, lower(email)) WHERE (email IS NOT NULL);
CREATE INDEX users_email_prefix ON users USING btree (tenant_id, lower(email) text_pattern_ops);
CREATE INDEX users_name_prefix ON users USING btree (tenant_id, lower(name) text_pattern_ops);
CREATE UNIQUE INDEX users_phone_once ON users USING btree (tenant_id, connection, phone_number) WHERE (phone_number IS NOT NULL);
CREATE INDEX users_user_metadata ON users USING gin (user_metadata jsonb_path_ops);
CREATE UNIQUE INDEX users_username_once ON users USING btree (tenant_id, connection, lower(username)) WHERE (username IS NOT NULL);

-- Functions

CREATE OR REPLACE FUNCTION public.certificates_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('certificates_changed', '');
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.journal_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP;
END $function$;

CREATE OR REPLACE FUNCTION public.settings_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('settings_changed', '');
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.settle_rate_limits(asked jsonb)
 RETURNS TABLE(place integer, granted integer, tokens double precision)
 LANGUAGE plpgsql
AS $function$
DECLARE
  one record;
  kept record;
  have float8;
  extra float8;
  moment timestamptz;
BEGIN
  -- In one order for everybody, so that two workers never wait for each other.
  FOR one IN
    SELECT (item.ordinality - 1)::int AS place, fields.*
    FROM jsonb_array_elements(asked) WITH ORDINALITY AS item,
      jsonb_to_record(item.value) AS fields (tenant int, bucket text, key text, size float8, rate float8, back float8, spent float8, need float8, want float8)
    ORDER BY fields.tenant, fields.bucket, fields.key
  LOOP
    INSERT INTO rate_limits AS fresh (tenant_id, bucket, key, tokens, at, full_at)
      VALUES (one.tenant, one.bucket, one.key, one.size, clock_timestamp(), clock_timestamp()) ON CONFLICT DO NOTHING;
    SELECT r.tokens, r.at INTO kept FROM rate_limits AS r
      WHERE r.tenant_id = one.tenant AND r.bucket = one.bucket AND r.key = one.key FOR UPDATE;
    -- The wait for the row may have taken a while.
    moment := greatest(clock_timestamp(), kept.at);
    have := least(one.size, coalesce(kept.tokens, one.size) + coalesce(one.rate * extract(epoch FROM moment - kept.at)::float8, 0) + one.back) - one.spent;
    granted := least(floor(greatest(have, 0)), one.need);
    extra := least(floor(greatest(have - granted, 0) / 4), one.want);
    granted := granted + extra;
    have := have - granted;
    UPDATE rate_limits AS r SET tokens = have, at = moment, full_at = moment + (one.size - have) / one.rate * interval '1 second'
      WHERE r.tenant_id = one.tenant AND r.bucket = one.bucket AND r.key = one.key;
    place := one.place;
    tokens := have;
    RETURN NEXT;
  END LOOP;
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

CREATE OR REPLACE FUNCTION public.tenant_gone()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM logs WHERE tenant_id = OLD.id;
  DELETE FROM authorization_codes WHERE tenant_id = OLD.id;
  DELETE FROM login_transactions WHERE tenant_id = OLD.id;
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

CREATE TRIGGER attack_protection_changed AFTER INSERT OR DELETE OR UPDATE ON attack_protection FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER certificates_changed AFTER INSERT OR DELETE OR UPDATE OF chain, key_sealed, domain_id ON certificates FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER client_credentials_changed AFTER INSERT OR DELETE OR UPDATE ON client_credentials FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER client_grants_changed AFTER INSERT OR DELETE OR UPDATE ON client_grants FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER clients_changed AFTER INSERT OR DELETE OR UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER connection_clients_changed AFTER INSERT OR DELETE OR UPDATE ON connection_clients FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER connections_changed AFTER INSERT OR DELETE OR UPDATE ON connections FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER certificates_changed AFTER INSERT OR DELETE OR UPDATE ON custom_domains FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER email_providers_changed AFTER INSERT OR DELETE OR UPDATE ON email_providers FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER email_templates_changed AFTER INSERT OR DELETE OR UPDATE ON email_templates FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER journal_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_head_stays BEFORE DELETE OR TRUNCATE ON journal_head FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER resource_servers_changed AFTER INSERT OR DELETE OR UPDATE ON resource_servers FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER certificates_changed AFTER INSERT OR DELETE OR UPDATE ON root_certificates FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER settings_changed AFTER INSERT OR DELETE OR UPDATE ON settings FOR EACH STATEMENT EXECUTE FUNCTION settings_changed();
CREATE TRIGGER signing_keys_changed AFTER INSERT OR DELETE OR UPDATE ON signing_keys FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER tenants_changed AFTER DELETE OR UPDATE OF name, settings ON tenants FOR EACH ROW EXECUTE FUNCTION tenant_row_changed();
CREATE TRIGGER tenants_gone AFTER DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION tenant_gone();
CREATE TRIGGER token_exchange_profiles_changed AFTER INSERT OR DELETE OR UPDATE ON token_exchange_profiles FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER token_keys_changed AFTER INSERT OR DELETE OR UPDATE ON token_keys FOR EACH ROW EXECUTE FUNCTION tenant_changed();
