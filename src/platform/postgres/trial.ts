/** For the tests of this folder: a data directory of one's own, what was logged, and nothing left behind. */
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import pg from 'pg'
import type { EmbeddedConnection } from './first-connection.ts'
import type { Log } from './log.ts'
import { scratchTemplate } from './scratch-template.ts'

export function trialFolder(t: TestContext, mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-trial-'))
  chmodSync(folder, mode)
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A data directory that was initialised before, without the time that initdb takes. */
export async function preparedFolder(t: TestContext): Promise<string> {
  const folder = trialFolder(t)
  cpSync(await scratchTemplate(), folder, { recursive: true })
  return folder
}

export function memoryLog(): Log & { said: string[] } {
  const said: string[] = []
  const add = (sentence: string) => void said.push(sentence)
  return { said, info: add, warn: add, error: add }
}

export async function query<T extends pg.QueryResultRow>(connection: EmbeddedConnection, text: string): Promise<T[]> {
  const client = new pg.Client({ ...connection, ssl: false })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}
