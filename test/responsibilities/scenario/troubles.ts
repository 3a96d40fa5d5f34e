/** What goes wrong between an appliance and the console, and the record of it all. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { postJson } from '#platform/outgoing/index.ts'
import { canonical, ensureKey, generateSealPair, signWith } from '#responsibilities/seals/index.ts'
import { commandsAt } from '../commands.ts'
import { startConsole, until } from '../console.ts'
import { officeOver } from '../over.ts'
import { refused, shows, type Any, type Step } from './story.ts'

export const troubles: Step[] = [
  {
    name: 'a console that is down: the appliance works, and what was said on both sides meanwhile arrives',
    async act(story) {
      const { prod, olga } = story
      const { https_port: https, http_port: http } = story.console.ready
      await prod.ann.must('PATCH /settings', { 'reporting.interval': 3600 })
      // Said, and not yet fetched, when the console goes down.
      await olga.send(prod.at, `${prod.at}/windows`, { rows: 'updates', reason: 'Said before the console went down' })
      await story.console.halt()
      const failed = await prod.ann.call<Any>('POST /reporting/now')
      assert.deepEqual([failed.status, failed.body.errorCode], [502, 'console_unreachable'])
      assert.match(failed.body.message, /North Software.*Nothing is lost; it is tried again\./)
      assert.ok((await prod.ann.must<Any>('GET /reporting')).console.failing_since)
      const opened = await prod.ann.must<Any>('POST /tickets', { subject: 'Opened while the console was down', kind: 'question', severity: 4, questionnaire: { description: 'Are you there?' } })
      await prod.ann.must('PATCH /settings', { 'responsibilities.provider-name': 'North Software Ltd', 'reporting.interval': 1 })
      story.console = await startConsole({ dataDir: story.console.dataDir, ports: { https, http } })
      const { sentence } = await prod.ann.must<Any>('POST /reporting/now')
      assert.match(sentence, /Reported to North Software|under way/)
      await shows(story, prod, /Opened while the console was down/)
      await until('the request has come', async () => JSON.stringify(await prod.ann.must<Any>('GET /access-windows')).includes('Said before the console went down'))
      assert.equal((await prod.ann.must<Any>('GET /reporting')).console.failing_since ?? null, null)
      await prod.ann.must(`POST /tickets/${opened.id}/close`)
    },
  },
  {
    name: 'a report that is replayed, altered or made by somebody else is refused with a sentence',
    async act({ prod, console: north, enrolment }) {
      const { office, close } = await officeOver(prod.dataDir)
      const key = await ensureKey(office, 'appliance')
      await close()
      const { console: paired } = await prod.ann.must<Any>('GET /reporting')
      const ca = readFileSync(north.ready.ca_file, 'utf8')
      const message = { purpose: 'bailiwick report', id: 'rpt_1', issuer: key.id, audience: paired.key, sequence: 1, sentAt: new Date().toISOString(), received: 0, holding: '0'.repeat(64), put: [], drop: [] }
      const sealed = (said: object, privateKey = key) => ({ message: said, signature: signWith(privateKey, canonical(said)) })
      const refusedBy = async (body: unknown, status: number, code: string, sentence: RegExp) => {
        const { status: found, body: said } = await postJson(`${north.origin}/exchange`, body, { ca })
        const { errorCode, message: text } = said as Any
        assert.deepEqual([found, errorCode], [status, code], text)
        assert.match(text, sentence)
      }
      await refusedBy(sealed(message), 409, 'report_replayed', /\w/)
      await refusedBy({ ...sealed(message), message: { ...message, sequence: 9e15 } }, 403, 'report_wrong', /\w/)
      await refusedBy(sealed({ ...message, audience: 'another' }), 400, 'report_elsewhere', /\w/)
      await refusedBy(sealed({ ...message, issuer: 'nobody' }), 403, 'appliance_unknown', /\w/)
      await refusedBy({ hello: 'there' }, 400, 'report_wrong', /\w/)
      // A card introduces one appliance, once.
      const stranger = generateSealPair()
      const introduced = { ...message, issuer: stranger.id, introduction: { publicKey: stranger.publicKey, enrolment } }
      await refusedBy({ message: introduced, signature: signWith(stranger, canonical(introduced)) }, 403, 'enrolment_unusable', /\w/)
    },
  },
  {
    name: 'a person who is removed is out at once',
    async act({ prod }) {
      const ben = (await prod.ann.must<Any[]>('GET /persons')).find(({ email }) => email === 'ben@hospital.example')
      await prod.ann.must(`DELETE /persons/${ben.id}`)
      await refused(prod.ben, 'GET /persons/me', undefined, 'no_party', /ask for an invitation/)
    },
  },
  {
    name: 'the record is whole on both appliances and at the console; an entry that was altered is named',
    async act({ dev, prod, olga }) {
      assert.match((await commandsAt(prod.dataDir)('journal', 'verify')).out, /^The journal is whole/)
      assert.equal((await dev.ann.must<Any>('GET /journal/verify')).ok, true)
      assert.match(await olga.look('/record'), /The journal is whole/)
      const kinds = new Set<string>()
      for (let page = 0; page < 20; page += 1) {
        const { entries } = await prod.ann.must<Any>(`GET /journal?per_page=100&page=${page}`)
        for (const { kind } of entries) kinds.add(kind)
        if (entries.length < 100) break
      }
      for (const kind of ['window.opened', 'environment.initialised', 'drill.recorded', 'handover.signed', 'ticket.opened', 'console.done', 'task.signed-off', 'attestation.received', 'window.closed', 'reporting.failing', 'reporting.resumed', 'ticket.closed', 'operation.refused']) assert.ok(kinds.has(kind), `${kind} is missing: ${[...kinds].join(' ')}`)
      const { office, close } = await officeOver(dev.dataDir)
      try {
        // Somebody who owns the database can switch the guard off; the chain tells.
        await office.db.transaction(async (db) => {
          await db.execute('ALTER TABLE journal DISABLE TRIGGER journal_stays')
          await db.execute("UPDATE journal SET entry = replace(entry, 'person.invited', 'person.invented') WHERE seq = (SELECT min(seq) FROM journal WHERE kind = 'person.invited')")
          await db.execute('ALTER TABLE journal ENABLE TRIGGER journal_stays')
        })
      } finally {
        await close()
      }
      const { code, out } = await commandsAt(dev.dataDir)('journal', 'verify')
      assert.equal(code, 1)
      assert.match(out, /^Entry \d+ was altered: its content does not have the hash that was recorded for it\.$/m)
    },
  },
  {
    name: 'ending the pairing is the subscriber\'s: the console is told, and drops what it had',
    async act({ prod, olga }) {
      assert.match((await prod.ann.must<Any>('DELETE /reporting')).sentence, /has dropped what it had/)
      assert.match(await olga.look('/'), /has left/)
      const page = await olga.look(prod.at)
      // What the provider said itself stays its record.
      assert.match(page, /<h2>Health<\/h2><p class="quiet">Not reported\./)
      assert.doesNotMatch(page, /Opened while the console was down|\/tickets\/T-\d+"/)
    },
  },
]
