import type { SettingDeclaration } from '#kernel/setting.ts'
import type { SecretBox } from '#platform/crypto/index.ts'

/** The form in which a value rests in the database. */
export const seal = (declared: SettingDeclaration, value: unknown, secrets: SecretBox): unknown =>
  declared.secret ? { sealed: secrets.seal(JSON.stringify(value)).toString('base64') } : value

/** The value again; undefined when it cannot be opened here. A secret that was stored before it was sealed is taken as it is. */
export function unseal(declared: SettingDeclaration, stored: unknown, secrets: SecretBox | undefined): unknown {
  const sealed = declared.secret ? (stored as { sealed?: unknown } | null)?.sealed : undefined
  if (typeof sealed !== 'string') return stored
  try {
    return secrets && (JSON.parse(secrets.open(Buffer.from(sealed, 'base64'))) as unknown)
  } catch {
    return undefined // sealed with the key of another appliance: as good as not set
  }
}
