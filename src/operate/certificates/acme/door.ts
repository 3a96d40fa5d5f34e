/** Answers the ACME server's question over plain HTTP, on every host and before anything is redirected (RFC 8555 section 8.3). */
import type { HttpReply } from '#kernel/exchange.ts'
import type { Database } from '#platform/postgres/index.ts'
import { findChallenge } from './acme.store.ts'

export const acmeDoor = (db: Pick<Database, 'maybe'>) => (knock: { method: string; path: string }): Promise<HttpReply> | undefined => {
  const token = /^\/\.well-known\/acme-challenge\/([A-Za-z0-9_-]{16,256})$/.exec(knock.path)?.[1]
  return token !== undefined && knock.method === 'GET' ? answer(db, token) : undefined
}

async function answer(db: Pick<Database, 'maybe'>, token: string): Promise<HttpReply> {
  const body = await findChallenge(db, token)
  return body === undefined ? { status: 404 } : { status: 200, headers: { 'content-type': 'application/octet-stream' }, body }
}
