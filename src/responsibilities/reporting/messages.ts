/**
 * The words between an appliance and the provider's console. The appliance posts a report to `<url>/exchange`; the answer carries what was said
 * there. Both are JSON, signed over their canonical form with the sender's key (Ed25519), and name sender and receiver.
 */
import { Closed, OneOf, Type, type Static } from '#kernel/schema.ts'
import { canonical, isSignedBy, signWith, type Seal } from '../seals/index.ts'

const key = Type.String({ maxLength: 40 })

const Put = Closed({
  item: Type.String({ maxLength: 200, description: '`ticket:T-1`' }),
  fingerprint: Type.String({ minLength: 64, maxLength: 64 }),
  content: Type.Unknown(),
})
export type Put = Static<typeof Put>

export const Report = Closed({
  purpose: OneOf(['bailiwick report']),
  id: Type.String({ maxLength: 60 }),
  issuer: key,
  audience: key,
  sequence: Type.Integer({ minimum: 1, description: 'rises with every message of this issuer' }),
  sentAt: Type.String({ maxLength: 40 }),
  introduction: Type.Optional(Closed({ publicKey: Type.String({ maxLength: 60 }), enrolment: Type.String({ maxLength: 200 }) })),
  received: Type.Integer({ minimum: 0, description: 'position of the last instruction that was dealt with' }),
  holding: Type.String({ minLength: 64, maxLength: 64, description: 'fingerprint of what the console is believed to have' }),
  put: Type.Array(Put, { maxItems: 2000 }),
  drop: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20_000 }),
  leaving: Type.Optional(Type.Boolean({ description: 'the subscriber has ended the pairing' })),
})
export type Report = Static<typeof Report>

export type Instruction = {
  id: string
  position: number
  /** Of the configuration area: `tickets.comment`. */
  operation: string
  input: unknown
  /** Who of the provider said it. */
  by: { email: string; name: string; roles: readonly string[] }
  saidAt: string
}

export type Answer = {
  purpose: 'bailiwick console answer'
  /** `id` of the report. */
  inReplyTo: string
  issuer: string
  audience: string
  sentAt: string
  /** The console has something else than the appliance believes; it has forgotten all, and wants everything again. */
  resend: boolean
  instructions: Instruction[]
}

export type Sealed<M> = { message: M; signature: string }

/** What JSON drops is dropped before it is signed. */
export function sealMessage<M>(seal: Seal, message: M): Sealed<M> {
  const plain = JSON.parse(JSON.stringify(message)) as M
  return { message: plain, signature: signWith(seal, canonical(plain)) }
}

/** Whether the holder of this key wrote exactly this. */
export const sentBy = (publicKey: string, { message, signature }: Sealed<unknown>): boolean => isSignedBy(publicKey, canonical(message), signature)

