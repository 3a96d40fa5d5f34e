-- E-mail addresses of the people a tenant was made for, as given at its creation.
ALTER TABLE tenants ADD COLUMN owners text[] NOT NULL DEFAULT '{}';
