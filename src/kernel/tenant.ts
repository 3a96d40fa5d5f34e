/** A tenant as every request knows it. Its documented settings are a JSON object; defaults are applied when it is read. */
export type Tenant = {
  id: number
  name: string
  /** The root tenant authority, `config`. */
  isRoot: boolean
  /** Settings as stored: only what was set. */
  settings: Record<string, unknown>
  /** Rises with each change of configuration. */
  version: number
  createdAt: Date
}
