/** Who is told of trouble, and how soon. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const alertEmails = setting({
  ...common, id: 'alerts.emails', title: 'Alerts by mail to', environment: 'BAILIWICK_ALERT_EMAILS',
  about: 'Addresses that get a message when a health check is not well, and another when it is well again.',
  schema: Type.Array(Type.String({ pattern: '^[^@\\s<>]+@[^@\\s<>]+$', description: 'an e-mail address', maxLength: 254 }), { maxItems: 20 }), default: [],
})

export const alertWebhook = setting({
  ...common, id: 'alerts.webhook-url', title: 'Alerts by webhook to', environment: 'BAILIWICK_ALERT_WEBHOOK',
  about: 'Address that gets each alert as a JSON POST. https; plain http only on this machine. Empty: none.',
  schema: Type.String({ pattern: '^(https://[^\\s@]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?(/[^\\s@]*)?)?$', description: 'an address that begins with https://, or empty; http:// only on this machine', maxLength: 500 }), default: '',
})

export const alertSecret = setting({
  ...common, id: 'alerts.webhook-secret', title: 'Secret of the webhook', environment: 'BAILIWICK_ALERT_WEBHOOK_SECRET',
  about: 'Signs each POST: bailiwick-signature: t=<seconds>,v1=<hex of HMAC-SHA256(secret, "<seconds>.<body>")>. Empty: unsigned.',
  schema: Type.String({ maxLength: 500 }), default: '', secret: true,
})

export const alertAfter = setting({
  ...common, id: 'alerts.after', title: 'Patience before an alert', unit: 'minutes', environment: 'BAILIWICK_ALERT_AFTER',
  about: 'How long a check must be not well before somebody is told; it is looked at once a minute. Checks of severity high or urgent: at most two minutes.',
  schema: Type.Integer({ minimum: 1, maximum: 60 }), default: 3,
})

export const alertSettings = [alertEmails, alertWebhook, alertSecret, alertAfter]
