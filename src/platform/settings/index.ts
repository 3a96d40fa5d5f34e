/**
 * The present values of declared settings, each with its origin: environment over stored over default.
 * Knows no setting by name; declarations stand with what they govern and are listed in `modules.ts`.
 */
import type { Origin, SettingDeclaration, Settings } from '#kernel/setting.ts'
import { Compile, type Static, type TSchema } from '#kernel/schema.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Database } from '#platform/postgres/index.ts'

type Stored = Map<string, { value: unknown; origin: Origin }>

export type LiveSettings = Settings & { reload(): Promise<void> }

/** Reads stored values; a value of the environment that does not fit its schema refuses the start with a sentence. */
export async function loadSettings(options: {
  declarations: readonly SettingDeclaration[]
  db?: Database
  environment: Record<string, string | undefined>
}): Promise<LiveSettings> {
  const fromEnvironment: Stored = new Map()
  for (const declared of options.declarations) {
    const text = declared.environment === undefined ? undefined : options.environment[declared.environment]
    if (text === undefined || text === '') continue
    fromEnvironment.set(declared.id, { value: readText(declared, text), origin: 'environment' })
  }
  let stored: Stored = new Map()
  const settings: LiveSettings = {
    get<S extends TSchema>(declared: SettingDeclaration<S>) {
      const found = fromEnvironment.get(declared.id) ?? stored.get(declared.id)
      return (found === undefined ? declared.default : found.value) as Static<S>
    },
    origin: (declared) => (fromEnvironment.get(declared.id) ?? stored.get(declared.id))?.origin ?? 'default',
    async reload() {
      if (!options.db) return
      const rows = await options.db.rows<{ id: string; value: unknown }>('SELECT id, value FROM settings')
      stored = new Map(rows.map((row) => [row.id, { value: row.value, origin: 'stored' as const }]))
    },
  }
  await settings.reload()
  return settings
}

function readText(declared: SettingDeclaration, text: string): unknown {
  const type = (declared.schema as { type?: string }).type
  const value =
    type === 'integer' || type === 'number' ? Number(text)
    : type === 'boolean' ? /^(1|true|yes|on)$/i.test(text)
    : type === 'array' ? text.split(',').map((part) => part.trim()).filter((part) => part !== '')
    : text
  const problems = Compile(declared.schema).Errors(value)
  if (problems.length === 0) return value
  const shown = declared.secret ? 'its value' : JSON.stringify(text)
  throw new StartFailure(exitCodes.configuration, `${declared.environment} (${declared.title}): ${shown} ${problems[0]!.message}.`)
}
