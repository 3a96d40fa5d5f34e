// The operator's day in a browser: a certificate, health, a key for the command line, a backup that is proven, a diagnostics package. Looked up over the API and the wire.
import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { temporaryFolder } from '../appliance.ts'
import { withoutBrowser } from '../browser.ts'
import { trust } from '../loopback.ts'
import { handshake } from '../operate/handshake.ts'
import { openScene, type Scene } from './stage.ts'

const passphrase = 'Correct-Horse-7-Battery'

describe('the operator of an appliance', { skip: withoutBrowser }, () => {
  const files = mkdtempSync(join(tmpdir(), 'bailiwick-operator-'))
  const device = temporaryFolder()
  let scene: Scene
  let { appliance, ann, window } = {} as Scene
  before(async () => {
    scene = await openScene()
    ;({ appliance, ann, window } = scene)
  })
  after(async () => {
    await scene?.close()
    for (const folder of [files, device]) rmSync(folder, { recursive: true, force: true })
  })

  test('uploads a certificate: told what is wrong with it first, then every node shows it', async () => {
    const { page } = window
    const authority = await makeAuthority()
    const leaf = await authority.leaf(['bailiwick.localhost', '*.bailiwick.localhost'])
    const narrow = await authority.leaf(['manage.bailiwick.localhost'])
    const file = (name: string, text: string) => {
      writeFileSync(join(files, name), text)
      return join(files, name)
    }
    await window.go('/configuration/certificates')
    await page.getByRole('button', { name: 'Trust an authority' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(authority.root.cert)
    await page.getByRole('dialog').getByRole('button', { name: 'Trust', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Upload certificate' }).click()
    const dialog = page.getByRole('dialog')
    assert.equal(await dialog.getByRole('button', { name: 'Use it' }).getAttribute('aria-disabled'), 'true')
    const choose = async (label: string, path: string) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByLabel(label).first().click()])
      await chooser.setFiles(path)
    }
    await choose('Certificate file', file('narrow.pem', narrow.chain))
    await choose('Private key file', file('narrow.key', narrow.key))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText('The certificate does not cover main.bailiwick.localhost.').waitFor()
    assert.equal(await dialog.getByRole('button', { name: 'Use it' }).getAttribute('aria-disabled'), 'true')

    await choose('Certificate file', file('server.pem', leaf.chain))
    await choose('Private key file', file('server.key', leaf.key))
    await dialog.getByRole('button', { name: 'Check' }).click()
    await dialog.getByText('It fits').waitFor()
    trust(authority.root.cert)
    await dialog.getByRole('button', { name: 'Use it' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert.equal((await handshake(appliance.bootstrap.https_port, 'main.bailiwick.localhost')).fingerprint, new X509Certificate(leaf.chain).fingerprint256.replaceAll(':', '').toLowerCase())
    await page.getByRole('row', { name: /uploaded/ }).first().waitFor()
  })

  test('looks at health: every check says a sentence, what is not well its remedy; the choice of a day stays in the address', async () => {
    const { page } = window
    const { checks } = await ann.must<{ checks: { title: string; well: boolean; remedy: string }[] }>('GET /health')
    await window.go('/configuration/health')
    for (const { title } of checks.slice(0, 5)) await page.getByText(title, { exact: true }).first().waitFor()
    const unwell = checks.find(({ well }) => !well)
    if (unwell) await page.getByText(unwell.remedy).first().waitFor()
    await page.getByRole('tab', { name: 'History' }).click()
    const today = new Date().toISOString().slice(0, 10)
    await page.getByLabel('Day').fill(today)
    await page.waitForURL((url) => url.searchParams.get('day') === today && url.searchParams.get('tab') === 'history')
    await page.reload()
    assert.equal(await page.getByLabel('Day').inputValue(), today)
  })

  test('authorises the key of a workstation, and takes it away by name', async () => {
    const { page } = window
    const key = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) as string
    await window.go('/configuration/cli-keys')
    await page.getByRole('button', { name: 'Add key' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Desk of Ann')
    await dialog.getByLabel('Public key').fill('no key')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByRole('alert').or(dialog.locator('[aria-invalid="true"]')).first().waitFor()
    await dialog.getByLabel('Public key').fill(key)
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    const row = page.getByRole('row', { name: /Desk of Ann/ })
    await row.waitFor()
    const names = async () => (await ann.must<{ name: string }[]>('GET /cli-keys')).map(({ name }) => name)
    assert.deepEqual(await names(), ['Desk of Ann'])
    await row.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('Desk of Ann')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
    assert.deepEqual(await names(), [])
  })

  test('gives the node a device, makes a backup, loads the page anew meanwhile, and sees it proven', async () => {
    const { page } = window
    await window.go('/configuration/backups')
    const make = page.getByRole('button', { name: 'Make a backup' }).first()
    await page.getByText('No node keeps backups').first().waitFor()
    assert.equal(await make.getAttribute('aria-disabled'), 'true', 'without a device there is a reason instead')
    await page.getByRole('button', { name: 'Give this node a device' }).click()
    await page.getByRole('dialog').getByLabel('Device').fill(device)
    await page.getByRole('dialog').getByRole('checkbox').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Use it' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await make.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase)
    await dialog.getByRole('textbox', { name: 'Once more' }).fill('something else')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await dialog.getByText('This is not the same.').waitFor()
    await dialog.getByRole('textbox', { name: 'Once more' }).fill(passphrase)
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.reload()
    const row = page.getByRole('table').first().getByRole('row').nth(1)
    await row.getByText('proven', { exact: true }).waitFor({ timeout: 180_000 })
    const [backup] = await ann.must<{ id: string; state: string; proof: { state: string; at?: string } }[]>('GET /backups')
    assert.deepEqual([backup?.state, backup?.proof.state], ['done', 'proven'])

    // Once more would be the same again; whoever has not the passphrase is told.
    await row.getByRole('button', { name: 'Prove' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Passphrase' }).fill('not this one')
    await page.getByRole('dialog').getByRole('button', { name: 'Prove', exact: true }).click()
    await page.getByRole('dialog').getByText(/The passphrase or key does not open/).waitFor()
  })

  test('makes a diagnostics package; a page loaded anew goes on, and the file is what the node made', async () => {
    const { page } = window
    await window.go('/configuration/diagnostics')
    await page.getByRole('button', { name: 'Make a package of every node' }).click()
    await page.getByRole('row', { name: /asked for|being made|ready/ }).first().waitFor()
    await page.reload()
    const row = page.getByRole('row', { name: /ready/ })
    await row.waitFor({ timeout: 180_000 })
    await row.getByText(/checks were made/).waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), row.getByRole('button', { name: 'Download' }).click()])
    assert.match(download.suggestedFilename(), /^appliance-logs-.*\.tar\.gz$/)
    const content = readFileSync(await download.path())
    assert.deepEqual([...content.subarray(0, 2)], [0x1f, 0x8b], 'gzip')
    const [made] = await ann.must<{ bytes: number }[]>('GET /diagnostics')
    assert.equal(content.length, made?.bytes)
  })

  test('changes a setting and sees it reach the node; the work of the appliance itself stands beside it', async () => {
    const { page } = window
    await ann.must('PATCH /settings', { 'responsibilities.provider-name': 'Platform team' })
    await window.go('/configuration/activity')
    await page.getByRole('row', { name: /applied/ }).first().waitFor()
    await page.getByRole('tab', { name: 'Jobs' }).click()
    await page.getByRole('row', { name: /housekeeping\.expired-rows/ }).getByText('done').waitFor()
  })
})
