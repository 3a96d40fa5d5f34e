/** What is installed, by the list that npm keeps beside the packages: those of the tests are left out, they are not part of the product. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Component = { name: string; version: string; licence: string; about?: string; homepage?: string; /** Absolute. */ folder: string }

const root = fileURLToPath(new URL('../../..', import.meta.url))

type Entry = { version?: string; dev?: boolean; devOptional?: boolean; link?: boolean }
type Manifest = { name?: string; version?: string; license?: unknown; licenses?: { type?: string }[]; description?: string; homepage?: unknown }

/** By name, then version. @throws when npm's list is not there: a list that was guessed would be worse than none. */
export async function installedComponents(at = root): Promise<Component[]> {
  const { packages } = JSON.parse(await readFile(join(at, 'node_modules', '.package-lock.json'), 'utf8')) as { packages: Record<string, Entry> }
  const shipped = Object.entries(packages).filter(([place, entry]) => place.includes('node_modules/') && !entry.dev && !entry.devOptional && !entry.link)
  const found = await Promise.all(shipped.map(([place]) => componentAt(join(at, place))))
  const known = new Map(found.filter((component) => component !== undefined).map((component) => [`${component.name}@${component.version}`, component]))
  return [...known.values()].sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version))
}

async function componentAt(folder: string): Promise<Component | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  // Optional packages of other platforms are listed and not there.
  if (text === undefined) return undefined
  const { name, version, license, licenses, description, homepage } = JSON.parse(text) as Manifest
  if (!name || !version) return undefined
  return { name, version, folder, licence: licenceOf(license, licenses), ...(description ? { about: description } : {}), ...(typeof homepage === 'string' ? { homepage } : {}) }
}

const licenceOf = (said: unknown, list: Manifest['licenses']): string => {
  if (typeof said === 'string') return said
  if (typeof said === 'object' && said !== null && 'type' in said) return String(said.type)
  return list?.map(({ type }) => type).filter(Boolean).join(' OR ') || 'UNKNOWN'
}

/** The texts that the package brings, licence first, then notices. */
export async function licenceText({ folder }: Pick<Component, 'folder'>): Promise<string> {
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort((a, b) => Number(/^notice/i.test(a)) - Number(/^notice/i.test(b)) || a.localeCompare(b))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')))
  return texts.filter(Boolean).join('\n\n')
}
