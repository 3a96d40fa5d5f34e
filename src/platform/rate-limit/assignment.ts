/** Which buckets a request draws from: a table, the first row of a surface that fits. Endpoints of the dashboard's host are not limited. */
import type { HttpRequest } from '#kernel/exchange.ts'
import { digest } from '#platform/crypto/index.ts'
import type { BucketName } from './buckets.ts'

/** The more special bucket first: it is the one whose headers the answer carries. */
export type Draw = { bucket: BucketName; key: string }
type Asked = Pick<HttpRequest, 'method' | 'path' | 'ip' | 'headers'>

const special: { bucket: BucketName; at: readonly string[]; key: (request: Asked) => string }[] = [
  { bucket: 'change-password', at: ['POST /dbconnections/change_password', 'POST /u/reset-password/request'], key: ({ ip }) => ip },
  { bucket: 'signup', at: ['POST /dbconnections/signup', 'POST /u/signup', 'POST /oidc/register'], key: ({ ip }) => ip },
  // By token: the person behind it is not known yet. The token itself must not rest anywhere.
  { bucket: 'userinfo', at: ['GET /userinfo', 'POST /userinfo'], key: ({ headers, ip }) => (headers['authorization'] === undefined ? ip : digest(headers['authorization']).toString('base64url').slice(0, 22)) },
]
const byEndpoint = new Map(special.flatMap((row) => row.at.map((at) => [at, row] as const)))

/** @param tenant its name. @param http as declared: `POST /oauth/token`. */
export function drawsOf(tenant: string, http: string, request: Asked): Draw[] {
  const everybody: Draw = { bucket: http.includes(' /api/v2/') ? 'management-api' : 'authentication-api', key: tenant }
  const row = byEndpoint.get(http)
  return row ? [{ bucket: row.bucket, key: row.key(request) }, everybody] : [everybody]
}
