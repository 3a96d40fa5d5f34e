/** Operations on the tenant's mail server. */
import { Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Bag, Closed, Nullable, OneOf, secret, Type, type Static } from '#kernel/schema.ts'

export const ProviderMissing = problem(404, undefined, 'Email provider has not been configured.')
export const ProviderGone = problem(404, undefined, 'Email provider does not exist.')
export const ProviderExists = problem(409, undefined, 'Email provider is already configured.')
export const OnlySmtp = problem(400, 'operation_not_supported', 'This server sends mail by SMTP: choose the provider smtp, with the SMTP host and user that your mail service gives you.')

const { Optional } = Type
const names = ['mailgun', 'mandrill', 'sendgrid', 'resend', 'ses', 'sparkpost', 'smtp', 'azure_cs', 'ms365', 'custom'] as const
const text = Type.String({ minLength: 1, maxLength: 1000 })
const From = Type.String({ maxLength: 320, pattern: '^([^<>\\r\\n]*<[^@\\s<>]+@[^@\\s<>]+>|[^@\\s<>]+@[^@\\s<>]+)$', description: 'an address, or a name and an address in angle brackets' })

/** Of every documented provider: those of others than SMTP are refused by name, not by member. */
const Sent = Closed({
  smtp_host: Optional(Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9._:-]+$' })),
  smtp_port: Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
  smtp_user: Optional(text),
  smtp_pass: Optional(secret(text, [])),
  api_key: Optional(secret(text, [])),
  api_user: Optional(text),
  region: Optional(Nullable(text)),
  domain: Optional(text),
  accessKeyId: Optional(secret(text, [])),
  secretAccessKey: Optional(secret(text, [])),
  connectionString: Optional(secret(text, [])),
  tenantId: Optional(text),
  clientId: Optional(text),
  clientSecret: Optional(secret(text, [])),
})
export type Credentials = Static<typeof Sent>

export const EmailProvider = Type.Object({
  name: Type.String(),
  enabled: Type.Boolean(),
  default_from_address: Optional(Type.String()),
  credentials: Type.Object({ smtp_host: Optional(Type.String()), smtp_port: Optional(Type.Integer()), smtp_user: Optional(Type.String()) }),
  settings: Optional(Bag()),
})

export const emailProviderContract = resource({
  name: 'emailProvider',
  about: "The tenant's own mail server.",
  operations: {
    get: { http: 'GET /emails/provider', summary: "Show the tenant's mail server", scope: 'read:email_provider', returns: EmailProvider, fields: true, throws: [ProviderMissing] },
    create: {
      http: 'POST /emails/provider',
      summary: "Set the tenant's mail server",
      scope: 'create:email_provider',
      body: Closed({
        name: OneOf(names), credentials: Sent, enabled: Optional(Type.Boolean()), default_from_address: Optional(From), settings: Optional(Nullable(Bag())),
      }),
      returns: EmailProvider,
      throws: [ProviderExists, OnlySmtp],
    },
    update: {
      http: 'PATCH /emails/provider',
      summary: "Change the tenant's mail server",
      scope: 'update:email_provider',
      body: Closed({
        name: Optional(OneOf(names)), credentials: Optional(Sent), enabled: Optional(Type.Boolean()), default_from_address: Optional(From), settings: Optional(Nullable(Bag())),
      }, { minProperties: 1 }),
      returns: EmailProvider,
      throws: [ProviderMissing, OnlySmtp],
    },
    delete: { http: 'DELETE /emails/provider', summary: "Remove the tenant's mail server; the appliance sends", scope: 'delete:email_provider', returns: Nothing, throws: [ProviderGone] },
  },
})
