/** Operations on reporting to the provider's console. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons, Shown, ShownList } from '../context/index.ts'
import { ConsoleCard } from './console-card.ts'
import type { ReportingView } from './pairing.ts'
import type { InstructionRow } from './reporting.store.ts'
import { consentKinds, type ConsentKind } from './sources.ts'

const view = Shown<ReportingView>({ paired: Type.Boolean(), own_key: Type.String(), kinds: Type.Array(Type.Unknown()), console: Type.Optional(Type.Unknown()) })
const consents = Type.Array(OneOf(Object.keys(consentKinds) as ConsentKind[]), { maxItems: 20, uniqueItems: true, description: 'what may leave this appliance' })
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
    instructions: { http: 'GET /reporting/instructions', summary: 'List what the provider said at its console, and what became of it', scope: readScope, row: reasons.reading, returns: ShownList<InstructionRow>({ id: Type.String(), operation: Type.String(), said_by: Type.String(), state: Type.String(), sentence: Type.String() }) },
  },
})
