import { Problem } from '#kernel/problem.ts'
import { environmentOf, whoIs, within, type Environment, type Office, type OperatorCaller } from '../context/index.ts'
import { recordDrill } from '../engagement/index.ts'
import { appendEntry } from '../journal/index.ts'
import { canonical, ensureKey, isSignedBy, signWith } from '../seals/index.ts'
import { attestationRows, currentPair, insertAttestation, type AttestationRow } from './environments.store.ts'

export type AttestationKind = AttestationRow['kind']

export type Attestation = {
  purpose: 'bailiwick attestation'
  /** Unique for ever: how a replay is recognised. */
  id: string
  kind: AttestationKind
  environment: Environment
  /** Key ids of the appliance that speaks and of the one it speaks to. */
  issuer: string
  audience: string
  /** ISO 8601, UTC. */
  issuedAt: string
  facts: Record<string, unknown>
  /** Ed25519 over the canonical JSON of the other members; base64url. */
  signature: string
}

/** Signs a statement about this appliance for its partner. */
export async function attest(office: Office, caller: OperatorCaller | undefined, kind: AttestationKind, facts: Record<string, unknown>): Promise<Attestation> {
  const partner = await needPartner(office)
  const key = await ensureKey(office, 'appliance')
  const said = { purpose: 'bailiwick attestation' as const, id: `att_${office.random.hex(32)}`, kind, environment: environmentOf(office), issuer: key.id, audience: partner.key_id, issuedAt: office.clock.now().toISOString(), facts }
  const packet: Attestation = { ...said, signature: signWith(key, canonical(said)) }
  await within(office, async (inner) => {
    await insertAttestation(inner.db, { id: said.id, direction: 'issued', kind, issuer: key.id, issued_at: office.clock.now(), recorded_at: office.clock.now(), recorded_by: caller ? whoIs(caller) : 'appliance', facts, packet: canonical(packet) })
    await appendEntry(inner, { kind: 'attestation.issued', actor: caller ? whoIs(caller) : 'appliance', subject: `attestation:${said.id}`, data: { kind, facts } })
    if (kind === 'test-sign-off') await rehearsed(inner, 'this appliance', said)
  })
  return packet
}

/** Clocks of isolated networks differ a little. */
const toleranceMs = 10 * 60_000

/** Takes in what the partner said: signed by its key, meant for us, not from the future, and never seen before. */
export async function receive(office: Office, caller: OperatorCaller, given: Attestation): Promise<AttestationRow> {
  const partner = await needPartner(office)
  const { signature, ...said } = given
  if (given.purpose !== 'bailiwick attestation' || given.issuer !== partner.key_id || !isSignedBy(partner.public_key, canonical(said), signature)) {
    throw new Problem(400, 'attestation_wrong', `This attestation was altered, or was not signed by ${partner.name} (key ${partner.key_id}).`)
  }
  if (given.audience !== (await ensureKey(office, 'appliance')).id) throw new Problem(400, 'attestation_elsewhere', 'This attestation was made for another appliance.')
  if (given.environment !== partner.environment) throw new Problem(400, 'attestation_wrong', `${partner.name} was paired as ${partner.environment} and speaks as ${given.environment}; pair again.`)
  const issued = new Date(given.issuedAt)
  if (Number.isNaN(issued.getTime()) || issued.getTime() > office.clock.now().getTime() + toleranceMs) throw new Problem(400, 'attestation_future', 'This attestation is from the future; check the clocks of both appliances.')
  return within(office, async (inner) => {
    const row: AttestationRow = { id: given.id, direction: 'received', kind: given.kind, issuer: given.issuer, issued_at: issued, recorded_at: office.clock.now(), recorded_by: whoIs(caller), facts: given.facts, packet: canonical(given) }
    if (!(await insertAttestation(inner.db, row))) throw new Problem(409, 'attestation_replayed', 'This attestation was taken in before; each counts once.')
    await appendEntry(inner, { kind: 'attestation.received', actor: whoIs(caller), subject: `attestation:${given.id}`, data: { kind: given.kind, facts: given.facts, issuer: given.issuer } })
    if (given.kind === 'test-sign-off' && given.environment === 'development') await rehearsed(inner, partner.name, given)
    return row
  })
}

/** A build that was tested and signed off on development is the rehearsal of its update, for both of the pair. */
const rehearsed = (office: Office, where: string, { id, facts, issuedAt }: Pick<Attestation, 'id' | 'facts' | 'issuedAt'>): Promise<void> =>
  recordDrill(office, 'update-rehearsed', `The build ${String(facts['build'])} runs on ${where}, the development appliance; its tests were signed off on ${issuedAt.slice(0, 10)}.`, { attestation: id })

/** Newest first. */
export const attestationsOf = ({ db }: Pick<Office, 'db'>, filter: { direction?: 'issued' | 'received'; kind?: AttestationKind } = {}): Promise<AttestationRow[]> =>
  attestationRows(db, filter.direction, filter.kind)

async function needPartner(office: Office) {
  const partner = await currentPair(office.db)
  if (!partner) throw new Problem(409, 'not_paired', 'This appliance is not paired; exchange cards with the other one first.')
  return partner
}
