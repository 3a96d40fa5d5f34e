/**
 * The present values of declared settings, each with its origin: environment over stored over default.
 * Owns how a value rests in the table `settings`: as JSON, secret ones sealed. Knows no setting by name; declarations stand with what
 * they govern and are listed in `modules.ts`. Who may change one, and the record of it, is `operate/settings`.
 */
import type { Origin, SettingDeclaration, Settings } from '#kernel/setting.ts'
import { Compile, type Static, type TSchema } from '#kernel/schema.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { unseal } from './stored.ts'
import { storedSettings } from './settings.store.ts'

export { seal, unseal } from './stored.ts'

type Stored = Map<string, { value: unknown; origin: Origin }>

export type LiveSettings = Settings & {
  reload(): Promise<void>
  /** Calls back after each reload. */
  watch(heard: () => void): void
}

/** Reads stored values; a value of the environment that does not fit its schema refuses the start with a sentence. */
export async function loadSettings(options: {
  declarations: readonly SettingDeclaration[]
  db?: Database
  /** The node that obeys: what it still waits for its turn to take up, it does not read. */
  node?: string
  /** Opens secret values; without it they count as not set. */
  secrets?: SecretBox
  environment: Record<string, string | undefined>
}): Promise<LiveSettings> {
  const fromEnvironment: Stored = new Map()
  for (const declared of options.declarations) {
    const text = declared.environment === undefined ? undefined : options.environment[declared.environment]
    if (text === undefined || text === '') continue
    fromEnvironment.set(declared.id, { value: readText(declared, text), origin: 'environment' })
  }
  let stored: Stored = new Map()
  const watchers: (() => void)[] = []
  const settings: LiveSettings = {
    get<S extends TSchema>(declared: SettingDeclaration<S>) {
      const found = fromEnvironment.get(declared.id) ?? stored.get(declared.id)
      return (found === undefined ? declared.default : found.value) as Static<S>
    },
    origin: (declared) => (fromEnvironment.get(declared.id) ?? stored.get(declared.id))?.origin ?? 'default',
    async reload() {
      if (!options.db) return
      const rows = await storedSettings(options.db, options.node)
      const declared = new Map(options.declarations.map((each) => [each.id, each]))
      const opened = rows.flatMap(({ id, value }): [string, { value: unknown; origin: Origin }][] => {
        const declaration = declared.get(id)
        const plain = declaration && unseal(declaration, value, options.secrets)
        return plain === undefined ? [] : [[id, { value: plain, origin: 'stored' }]]
      })
      stored = new Map(opened)
      for (const heard of watchers) heard()
    },
    watch: (heard) => void watchers.push(heard),
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
