/** Operations on letters, beyond those that the Management API documents. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'

export const LetterUnknown = problem(404, 'inexistent_letter', 'This server sends no letter of that name.')
export const LetterRefused = problem(409, 'mail_refused', 'The mail server did not take the letter.')

const line = Type.Optional(Type.String({ maxLength: 2048 }))

export const lettersContract = resource({
  name: 'letters',
  about: 'The letters that a tenant sends, to look at and to try.',
  operations: {
    list: {
      http: 'GET /letters', summary: 'List the letters that are sent, and whether the tenant has words of its own for them', scope: 'read:email_templates',
      returns: Type.Object({
        letters: Type.Array(Type.Object({ template: Type.String(), subject: Type.String(), own: Type.Boolean({ description: 'the tenant wrote it' }), enabled: Type.Boolean({ description: 'its own words are used' }) })),
        server: OneOf(['own', 'appliance', 'outbox'], { description: 'what sends: a mail server of the tenant, the appliance\'s, or nothing yet: letters are kept as files' }),
      }),
    },
    preview: {
      http: 'POST /letters/:template/preview', summary: 'Show how a letter reads, with the words given or those in use', scope: 'read:email_templates', status: 200,
      body: Closed({ subject: line, body: Type.Optional(Type.String({ maxLength: 100_000, description: 'HTML with Liquid' })) }),
      returns: Type.Object({ subject: Type.String(), html: Type.String(), text: Type.String() }), throws: [LetterUnknown],
    },
    test: {
      http: 'POST /letters/:template/test', summary: 'Send a letter with made-up values to try it', scope: 'update:email_templates', status: 200,
      body: Closed({ to: Type.String({ format: 'email', maxLength: 320 }) }),
      returns: Type.Object({ sentence: Type.String() }), throws: [LetterUnknown, LetterRefused],
    },
  },
})
