-- What applications prove themselves with instead of a shared secret: public keys, certificates, names of certificates.
CREATE TABLE client_credentials (
  tenant_id         integer NOT NULL,
  client_id         text NOT NULL,
  id                text NOT NULL,
  name              text NOT NULL DEFAULT '',
  credential_type   text NOT NULL CHECK (credential_type IN ('public_key', 'cert_subject_dn', 'x509_cert')),
  -- Of public keys.
  kid               text,
  alg               text,
  -- The key as SubjectPublicKeyInfo, or the certificate.
  pem               text,
  subject_dn        text,
  -- base64url SHA-256 of the certificate.
  thumbprint_sha256 text,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  expires_at        timestamptz,
  PRIMARY KEY (tenant_id, client_id, id),
  UNIQUE (tenant_id, client_id, kid),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);
CREATE TRIGGER client_credentials_changed AFTER INSERT OR UPDATE OR DELETE ON client_credentials
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
