-- What every node serves: certificates, the domains of their own that tenants have, and the roots that calls to elsewhere trust.

CREATE TABLE custom_domains (
  id                 text PRIMARY KEY,
  tenant_id          integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- Lower case, without a dot at the end.
  domain             text NOT NULL,
  -- auth0_managed_certs: the appliance orders the certificate; self_managed_certs: somebody brings it.
  type               text NOT NULL CHECK (type IN ('auth0_managed_certs', 'self_managed_certs')),
  -- ready: that the name is the tenant's was shown, in DNS or by an operator of the appliance.
  status             text NOT NULL CHECK (status IN ('pending_verification', 'ready', 'failed')),
  is_default         boolean NOT NULL DEFAULT false,
  -- What a TXT record must say.
  verification       text NOT NULL,
  verified_at        timestamptz,
  verification_error text,
  -- Why the last order of a certificate failed.
  order_error        text,
  -- The remaining documented fields.
  body               jsonb NOT NULL DEFAULT '{}',
  created_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, domain)
);
-- A claim that was not shown keeps nobody from the name.
CREATE UNIQUE INDEX custom_domains_one_owner ON custom_domains (domain) WHERE status = 'ready';
CREATE UNIQUE INDEX custom_domains_one_default ON custom_domains (tenant_id) WHERE is_default;

CREATE TABLE certificates (
  id          text PRIMARY KEY,
  -- Null: for the hosts of the appliance itself.
  domain_id   text UNIQUE REFERENCES custom_domains ON DELETE CASCADE,
  origin      text NOT NULL CHECK (origin IN ('uploaded', 'acme')),
  -- PEM, the server's own first.
  chain       text NOT NULL,
  key_sealed  bytea NOT NULL,
  fingerprint text NOT NULL,
  not_after   timestamptz NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  text NOT NULL,
  -- Days before the end for which people have been told.
  told        smallint
);
CREATE UNIQUE INDEX certificates_one_of_the_appliance ON certificates ((true)) WHERE domain_id IS NULL;

CREATE TABLE root_certificates (
  fingerprint text PRIMARY KEY,
  name        text NOT NULL,
  pem         text NOT NULL,
  not_after   timestamptz NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  text NOT NULL
);

-- What an ACME server asks for over plain HTTP; any node may be asked.
CREATE TABLE acme_challenges (
  token             text PRIMARY KEY,
  key_authorization text NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE acme_accounts (
  directory_url text PRIMARY KEY,
  key_sealed    bytea NOT NULL,
  account_url   text
);

CREATE FUNCTION certificates_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('certificates_changed', '');
  RETURN NULL;
END $$;

CREATE TRIGGER certificates_changed AFTER INSERT OR DELETE OR UPDATE OF chain, key_sealed, domain_id ON certificates FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER certificates_changed AFTER INSERT OR UPDATE OR DELETE ON custom_domains FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
CREATE TRIGGER certificates_changed AFTER INSERT OR UPDATE OR DELETE ON root_certificates FOR EACH STATEMENT EXECUTE FUNCTION certificates_changed();
