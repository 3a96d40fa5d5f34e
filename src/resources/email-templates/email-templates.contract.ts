/** Operations on message templates. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, Type, type Static } from '#kernel/schema.ts'

export const TemplateMissing = problem(404, 'inexistent_email_template', 'Template not found.')
export const TemplateNotThereToChange = problem(404, 'inexistent_email_template', 'Template not found and cannot be updated.')

const { Optional } = Type
export const templateNames = [
  'verify_email', 'verify_email_by_code', 'auth_email_by_code', 'reset_email', 'reset_email_by_code', 'welcome_email', 'blocked_account',
  'stolen_credentials', 'enrollment_email', 'mfa_oob_code', 'user_invitation', 'change_password', 'password_reset', 'async_approval',
] as const

const line = Nullable(Type.String({ maxLength: 2048 }))
const members = {
  body: Nullable(Type.String({ maxLength: 100_000, description: 'HTML with Liquid' })),
  from: line,
  subject: line,
  syntax: Nullable(OneOf(['liquid'])),
  enabled: Nullable(Type.Boolean()),
}
const further = {
  resultUrl: Optional(line),
  urlLifetimeInSeconds: Optional(Nullable(Type.Integer({ minimum: 0, maximum: 2147483647 }))),
  includeEmailInRedirect: Optional(Type.Boolean()),
}

export const EmailTemplate = Type.Object({ template: OneOf(templateNames), ...members, ...further })
export type EmailTemplate = Static<typeof EmailTemplate>

export const emailTemplatesContract = resource({
  name: 'emailTemplates',
  about: "The tenant's own messages.",
  operations: {
    create: { http: 'POST /email-templates', summary: 'Write a message', scope: 'create:email_templates', status: 200, body: Closed({ template: OneOf(templateNames), ...members, ...further }), returns: EmailTemplate },
    get: { http: 'GET /email-templates/:templateName', summary: 'Show a message', scope: 'read:email_templates', returns: EmailTemplate, throws: [TemplateMissing] },
    update: {
      http: 'PATCH /email-templates/:templateName',
      summary: 'Change a message',
      scope: 'update:email_templates',
      body: Closed({
        template: Optional(OneOf(templateNames)), body: Optional(members.body), from: Optional(line), subject: Optional(line),
        syntax: Optional(members.syntax), enabled: Optional(members.enabled), ...further,
      }, { minProperties: 1 }),
      returns: EmailTemplate,
      throws: [TemplateNotThereToChange],
    },
    replace: {
      http: 'PUT /email-templates/:templateName',
      summary: 'Replace a message',
      scope: 'update:email_templates',
      body: Closed({ template: OneOf(templateNames), ...members, ...further }),
      returns: EmailTemplate,
      throws: [TemplateMissing],
    },
  },
})
