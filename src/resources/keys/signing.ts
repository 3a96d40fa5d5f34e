import { sign, type SignKeyObjectInput } from 'node:crypto'
import { promisify } from 'node:util'
import { ways, type SigningAlgorithm } from './algorithms.ts'
import { signingKeyFor, type OnDemandContext } from './on-demand.ts'

// With a callback Node signs on its thread pool: an RSA signature takes 0.3 ms that the event loop does not have.
const signAside = promisify(sign) as (algorithm: string, data: Buffer, key: SignKeyObjectInput) => Promise<Buffer>

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A compact JWS (RFC 7515 section 3.1) by the tenant's current key for `alg`, RS256 unless given. `header` may set `typ`; `kid` is ours. */
export async function signJwt(ctx: OnDemandContext, token: { alg?: SigningAlgorithm; header?: { typ?: string }; claims: Record<string, unknown> }): Promise<string> {
  const key = await signingKeyFor(ctx, token.alg ?? 'RS256')
  const way = ways[key.algorithm]
  const signed = `${encode({ alg: key.algorithm, typ: token.header?.typ ?? 'JWT', kid: key.kid })}.${encode(token.claims)}`
  return `${signed}.${(await signAside(way.hash, Buffer.from(signed), { key: key.privateKey, ...way.options })).toString('base64url')}`
}
