/** Looks at the gates of a row: measured where somebody knows how, attested where a person vouched and it is still fresh, closed otherwise. */
import type { Party } from '#kernel/mandate.ts'
import { isSingle, type Office } from '../context/index.ts'
import { windowCovering } from '../access-windows/index.ts'
import { gates, type GateDeclaration, type GateId, type Row } from '../matrix/index.ts'

/** What a gate said, when, and on whose word. */
export type Evidence = {
  gate: string
  title: string
  when: 'before' | 'after'
  met: boolean
  sentence: string
  remedy: string
  /** `appliance`, a person, or `nobody`. */
  by: string
  /** ISO 8601. */
  at: string
}

/** A person's word for a gate. */
export type Vouched = { gate: string; party: Party; by: string; sentence: string; at: Date }

export type Occasion = { operation: string; input: unknown; row: string; /** Who does the work. */ party: Party; task?: string | undefined }
/** Undefined: cannot be told by measuring; a person has to vouch where the gate allows it. */
export type Measure = (office: Office, occasion: Occasion) => Promise<{ met: boolean; sentence: string } | undefined>
export type Measures = Partial<Record<GateId, Measure>>

const own: Measures = {
  'access-window-open': async (office, { row, party }) => {
    if (isSingle(office)) return { met: true, sentence: 'One organisation is both parties; nobody has to be let in.' }
    if (party === 'subscriber') return { met: true, sentence: 'The subscriber does it and needs no window.' }
    const window = await windowCovering(office, row)
    return window ? { met: true, sentence: `The window ${window.id} is open until ${window.ends_at.toISOString()}.` } : { met: false, sentence: `No window is open for "${row}".` }
  },
  'subscriber-present': async (office, { party }) =>
    party === 'subscriber' || isSingle(office) ? { met: true, sentence: 'The subscriber does it.' } : undefined,
}

/** The gates that guard this operation, in the order of the row; those named for other operations are left out. */
export function guarding(row: Row, operation: string, routine: boolean): Row['gates'] {
  return row.gates.filter(({ operations, when }) => (operations ? operations.includes(operation) : !routine || when === 'after'))
}

export async function examine(office: Office, measures: Measures, row: Row, occasion: Occasion & { routine: boolean }, vouched: readonly Vouched[] = []): Promise<Evidence[]> {
  return Promise.all(guarding(row, occasion.operation, occasion.routine).map(async ({ gate, when }): Promise<Evidence> => {
    const declared: GateDeclaration | undefined = gates[gate as GateId]
    const now = office.clock.now()
    const evidence = (met: boolean, sentence: string, by: string): Evidence => ({ gate, when, met, sentence, by, title: declared?.title ?? gate, remedy: declared?.remedy ?? '', at: now.toISOString() })
    const measure = measures[gate as GateId] ?? own[gate as GateId]
    // A measurement that fails is no evidence; the sentence says why.
    const measured = await measure?.(office, occasion).catch((error: unknown) => ({ met: false, sentence: `It could not be measured: ${error instanceof Error ? error.message : String(error)}.` }))
    if (measured) return evidence(measured.met, measured.sentence, 'appliance')
    if (!declared || declared.by === 'measured') return evidence(false, 'The appliance cannot measure this yet.', 'nobody')
    const word = vouched
      .filter((candidate) => candidate.gate === gate && (declared.attestedBy === undefined || candidate.party === declared.attestedBy || isSingle(office)))
      .sort((a, b) => b.at.getTime() - a.at.getTime())[0]
    if (!word) return evidence(false, `Nobody has vouched for it: ${declared.title}`, 'nobody')
    const age = (now.getTime() - word.at.getTime()) / 1000
    if (age > declared.attestedFor) return evidence(false, `The word of ${word.by} is ${Math.round(age / 60)} minutes old and counts for ${Math.round(declared.attestedFor / 60)}.`, word.by)
    return evidence(true, word.sentence, word.by)
  }))
}

export const isMet = (evidence: readonly Evidence[]): boolean => evidence.every(({ when, met }) => when === 'after' || met)

/** Whether a person's word is missing, which is given on a task; against a measurement nobody's word helps. */
export const needsAWord = (evidence: readonly Evidence[]): boolean =>
  evidence.some(({ gate, when, met, by }) => when === 'before' && !met && by !== 'appliance' && gates[gate as GateId]?.by !== 'measured')
