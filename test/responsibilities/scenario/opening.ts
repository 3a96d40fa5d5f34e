/** From the first report to a configured pair: consent, checklist, window, deployment, mail server, and what development vouches for. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checklistItems } from '#responsibilities/checklists/index.ts'
import { commandsAt } from '../commands.ts'
import { personAt, signInPage, until } from '../console.ts'
import { letIn, refused, shows, type Any, type Step } from './story.ts'

const everything = ['build', 'health', 'tasks', 'windows', 'tickets', 'attachments', 'attestations', 'checklists', 'notices']
const nobodyIn = async (attempt: ReturnType<typeof signInPage>) => ((await attempt).page.left?.searchParams.get('code') ?? null) === null

export const opening: Step[] = [
  {
    name: 'the subscriber consents: each appliance reports to the console, and is known there by its key',
    async act(story) {
      const { dev, prod, olga, folder } = story
      for (const [a, name] of [[dev, 'City Hospital, development'], [prod, 'City Hospital']] as const) {
        assert.equal((await a.ann.must<Any>('GET /reporting')).paired, false)
        const made = await olga.send('/connect', '/connect', { subscriber: name })
        const card = JSON.parse(/<pre id="card">([^<]*)<\/pre>/.exec(made)![1]!.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))) as Record<string, string>
        story.enrolment = card['enrolment']!
        if (a === dev) {
          await refused(a.ann, 'PUT /reporting', { card: { ...card, url: 'https://elsewhere.example' }, consents: everything }, 'console_card_wrong', /altered/)
          await a.ann.must('PUT /reporting', { card, consents: everything })
        } else {
          const file = join(folder, 'card.json')
          writeFileSync(file, JSON.stringify(card))
          assert.match((await commandsAt(a.dataDir)('reporting', 'pair', file, '--consent', everything.join(','))).out, /Reports to North Software/)
        }
        const home = await until('the appliance is listed', async () => {
          const html = await olga.look('/')
          return /connected|well/.test(html.split(`>${name}</a>`)[1]?.slice(0, 400) ?? '') && html
        })
        a.at = new RegExp(`href="(/appliances/[^"]+)">${name}</a>`).exec(home)![1]!
        await shows(story, a, new RegExp(`${a.environment}.*0\\.`, 's'))
      }
    },
  },
  {
    name: 'checklist: nobody deploys before it is accepted; filled here, submitted, accepted at the console',
    async act(story) {
      const { dev, prod, olga } = story
      for (const a of [dev, prod]) {
        const { id } = await a.ann.must<{ id: string }>('POST /checklists', { kind: 'pre-installation' })
        for (const item of checklistItems['pre-installation']) await a.ann.must(`PUT /checklists/${id}/items/${item.id}`, { met: true, sentence: 'Ready.', ...(item.each ? { node: 'n1' } : {}) })
        await a.ann.must(`POST /checklists/${id}/submit`)
        await shows(story, a, /submitted/)
        await olga.send(a.at, `${a.at}/checklists/${id}/accept`, {})
        await until('the checklist is accepted', async () => (await a.ann.must<Any>(`GET /checklists/${id}`)).state === 'accepted')
      }
    },
  },
  {
    name: 'window and deploy: the provider is outside until a window is open, a second engineer signs, and both are out again when it ends',
    async act(story) {
      for (const a of [story.dev, story.prod]) {
        assert.ok(await nobodyIn(signInPage(a, 'pat@north.example')), 'the provider was let in without a window')
        const window = await letIn(story, a, 'deploy')
        const [pat, pia] = [await personAt(a, 'pat@north.example'), await personAt(a, 'pia@north.example')]
        await refused(pat, 'PATCH /settings', { 'responsibilities.provider-name': 'x' }, 'not_responsible', /row "configure".*is done by City Hospital \(subscriber.*tasks propose settings\.update/)
        const waiting = await pat.call<Any>('POST /environments/initialise', { environment: a.environment })
        assert.equal(waiting.status, 202)
        const task = `/tasks/${waiting.body.task}`
        const { plan_digest: plan } = await pat.must<Any>(`GET ${task}`)
        // Duties are separated: Pat holds R and A of the row, and still cannot sign off what he proposed himself.
        await refused(pat, `POST ${task}/approve`, { plan, confirmation: 'environments.initialise' }, 'self_approval', /\w/)
        await refused(a.ann, `POST ${task}/approve`, { plan }, 'not_accountable', /North Software/)
        await pia.must(`POST ${task}/approve`, { plan })
        await pat.must(`POST ${task}/run`)
        await until('the deployment is done', async () => (await a.ann.must<Any>(`GET ${task}`)).state === 'done')
        await a.ann.must(`POST /access-windows/${window}/close`, { reason: 'Deployed' })
        await refused(pat, 'POST /environments/initialise', { environment: a.environment }, 'no_access_window', /No access window is open for the row "deploy".*City Hospital/)
        await until('the provider cannot come in', () => nobodyIn(signInPage(a, 'pat@north.example')))
      }
    },
  },
  {
    name: 'configure: the subscriber enters the mail server, and gives the node a place for backups; the first backup is begun',
    async act({ dev, prod, letters, smtpPort }) {
      for (const a of [dev, prod]) await a.ann.must('PATCH /settings', { 'mail.smtp-host': '127.0.0.1', 'mail.smtp-port': smtpPort, 'mail.smtp-security': 'none', 'mail.from': 'appliance@hospital.example' })
      await prod.ann.must<Any>('POST /mail/test', { to: 'ann@hospital.example' })
      await until('the letter has come', async () => letters.some((letter) => letter.includes('ann@hospital.example')))
      const device = join(prod.dataDir, 'device')
      mkdirSync(device)
      await prod.ben.must('POST /backup-roles', { device, force: true })
      await prod.ben.must('POST /backups', { passphrase: 'correct horse battery staple' })
    },
  },
  {
    name: 'development first: what it vouches for counts in production once, unaltered, and from nobody else',
    async act(story) {
      const { dev, prod } = story
      for (const [a, other] of [[dev, prod], [prod, dev]] as const) await a.ben.must('PUT /environments', await other.ann.must('GET /environments/card'))
      const build = (await dev.ann.must<Any[]>('GET /nodes'))[0].build as string
      await refused(dev.ann, 'POST /environments/test-sign-offs', { build: '99.0.0' }, 'gate_closed', /runs/)
      const signed = await dev.ann.must<Any>('POST /environments/test-sign-offs', { build })
      await refused(prod.ann, 'POST /environments/attestations', { ...signed, facts: { build: 'another' } }, 'attestation_wrong', /altered/)
      await refused(dev.ann, 'POST /environments/attestations', signed, 'attestation_wrong', /was not signed by/)
      await prod.ann.must('POST /environments/attestations', signed)
      await refused(prod.ann, 'POST /environments/attestations', signed, 'attestation_replayed', /taken in before; each counts once/)
      await shows(story, prod, /test-sign-off/)
    },
  },
]
