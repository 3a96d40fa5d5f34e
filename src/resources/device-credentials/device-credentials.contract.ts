/** Operations on device credentials. */
import { Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'

export const NotForThatUser = problem(403, 'insufficient_scope', 'Cannot create device credentials for that user.')
export const NotForThatClient = problem(403, 'insufficient_scope', 'Cannot create device credentials for that client.')
export const DeviceTaken = problem(409, 'device_credential_conflict', 'A public key already exists for the device.')

const { Optional } = Type
const kind = OneOf(['public_key', 'refresh_token', 'rotating_refresh_token'])

export const DeviceCredential = Type.Object({
  id: Type.String(),
  device_name: Optional(Type.String()),
  device_id: Optional(Type.String({ description: 'of public keys' })),
  type: kind,
  user_id: Type.String(),
  client_id: Type.String(),
})

export const deviceCredentialsContract = resource({
  name: 'deviceCredentials',
  about: "What applications keep on people's devices: refresh tokens and public keys.",
  operations: {
    list: {
      http: 'GET /device-credentials',
      summary: 'List device credentials',
      scope: 'read:device_credentials',
      query: Closed({ user_id: Optional(Type.String({ maxLength: 300 })), client_id: Optional(Type.String({ maxLength: 255 })), type: Optional(kind) }),
      returns: DeviceCredential,
      fields: true,
      paging: { style: 'offset', plural: 'device_credentials', max: 100, default: 50 },
    },
    create: {
      http: 'POST /device-credentials',
      summary: "Store a public key of the caller's device",
      scope: 'create:current_user_device_credentials',
      body: Type.Object({
        device_name: Type.String({ minLength: 1, maxLength: 255 }),
        type: OneOf(['public_key']),
        value: Type.String({ minLength: 1, maxLength: 8192, description: 'the public key' }),
        device_id: Type.String({ minLength: 1, maxLength: 36, pattern: '^[-A-Fa-f0-9]+$' }),
        client_id: Optional(Type.String({ minLength: 1, maxLength: 255 })),
      }),
      returns: Type.Object({ id: Type.String() }),
      throws: [NotForThatUser, NotForThatClient, DeviceTaken],
    },
    delete: {
      http: 'DELETE /device-credentials/:id',
      summary: 'Delete a device credential; a refresh token is revoked',
      scope: ['delete:device_credentials', 'delete:current_user_device_credentials'],
      returns: Nothing,
    },
  },
})
