import { Problem } from '#kernel/problem.ts'
import type { Office } from '../context/index.ts'
import { insertKey, findCurrentKey, findKey, retireKeys, type KeyOwner, type KeyRow } from './keys.store.ts'
import { generateSealPair, keyId } from './signature.ts'

export type { KeyOwner }

/** `privateKey` is undefined when only the public half is known here. */
export type Seal = { id: string; owner: KeyOwner; publicKey: string; privateKey: string | undefined }

type Keeper = Pick<Office, 'db' | 'secrets'>

const opened = ({ secrets }: Keeper, row: KeyRow): Seal => ({
  id: row.id,
  owner: row.owner,
  publicKey: row.public_key,
  privateKey: row.private_sealed ? secrets.open(row.private_sealed) : undefined,
})

/** The current key of an owner; made at first need. */
export async function ensureKey(office: Keeper, owner: KeyOwner): Promise<Seal> {
  const found = await findCurrentKey(office.db, owner)
  if (found) return opened(office, found)
  const made = generateSealPair()
  await insertKey(office.db, { id: made.id, owner, public_key: made.publicKey, private_sealed: office.secrets.seal(made.privateKey) })
  // Two callers may have made one each; the index lets one of them stand.
  return opened(office, (await findCurrentKey(office.db, owner))!)
}

/** Current or retired: what was signed stays verifiable. */
export async function keyById(office: Keeper, id: string): Promise<Seal | undefined> {
  const row = await findKey(office.db, id)
  return row && opened(office, row)
}

/** From now on this party signs with a key of its own; the one before is retired. `publicKey`: 32 bytes, base64url. */
export async function adoptKey(office: Keeper, owner: 'provider' | 'subscriber', publicKey: string): Promise<Seal> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(publicKey)) throw new Problem(400, 'invalid_key', 'A public key is 32 bytes of Ed25519 in base64url (43 characters).')
  return office.db.transaction(async (db) => {
    const id = keyId(publicKey)
    const known = await findKey(db, id)
    if (known) throw new Problem(409, 'key_known', `The key ${id} is known already, as the ${known.owner}'s; every owner has keys of its own.`)
    await retireKeys(db, owner)
    await insertKey(db, { id, owner, public_key: publicKey, private_sealed: null })
    return { id, owner, publicKey, privateKey: undefined }
  })
}
