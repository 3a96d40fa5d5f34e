/** Operations of the provider's console, under `/api/provider/v1`. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { Shown, ShownList } from '#responsibilities/context/index.ts'
import { sayable, type ConsoleCard } from '#responsibilities/reporting/index.ts'
import type { ApplianceLine, ApplianceView, InstructionRow } from '../appliances/index.ts'

const read = 'read:console'
const change = 'update:console'
/** The console is the provider's own; no matrix divides its work. */
const own = { none: 'Work of the provider in its own system; what it says to an appliance passes that appliance\'s gate.' }
const facts = { id: Type.String(), subscriber: Type.String(), state: Type.String() }
const instruction = Shown<InstructionRow>({ id: Type.String(), operation: Type.String(), state: Type.String() })

export const consoleContract = resource({
  name: 'console',
  about: 'The appliances that report to the provider.',
  operations: {
    appliances: { http: 'GET /appliances', summary: 'List appliances', scope: read, row: own, returns: ShownList<ApplianceLine>(facts) },
    appliance: { http: 'GET /appliances/:id', summary: 'Show an appliance and everything it has reported', scope: read, row: own, returns: Shown<ApplianceView>({ ...facts, items: Type.Unknown(), instructions: Type.Array(Type.Unknown()) }) },
    connect: { http: 'POST /appliances', summary: 'Make the card for one appliance; it is shown this once', scope: change, row: own, risk: 'routine', body: Closed({ subscriber: Type.String({ minLength: 1, maxLength: 100 }) }), returns: Shown<{ id: string; card: ConsoleCard; expires_at: Date }>({ id: Type.String(), card: Type.Unknown(), expires_at: Type.String() }) },
    remove: { http: 'DELETE /appliances/:id', summary: 'Forget an appliance', scope: change, row: own, risk: 'routine' },
    say: {
      http: 'POST /appliances/:id/instructions', summary: 'Say something to an appliance: it fetches it, and decides', scope: change, row: own, risk: 'routine', returns: instruction,
      body: Closed({ operation: OneOf(sayable), input: Type.Optional(Type.Unknown({ description: 'params, query and body of the operation' })), about: Type.Optional(Type.String({ maxLength: 100 })) }),
    },
    instruction: { http: 'GET /instructions/:id', summary: 'Show what became of something said', scope: read, row: own, returns: instruction },
    verify: { http: 'GET /journal/verify', summary: 'Verify the record of this console', scope: read, row: own, returns: Shown<{ ok: boolean; sentence: string }>({ ok: Type.Boolean(), sentence: Type.String() }) },
  },
})
