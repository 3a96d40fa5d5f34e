-- Who the synthetic login of a tenant signs in as; every node signs in as the same person.
CREATE TABLE synthetic_logins (
  tenant_id        integer PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  client_id        text NOT NULL,
  password_sealed  bytea NOT NULL
);
