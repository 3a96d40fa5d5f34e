import { problem, Problem } from '#kernel/problem.ts'
import { UniqueViolation } from '#platform/postgres/index.ts'
import { keyId, publicKeyText, readPublicKey } from '#platform/signatures/index.ts'
import { governed, whoIs, wire, within, type ApplianceContext } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { findPerson } from '../parties/index.ts'
import { cliKeysContract } from './cli-keys.contract.ts'
import { allKeys, deleteKey, insertKey, type CliKey } from './cli-keys.store.ts'

const KeyNotFound = problem(404, 'inexistent_key', 'There is no such key.')

type Asked = { name: string; key: string; person?: string | undefined }

async function add(ctx: ApplianceContext, { name, key: text, person }: Asked): Promise<CliKey> {
  const key = readPublicKey(text)
  if (!key) throw new Problem(400, 'invalid_key', 'This is no Ed25519 public key. Paste what `bailiwick create-key` printed (43 characters), a PEM public key, or an ssh-ed25519 line; never a private key.')
  const named = person === undefined ? ctx.operator.person : await findPerson(ctx, person)
  if (person !== undefined && !('state' in named! && named.state === 'active')) throw new Problem(409, 'person_inactive', 'This person has not joined yet, or was removed.')
  const holder = person === undefined ? ctx.operator : (named as { party: CliKey['party']; roles: CliKey['roles'] })
  const added: CliKey = {
    id: keyId(key), name: name.trim(), public_key: publicKeyText(key), party: holder.party, roles: [...holder.roles], person_id: named?.id ?? null,
    added_by: whoIs(ctx.operator), added_at: ctx.clock.now(), last_used_at: null,
  }
  try {
    await within(ctx, async (inner) => {
      await insertKey(inner.db, added)
      await appendEntry(inner, { kind: 'cli-key.added', actor: whoIs(ctx.operator), subject: `key:${added.id}`, data: { name: added.name, party: added.party, person: added.person_id ?? undefined } })
    })
  } catch (error) {
    if (error instanceof UniqueViolation) throw new Problem(409, 'key_exists', 'This key, or one of this name, is authorised already; remove it first.')
    throw error
  }
  return added
}

export const cliKeys = governed(cliKeysContract, {
  list: async (_input, ctx) => wire(await allKeys(ctx.db)),
  add: async ({ body }, ctx) => wire(await add(ctx, body)),
  async remove({ params }, ctx) {
    await within(ctx, async (inner) => {
      const gone = await deleteKey(inner.db, params.id)
      if (!gone) throw KeyNotFound()
      await appendEntry(inner, { kind: 'cli-key.removed', actor: whoIs(ctx.operator), subject: `key:${gone.id}`, data: { name: gone.name } })
    })
  },
})
