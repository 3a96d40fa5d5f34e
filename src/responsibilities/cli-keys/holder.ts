/** For whom a key acts, now. */
import type { KeyObject } from 'node:crypto'
import { readPublicKey } from '#platform/signatures/index.ts'
import type { Office, OperatorCaller } from '../context/index.ts'
import { callerOfPerson, findPerson } from '../parties/index.ts'
import { findKey } from './cli-keys.store.ts'

export type KeyHolder = { id: string; name: string; publicKey: KeyObject; caller: OperatorCaller }

/** Undefined when nobody authorised it, or when its person does not belong to a party any more. */
export async function callerOfKey(office: Office, id: string): Promise<KeyHolder | undefined> {
  const key = await findKey(office.db, id)
  const publicKey = key && readPublicKey(key.public_key)
  if (!key || !publicKey) return undefined
  const caller = await holderOf(office, key)
  return caller && { id: key.id, name: key.name, publicKey, caller }
}

async function holderOf(office: Office, { party, roles, person_id, added_by, name }: { party: OperatorCaller['party']; roles: OperatorCaller['roles']; person_id: string | null; added_by: string; name: string }): Promise<OperatorCaller | undefined> {
  if (person_id !== null) {
    const { user_id, state } = await findPerson(office, person_id)
    return user_id === null || state !== 'active' ? undefined : callerOfPerson(office, user_id)
  }
  const [kind, who = name] = added_by.split(/:(.*)/s)
  return kind === 'client' ? { party, roles, client: who } : { party, roles, local: who }
}
