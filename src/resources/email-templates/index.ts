/**
 * What a tenant says in its messages instead of what the appliance would say. Owns the table `email_templates`. A template is absent, enabled or
 * disabled; a disabled one counts as absent, except that a disabled welcome is not sent at all. Names of messages that the product does not send
 * are kept and have no effect. Does not know when messages are sent (connections) or how (platform/mail).
 */
export { emailTemplates } from './email-templates.handlers.ts'
export { ownTemplate } from './own-template.ts'
