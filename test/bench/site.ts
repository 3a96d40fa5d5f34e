/** A server as the benchmark sees it, ours or the baseline: where it is, what has been registered there, what its processes cost. */
import type { Target } from './wire.ts'

export type SiteName = 'ours' | 'baseline'

export type Person = { email: string; password: string }

export type Site = {
  name: SiteName
  target: Target
  paths: { authorize: string; token: string; userinfo: string; discovery: string }
  /** How a request names the API that a token is for. */
  audienceParameter: 'audience' | 'resource'
  machine: { id: string; secret: string }
  web: { id: string; secret: string }
  /** The Cookie header of each person's browser, signed in. */
  cookies: string[]
  /** Only where the password grant exists. */
  passwords?: { client: { id: string; secret: string }; realm: string; people: Person[] }
  /** By role; their processor time is what a pass costs. */
  processes(): { worker: number[]; database: number[]; other: number[] }
  stop(): Promise<void>
}

/** The same for both. */
export const audience = 'https://api.bench.example/'
export const apiScope = 'read:things'
export const callback = 'https://app.bench.example/callback'
export const loginScope = 'openid profile email offline_access read:things'
/** Each has a browser, a session and refresh tokens of their own; so many that nobody begins 200 sessions with one application in a run. */
export const peopleCount = 160

export const personOf = (number: number) => ({
  email: `person.${number}@example.com`,
  name: `Person ${number}`,
  given_name: 'Person',
  family_name: `Number ${number}`,
  nickname: `person.${number}`,
  picture: 'https://pictures.example.com/person.png',
})
