import { usernamesUsed, type DatabaseConnection } from '#connections/database/index.ts'
import type { Field } from '../pages/index.ts'
import type { Texts } from '../texts/index.ts'

/** One field for whatever the connection knows people by. `text`, not `email`: a browser must not stand in the way of a user name. */
export function identifierField(texts: Texts, connection: DatabaseConnection): Field {
  const label = usernamesUsed(connection) ? texts.fields.emailOrUsername : texts.fields.email
  return { name: 'username', label, type: 'text', autocomplete: 'username', ...(usernamesUsed(connection) ? {} : { inputmode: 'email' }) }
}
