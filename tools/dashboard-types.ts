/** Writes the types of the dashboard's client from the committed OpenAPI documents; they are not committed themselves. `npm run typecheck` runs it first. */
import { createRequire } from 'node:module'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'dashboard', 'src', 'api', 'generated')

type Generator = { default: (document: URL) => Promise<unknown>; astToString: (tree: unknown) => string }
const generator = createRequire(join(root, 'dashboard', 'package.json'))('openapi-typescript') as Generator

mkdirSync(folder, { recursive: true })
for (const [name, source] of [['tenant', 'openapi.json'], ['appliance', 'openapi-appliance.json']] as const) {
  const path = join(folder, `${name}.d.ts`)
  const text = generator.astToString(await generator.default(pathToFileURL(join(root, 'docs', 'reference', source))))
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
