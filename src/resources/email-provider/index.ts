/**
 * A tenant's own mail server. Owns the table `email_providers`, one row a tenant at most. A provider is absent, enabled or disabled; only an
 * enabled one sends, otherwise the appliance does. Does not know what messages say.
 */
export { emailProvider } from './email-provider.handlers.ts'
export { hasOwnServer, mailerFor } from './mailer.ts'
