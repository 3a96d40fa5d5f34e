import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect } from './database.ts'
import { silent } from './log.ts'
import { migrate } from './migrate.ts'
import { dumpSchema } from './schema-dump.ts'
import { scratchDatabase } from './scratch.ts'
import { memoryLog, trialFolder } from './trial.ts'

const spare = await scratchDatabase()
after(() => spare.close())

const files = {
  '001_people.sql': `CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);\nINSERT INTO people (name) VALUES ('first');`,
  '002_pets.sql': 'CREATE TABLE pets (owner int REFERENCES people, name text DEFAULT \'Rex\');\nCREATE INDEX pets_by_owner ON pets (owner);',
  '010_later.sql': 'ALTER TABLE pets ADD COLUMN born date',
}

function folderOf(t: Parameters<typeof trialFolder>[0], content: Record<string, string> = files): string {
  const folder = trialFolder(t)
  for (const [name, text] of Object.entries(content)) writeFileSync(join(folder, name), text)
  return folder
}

test('twenty callers at once: everything is applied once', async (t) => {
  const folder = folderOf(t)
  const { db, connection, close } = await scratchDatabase()
  t.after(close)
  const pools = await Promise.all(Array.from({ length: 4 }, () => connect({ url: connection, log: silent, poolSize: 5 })))
  try {
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => migrate(pools[index % 4] ?? db, { folder, log: silent })))
    assert.deepEqual(results.flatMap(({ applied }) => applied).sort(), ['001_people', '002_pets', '010_later'])
    assert.ok(results.every(({ version }) => version === 10))
  } finally {
    await Promise.all(pools.map((pool) => pool.close()))
  }
  assert.deepEqual(await db.rows('SELECT name FROM people'), [{ name: 'first' }])
  assert.deepEqual(await migrate(db, { folder, log: silent }), { version: 10, applied: [] })
})

test('a failing migration leaves nothing of itself and names its line', async (t) => {
  const folder = folderOf(t, { '001_people.sql': files['001_people.sql'], '002_bad.sql': 'CREATE TABLE half (n int);\nSELECT 1;\nSELEKT;' })
  const { db, close } = await scratchDatabase()
  t.after(close)
  await assert.rejects(migrate(db, { folder, log: silent }), { exitCode: 78, message: /002_bad failed at line 3: syntax error/ })
  assert.deepEqual(await db.one(`SELECT to_regclass('half') AS half, (SELECT max(number) FROM schema_migrations) AS version`), { half: null, version: 1 })
})

test('refuses edits, latecomers, holes, and a database that is too far ahead', async (t) => {
  const folder = folderOf(t)
  const { db, close } = await scratchDatabase()
  t.after(close)
  await migrate(db, { folder, log: silent })
  const refuses = (message: RegExp) => assert.rejects(migrate(db, { folder, log: silent }), { exitCode: 78, message })

  writeFileSync(join(folder, '002_pets.sql'), files['002_pets.sql'].replaceAll('\n', '\r\n'))
  await migrate(db, { folder, log: silent })
  writeFileSync(join(folder, '002_pets.sql'), 'SELECT 1')
  await refuses(/002_pets is not the one that was applied/)
  writeFileSync(join(folder, '002_pets.sql'), files['002_pets.sql'])
  writeFileSync(join(folder, '005_late.sql'), 'SELECT 1')
  await refuses(/005_late was never applied, although the later 010_later was/)
  rmSync(join(folder, '005_late.sql'))
  writeFileSync(join(folder, '010_twin.sql'), 'SELECT 1')
  await refuses(/same number/)
  rmSync(join(folder, '010_twin.sql'))
  rmSync(join(folder, '002_pets.sql'))
  await refuses(/has migration 002_pets, which this version of Bailiwick lacks/)
  writeFileSync(join(folder, '002_pets.sql'), files['002_pets.sql'])

  rmSync(join(folder, '010_later.sql'))
  const log = memoryLog()
  await migrate(db, { folder, log })
  assert.match(log.said.join(), /one migration ahead of this code \(010_later\)/)
  rmSync(join(folder, '002_pets.sql'))
  await refuses(/2 migrations ahead of this version/)
  rmSync(join(folder, '001_people.sql'))
  await refuses(/there are no migrations/)
})

test('the dump of a schema is the same for the same schema, and tells when it differs', async (t) => {
  const folder = folderOf(t)
  const [one, two] = await Promise.all([scratchDatabase({ migrations: folder }), scratchDatabase({ migrations: folder })])
  t.after(() => Promise.all([one.close(), two.close()]))
  await two.db.execute(`CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f`)
  const dump = await dumpSchema(one.db)
  assert.equal(dump, await dumpSchema(two.db))
  assert.match(dump, /CREATE TABLE pets \(\n {2}owner integer,\n {2}name text DEFAULT 'Rex'::text,\n {2}born date\n\);/)
  assert.match(dump, /ALTER TABLE pets ADD CONSTRAINT pets_owner_fkey FOREIGN KEY \(owner\) REFERENCES people\(id\);/)
  assert.match(dump, /CREATE INDEX pets_by_owner ON pets USING btree \(owner\);/)
  await two.db.execute('CREATE TYPE mood AS ENUM (\'glad\'); CREATE VIEW names AS SELECT name FROM pets')
  assert.notEqual(dump, await dumpSchema(two.db))
})
