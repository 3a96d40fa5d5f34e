/** Support tickets as the API answers them, and the words of their form. */
import type { ApplianceAnswered } from '../../api/session.ts'

export type Ticket = ApplianceAnswered<'tickets.get'>

export const severities: Record<number, string> = { 1: 'Urgent: production is down or unusable for all users', 2: 'High: a major function is impaired for many users', 3: 'Normal: something does not do what is documented, or a general question', 4: 'Low: information, help with configuration, a wish' }
/** `Urgent` of the sentence above. */
export const severityWord = (severity: number): string => severities[severity]?.split(':')[0] ?? String(severity)
/** What the form asks, by the name of the answer. */
export const questions: Record<string, string> = {
  description: 'What happens, and how far a login gets', tenant: 'Tenant', applications: 'Applications and connections', first_noticed: 'First noticed', users: 'Whom it hits', frequency: 'How often',
  tried: 'What was tried', errors: 'Messages, word for word', worked_before: 'It worked before', business_process: 'Which business process has stopped', workaround: 'There is a way around it', contact: 'Who answers the phone', phone: 'Phone',
}
export const kinds = ['incident', 'question', 'change', 'update', 'recovery'] as const
export const stateTones = { open: 'watch', pending: 'watch', solved: 'good', closed: 'quiet' } as const
export const clockTones = { running: 'watch', stopped: 'quiet', kept: 'good', missed: 'bad' } as const
export const severityTone = (severity: number) => (severity === 1 ? 'bad' : severity === 2 ? 'watch' : 'quiet')
