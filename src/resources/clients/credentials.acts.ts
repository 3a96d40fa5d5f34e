/** Credentials of applications and the fields of an application that refer to them. */
import { Problem } from '#kernel/problem.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { UniqueViolation, type Database } from '#platform/postgres/index.ts'
import type { Client } from './clients.schema.ts'
import { KidTaken } from './credentials.contract.ts'
import { credentialFrom } from './credentials.material.ts'
import type { CredentialSent, CredentialType } from './credentials.schema.ts'
import { insertCredential, selectCredentials, type CredentialRow, type NewCredential } from './credentials.store.ts'

/** Every credential of the application, expired ones included; which of them count for what, its fields say. Kept until the tenant's configuration changes. */
export const credentialsOfClient = (ctx: TenantContext, clientId: string): Promise<CredentialRow[]> =>
  ctx.cache.keep(ctx.tenant.id, `client-credentials:${clientId}`, () => selectCredentials(ctx.db, ctx.tenant.id, clientId))

type Fields = Pick<Client, 'client_authentication_methods' | 'signed_request_object'>
type Holder = { at: string; type: CredentialType; list: { id: string }[] }

const typeOf = { private_key_jwt: 'public_key', tls_client_auth: 'cert_subject_dn', self_signed_tls_client_auth: 'x509_cert' } as const
const methods = Object.keys(typeOf) as (keyof typeof typeOf)[]

/** The lists of references that an application has, with the kind each may refer to. */
function holders(client: Fields): Holder[] {
  const authentication = methods.map((method) => ({
    at: `client_authentication_methods.${method}.credentials`, type: typeOf[method], list: client.client_authentication_methods?.[method]?.credentials,
  }))
  const requests = { at: 'signed_request_object.credentials', type: 'public_key' as const, list: client.signed_request_object?.credentials }
  return [...authentication, requests].filter((holder): holder is Holder => holder.list !== undefined)
}

/** Takes the credentials out of the fields of a new application; references stand in their place. */
export function takeCredentials(home: Pick<ProcessContext, 'random'>, client: Fields): NewCredential[] {
  const taken: NewCredential[] = []
  for (const { list } of holders(client)) {
    list.forEach((sent, index) => {
      const credential = credentialFrom(home.random, sent as unknown as CredentialSent)
      // One key may both authenticate and sign requests.
      const known = taken.find(({ kid }) => kid !== null && kid === credential.kid) ?? credential
      if (known === credential) taken.push(credential)
      list[index] = { id: known.id }
    })
  }
  return taken
}

export async function addCredential(db: Database, tenantId: number, clientId: string, credential: NewCredential): Promise<CredentialRow> {
  try {
    return await db.transaction((tx) => insertCredential(tx, tenantId, clientId, credential))
  } catch (error) {
    throw error instanceof UniqueViolation ? KidTaken({ cause: error }) : error
  }
}

/** Throws a 400 unless every reference is to a credential of this application and of the right kind. */
export async function checkReferences(tx: Database, tenantId: number, client: Fields & { client_id: string }): Promise<void> {
  const held = holders(client).filter(({ list }) => list.length > 0)
  if (held.length === 0) return
  const known = new Map((await selectCredentials(tx, tenantId, client.client_id)).map((each) => [each.id, each.credential_type]))
  for (const { at, type, list } of held) {
    list.forEach(({ id }, index) => {
      if (known.get(id) === type) return
      const what = known.has(id) ? `The credential ${id} is not of type ${type}` : `The credential ${id} does not exist`
      throw new Problem(400, 'invalid_body', `Payload validation error: '${what}' on property ${at}[${index}].`)
    })
  }
}

/** The fields without the reference; undefined when they had none. */
export function withoutReference(client: Fields, id: string): Fields | undefined {
  const { client_authentication_methods: authentication, signed_request_object: requests } = client
  const copy: Fields = structuredClone({
    ...(authentication && { client_authentication_methods: authentication }),
    ...(requests && { signed_request_object: requests }),
  })
  let found = false
  for (const { list } of holders(copy)) {
    const index = list.findIndex((reference) => reference.id === id)
    if (index < 0) continue
    list.splice(index, 1)
    found = true
  }
  return found ? copy : undefined
}
