import { implement } from '#kernel/operation.ts'
import { Problem, type ProblemKind } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { templateFault } from '#platform/mail/index.ts'
import { emailTemplatesContract, TemplateMissing, templateNames, TemplateNotThereToChange, type EmailTemplate } from './email-templates.contract.ts'
import { insertTemplate, lockTemplate, selectTemplate, updateTemplate } from './email-templates.store.ts'

type Name = EmailTemplate['template']

function nameIn(path: string): Name {
  const name = templateNames.find((each) => each === path)
  if (name === undefined) throw new Problem(400, 'invalid_uri', `Path validation error: 'No enum match for: ${path.slice(0, 100)}' on property templateName.`)
  return name
}

/** Refused when it is written, so that no message fails on it when it is sent. */
function checked(template: EmailTemplate): EmailTemplate {
  for (const member of ['body', 'subject', 'from', 'resultUrl'] as const) {
    const source = template[member]
    const fault = source ? templateFault(source) : undefined
    if (fault !== undefined) throw new Problem(400, 'invalid_body', `Payload validation error: 'Not a Liquid template: ${fault}' on property ${member}.`)
  }
  if (template.enabled && (!template.body || !template.subject)) throw new Problem(400, 'invalid_body', "Payload validation error: 'An enabled template needs a body and a subject' on property body.")
  return template
}

async function change(ctx: ApiContext, path: string, missing: ProblemKind, make: (before: EmailTemplate, name: Name) => EmailTemplate): Promise<EmailTemplate> {
  const name = nameIn(path)
  return ctx.db.transaction(async (tx) => {
    const row = await lockTemplate(tx, ctx.tenant.id, name)
    if (!row) throw missing()
    const after = checked(make(row.body as EmailTemplate, name))
    await updateTemplate(tx, ctx.tenant.id, name, after)
    return after
  })
}

export const emailTemplates = implement<ApiContext, typeof emailTemplatesContract>(emailTemplatesContract, {
  async create({ body }, ctx) {
    const made = await insertTemplate(ctx.db, ctx.tenant.id, body.template, checked(body))
    if (made === 0) throw new Problem(409, 'email_template_conflict', `Template (${body.template}) already exists.`)
    return body
  },

  async get({ params }, ctx) {
    const row = await selectTemplate(ctx.db, ctx.tenant.id, nameIn(params.templateName))
    if (!row) throw TemplateMissing()
    return row.body as EmailTemplate
  },

  update: ({ params, body }, ctx) => change(ctx, params.templateName, TemplateNotThereToChange, (before, template) => ({ ...before, ...body, template })),
  replace: ({ params, body }, ctx) => change(ctx, params.templateName, TemplateMissing, (_, template) => ({ ...body, template })),
})
