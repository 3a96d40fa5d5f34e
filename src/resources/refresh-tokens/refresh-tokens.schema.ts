import { Nullable, Timestamp, Type } from '#kernel/schema.ts'

const { Optional } = Type

/** Of the tenant's own making; up to 25 texts. */
export const Metadata = Type.Record(Type.String({ maxLength: 255 }), Type.String({ maxLength: 255 }), { maxProperties: 25 })

export const Device = Type.Object({
  initial_ip: Optional(Type.String()),
  initial_user_agent: Optional(Type.String()),
  last_ip: Optional(Type.String()),
  last_user_agent: Optional(Type.String()),
})

export const RefreshToken = Type.Object({
  id: Type.String(),
  user_id: Type.String(),
  created_at: Timestamp(),
  idle_expires_at: Nullable(Timestamp()),
  expires_at: Nullable(Timestamp()),
  last_exchanged_at: Nullable(Timestamp()),
  device: Device,
  client_id: Type.String(),
  session_id: Nullable(Type.String()),
  rotating: Type.Boolean(),
  resource_servers: Type.Array(Type.Object({ audience: Type.String(), scopes: Type.String({ description: 'separated by spaces' }) })),
  refresh_token_metadata: Optional(Metadata),
})
