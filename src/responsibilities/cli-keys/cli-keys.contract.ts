/** Operations on the keys of workstations. */
import { resource } from '#kernel/operation.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons, Shown, ShownList } from '../context/index.ts'
import type { CliKey } from './cli-keys.store.ts'

const key = { id: Type.String(), name: Type.String(), public_key: Type.String(), party: Type.String(), added_by: Type.String(), added_at: Type.String() }

export const cliKeysContract = resource({
  name: 'cli-keys',
  about: 'Public keys of workstations that may command the nodes.',
  operations: {
    list: { http: 'GET /cli-keys', summary: 'List authorised keys', scope: readScope, row: reasons.reading, returns: ShownList<CliKey>(key) },
    add: {
      http: 'POST /cli-keys', summary: 'Authorise the public key of a workstation; it acts for you, or for the person named', scope: changeScope, row: 'configure-cli', risk: 'routine', returns: Shown<CliKey>(key),
      body: Closed({
        name: Type.String({ minLength: 1, maxLength: 100, description: 'which workstation' }),
        key: Type.String({ minLength: 1, maxLength: 1000, description: 'Ed25519: what `bailiwick create-key` printed, PEM, or a line of OpenSSH' }),
        person: Type.Optional(Type.String({ maxLength: 100, description: 'id of the person it acts for' })),
      }),
    },
    remove: { http: 'DELETE /cli-keys/:id', summary: 'Take a key\'s authorisation away; its next request is refused', scope: changeScope, row: 'configure-cli', risk: 'routine' },
  },
})
