import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { MailFailure, mailSettings, templateFault } from '#platform/mail/index.ts'
import { letterNames, renderLetter, sendTemplate, type TemplateName } from '#connections/database/index.ts'
import { hasOwnServer } from '#resources/email-provider/index.ts'
import { ownTemplate } from '#resources/email-templates/index.ts'
import { LetterRefused, lettersContract, LetterUnknown } from './letters.contract.ts'

function named(path: string): TemplateName {
  const name = letterNames.find((each) => each === path)
  if (!name) throw LetterUnknown()
  return name
}

/** Made up, and plainly so. */
const values = ({ addresses, tenant }: ApiContext) => ({ url: `${addresses.canonicalOrigin(tenant.name)}/example`, ip: '203.0.113.7' })
const person = (email: string) => ({ email, email_verified: true, name: 'Robin Example', nickname: 'robin', given_name: 'Robin', family_name: 'Example', user_id: 'auth0|0123456789abcdef01234567', connection: 'Username-Password-Authentication' })

export const letters = implement<ApiContext, typeof lettersContract>(lettersContract, {
  async list(_, ctx) {
    const rows = await Promise.all(letterNames.map(async (template) => {
      const own = await ownTemplate(ctx, template)
      const { subject } = await renderLetter(ctx, template, person('robin@example.com'), values(ctx))
      return { template, subject, own: own !== undefined, enabled: own?.enabled === true }
    }))
    return { letters: rows, server: (await hasOwnServer(ctx)) ? ('own' as const) : mailSettings(ctx.settings).smtp ? ('appliance' as const) : ('outbox' as const) }
  },

  async preview({ params, body }, ctx) {
    for (const member of ['subject', 'body'] as const) {
      const fault = body[member] === undefined ? undefined : templateFault(body[member])
      if (fault !== undefined) throw new Problem(400, 'invalid_body', `Payload validation error: 'Not a Liquid template: ${fault}' on property ${member}.`)
    }
    const own = body.subject !== undefined && body.body !== undefined ? { subject: body.subject, body: body.body } : undefined
    const { subject, html, text } = await renderLetter(ctx, named(params.template), person('robin@example.com'), values(ctx), own)
    return { subject, html, text }
  },

  async test({ params, body }, ctx) {
    try {
      await sendTemplate(ctx, named(params.template), person(body.to), values(ctx), { now: true })
    } catch (error) {
      if (error instanceof MailFailure) throw new Problem(LetterRefused.status, LetterRefused.code, error.message)
      throw error
    }
    const sent = (await hasOwnServer(ctx)) || mailSettings(ctx.settings).smtp
    return { sentence: sent ? `The mail server took the letter for ${body.to}.` : 'No mail server is set; the letter was written to the outbox folder.' }
  },
})
