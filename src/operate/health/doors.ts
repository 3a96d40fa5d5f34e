/** The addresses that monitoring tools ask: `/test`, `/livez`, `/readyz`, `/metrics`, `/health/status/…`. Never a body where none is documented. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpReply } from '#kernel/exchange.ts'
import type { Settings } from '#kernel/setting.ts'
import type { Clock } from '#platform/clock/index.ts'
import { digest, sameSecret } from '#platform/crypto/index.ts'
import { healthKeyDigest } from './health.settings.ts'
import type { StatusCode } from './board.ts'

export const healthUser = 'api_keys_health'

/** Milliseconds. */
const patience = 5_000

export type Answers = {
  status(check: string): Promise<StatusCode | undefined>
  /** In the text format of Prometheus. */
  metrics(): Promise<string>
  /** Whether requests can be served: the database answers. */
  ready(): Promise<boolean>
}

type Knock = { method: string; path: string; headers: Record<string, string | string[] | undefined>; safe: boolean }

/** `bare`: the port for monitoring tools alone, where `/status/…` and `/testall` are known too and plain HTTP is what was asked for. */
export function healthDoors(options: { settings: Settings; clock: Clock; answers: Answers; bare?: boolean }): (knock: Knock) => Promise<HttpReply> | 'only over TLS' | undefined {
  const { settings, clock, answers, bare = false } = options
  /** A database that keeps silent is not ready; nobody is kept waiting for it. */
  const ready = () => Promise.race([answers.ready(), sleep(patience, false, { ref: false })])

  const guarded = (knock: Knock, act: () => Promise<HttpReply>): Promise<HttpReply> | 'only over TLS' => {
    if (!knock.safe && !bare) return 'only over TLS'
    if (!mayAsk(settings, knock.headers['authorization'])) return reply(401, undefined, { 'www-authenticate': 'Basic realm="health", charset="UTF-8"' })
    return act()
  }

  const open = (knock: Knock): Promise<HttpReply> | 'only over TLS' | undefined => {
    const status = /^(\/health)?\/status\/([a-z]{1,40})$/.exec(knock.path)
    if (status && (status[1] !== undefined || bare)) return guarded(knock, async () => ({ status: (await answers.status(status[2]!)) ?? 404 }))
    switch (knock.path) {
      case '/test': return ready().then((ready) => (ready ? { status: 200, body: { clock: clock.now().getTime() } } : reply(503)))
      case '/testall': return bare ? ready().then((ready) => text(ready ? 200 : 503, ready ? 'OK' : 'UNHEALTHY')) : undefined
      case '/livez': return text(200, 'OK')
      case '/readyz': return ready().then((ready) => text(ready ? 200 : 503, ready ? 'OK' : 'NOT READY'))
      case '/metrics': return guarded(knock, async () => ({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, body: await answers.metrics() }))
      default: return undefined
    }
  }

  const ours = bare ? /^\/(test|testall|livez|readyz|metrics)$|^(\/health)?\/status\// : /^\/(test|livez|readyz|metrics)$|^\/health\/status\//
  return (knock) => {
    if (knock.method === 'GET' || knock.method === 'HEAD') return open(knock)
    return ours.test(knock.path) ? reply(405, undefined, { allow: 'GET, HEAD' }) : undefined
  }
}

const reply = async (status: number, body?: string, headers?: Record<string, string>): Promise<HttpReply> => ({ status, ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) })
const text = (status: number, body: string): Promise<HttpReply> => reply(status, body, { 'content-type': 'text/plain' })

/** Basic authentication (RFC 7617) against the digest; nobody may ask while there is no key. */
function mayAsk(settings: Settings, header: string | string[] | undefined): boolean {
  const wanted = settings.get(healthKeyDigest)
  const given = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(typeof header === 'string' ? header : '')?.[1]
  if (wanted === '' || given === undefined) return false
  const [user, password] = splitOnce(Buffer.from(given, 'base64').toString('utf8'))
  return sameSecret(digest(password).toString('hex'), wanted) && user === healthUser
}

function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf(':')
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}
