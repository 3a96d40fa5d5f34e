/** Questions, answers and messages as they are shown. */
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { jobRoles, PartyShown } from '../context/index.ts'

export const MessageShown = Closed({ id: Type.String(), subject: Type.String({ description: 'what it is about: task:…, ticket:…' }), author: Type.String(), party: PartyShown, body: Type.String(), issue: Type.Boolean(), at: Timestamp() })

export const ConsultationShown = Closed({
  id: Type.String(), subject: Type.String(), party: PartyShown, role: Nullable(OneOf(jobRoles)), question: Type.String(), state: OneOf(['open', 'answered', 'waived', 'lapsed', 'withdrawn']),
  asked_by: Type.String(), asked_at: Timestamp(), deadline: Timestamp(), settled_by: Nullable(Type.String()), settled_at: Nullable(Timestamp()), answer: Nullable(Type.String()),
})
