/** What a console tells an appliance of itself: brought to the appliance by the subscriber, signed with the key it names. */
import { Closed, OneOf, Type, type Static } from '#kernel/schema.ts'
import { Problem } from '#kernel/problem.ts'
import { canonical, isSignedBy, signWith, type Seal } from '../seals/index.ts'

export const ConsoleCard = Closed({
  purpose: OneOf(['bailiwick provider console']),
  name: Type.String({ minLength: 1, maxLength: 100, description: 'of the provider' }),
  url: Type.String({ maxLength: 300, description: 'where the console answers' }),
  key: Type.String({ maxLength: 40 }),
  publicKey: Type.String({ maxLength: 60 }),
  ca: Type.Optional(Type.String({ maxLength: 20_000, description: 'PEM; when the console has a certificate of its own making' })),
  enrolment: Type.Optional(Type.String({ maxLength: 200, description: 'introduces one appliance, once' })),
  signature: Type.String({ maxLength: 120 }),
})
export type ConsoleCard = Static<typeof ConsoleCard>

export function signConsoleCard(seal: Seal, said: { name: string; url: string; ca?: string; enrolment?: string }): ConsoleCard {
  const facts = { purpose: 'bailiwick provider console' as const, key: seal.id, publicKey: seal.publicKey, ...said }
  return { ...facts, signature: signWith(seal, canonical(facts)) }
}

/** @throws Problem when it was altered, or leads to an address that is not called. */
export function readConsoleCard(card: ConsoleCard): ConsoleCard {
  const { signature, ...facts } = card
  if (!isSignedBy(card.publicKey, canonical(facts), signature)) throw new Problem(400, 'console_card_wrong', 'This card was altered or is none; let the provider make a new one.')
  const url = URL.canParse(card.url) ? new URL(card.url) : undefined
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') throw new Problem(400, 'console_card_wrong', 'The card names no https address.')
  return card
}
