/** Makes the bundled Postgres of an installation whole while it still belongs to whoever builds it: `tools/postgres-links.ts FOLDER`, FOLDER with its node_modules. Installed, it belongs to root and the service may not write there. */
import { join, resolve } from 'node:path'
import { makeLinks, packageName } from '#platform/postgres/binaries.ts'

const [folder] = process.argv.slice(2)
if (!folder) {
  console.error('Which installation? tools/postgres-links.ts FOLDER')
  process.exit(2)
}
makeLinks(join(resolve(folder), 'node_modules', packageName()))
