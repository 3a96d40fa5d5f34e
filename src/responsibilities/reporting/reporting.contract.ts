/** Operations on reporting to the provider's console. */
import { resource } from '#kernel/operation.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons } from '../context/index.ts'
import { ConsoleCard } from './console-card.ts'
import { consentKinds, type ConsentKind } from './sources.ts'

const consents = Type.Array(OneOf(Object.keys(consentKinds) as ConsentKind[]), { maxItems: 20, uniqueItems: true, description: 'what may leave this appliance' })
const view = Closed({
  paired: Type.Boolean(), own_key: Type.String({ description: 'key of this appliance: what the provider compares' }), kinds: Type.Array(Closed({ kind: Type.String(), title: Type.String(), consented: Type.Boolean() })),
  console: Type.Optional(Closed({
    name: Type.String(), url: Type.String(), key: Type.String(), consents, paired_by: Type.String(), paired_at: Timestamp(), answered_at: Nullable(Timestamp()), failing_since: Nullable(Timestamp()), last_error: Nullable(Type.String()), next_at: Timestamp(),
  })),
})
const instruction = Closed({
  id: Type.String(), key_id: Type.String(), position: Type.Integer(), operation: Type.String(), said_by: Type.String(), said_at: Timestamp(), arrived_at: Timestamp(), state: OneOf(['done', 'refused']), sentence: Type.String(), subject: Nullable(Type.String()),
})
/** Consent to what leaves is the subscriber's, who prepares the way in and out. */
const change = { scope: changeScope, row: 'prepare-infrastructure', risk: 'routine' } as const

export const reportingContract = resource({
  name: 'reporting',
  about: 'Reports to the provider\'s console, with consent, and what the provider said there.',
  operations: {
    get: { http: 'GET /reporting', summary: 'Show whether and what is reported', scope: readScope, row: reasons.reading, returns: view },
    pair: { http: 'PUT /reporting', summary: 'Report to the console whose card this is', ...change, body: Closed({ card: ConsoleCard, consents }), returns: view },
    consent: { http: 'PATCH /reporting', summary: 'Change what is reported', ...change, body: Closed({ consents }), returns: view },
    end: { http: 'DELETE /reporting', summary: 'Report nothing any more', ...change, status: 200, returns: Closed({ sentence: Type.String() }) },
    now: { http: 'POST /reporting/now', summary: 'Report at once', ...change, status: 200, returns: Closed({ sent: Type.Integer(), instructions: Type.Integer(), sentence: Type.String() }) },
    instructions: { http: 'GET /reporting/instructions', summary: 'List what the provider said at its console, and what became of it, newest first', scope: readScope, row: reasons.reading, returns: instruction, paging: { style: 'offset', plural: 'instructions', max: 100, default: 50, wrapped: true } },
  },
})
