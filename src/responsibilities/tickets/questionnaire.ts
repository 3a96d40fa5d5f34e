/** What a ticket has to say, and the form of a critical issue, which cannot be filled wrongly. */
import { Problem } from '#kernel/problem.ts'
import { Closed, OneOf, Type, type Static } from '#kernel/schema.ts'
import type { Environment } from '../context/index.ts'

export const severities = {
  1: 'Urgent: production is down or unusable for all users',
  2: 'High: a major function is impaired or strongly degraded, persistently, for many users',
  3: 'Normal: a component does not do what is documented; a general question',
  4: 'Low: information, help with configuration, a wish',
} as const

export const ticketKinds = ['incident', 'question', 'change', 'update', 'recovery'] as const

const words = (title: string) => Type.Optional(Type.String({ maxLength: 4000, description: title }))

/** Everything a case needs so that nobody has to ask twice. */
export const Questionnaire = Closed({
  description: Type.String({ minLength: 1, maxLength: 20_000, description: 'what happens, and how far a login gets; Markdown' }),
  tenant: words('tenant that is affected'),
  applications: words('applications that are affected'),
  connections: words('connections that are affected'),
  first_noticed: words('when it was first noticed'),
  users: Type.Optional(OneOf(['all', 'most', 'some', 'one'], { description: 'whom it hits' })),
  frequency: Type.Optional(OneOf(['always', 'sometimes'])),
  browsers: Type.Optional(OneOf(['all', 'one', 'none'])),
  tried: words('what was tried'),
  expected: words('what was expected'),
  failed_at: words('where it failed'),
  errors: words('messages, word for word'),
  worked_before: Type.Optional(Type.Boolean()),
  steps_taken: words('what was done about it so far'),
})
export type Questionnaire = Static<typeof Questionnaire>

/** Asked of severity 1 on top. */
export const CriticalIssue = Closed({
  business_process: Type.String({ minLength: 1, maxLength: 1000, description: 'the business process that has stopped' }),
  workaround: Type.Boolean({ description: 'whether there is a way around it' }),
  contact: Type.String({ minLength: 1, maxLength: 200, description: 'who answers the phone' }),
  phone: Type.String({ pattern: '^\\+[1-9][0-9 ()-]{5,20}$', description: 'with the country code: +49 89 1234567' }),
})
export type CriticalIssue = Static<typeof CriticalIssue>

/** Refuses what is not a critical issue, with the severity to choose instead. */
export function critical(environment: Environment, questionnaire: Questionnaire, issue: CriticalIssue | undefined): void {
  if (environment !== 'production') throw new Problem(409, 'urgent_only_production', 'Urgent is said only of production; choose high or normal for a development appliance.')
  if (!issue) throw new Problem(400, 'critical_form_missing', 'An urgent ticket says which business process has stopped, whether there is a workaround, and who answers the phone.')
  if (questionnaire.users !== 'all' && questionnaire.users !== 'most') throw new Problem(409, 'not_critical', 'Urgent means that all or most users are affected; choose high (2).')
  if (issue.workaround) throw new Problem(409, 'not_critical', 'Urgent means that there is no workaround; choose high (2).')
}
