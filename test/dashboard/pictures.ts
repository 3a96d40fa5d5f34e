/**
 * `npm run pictures`: takes the pictures of README and guides from the running product.
 *
 *   npm run pictures                          docs/guides/images, as listed below
 *   npm run pictures -- --every /tmp/look     every page of the sitemap, whole, light and wide and dark and narrow, to look at
 *
 * A picture of the guides that is larger than 120 KB fails the run.
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../appliance.ts'
import { provide, tools } from '../../tools/provide.ts'
import { livePast } from './past.ts'
import { addressesOf } from './sitemap.ts'
import type { Site } from './sweep.ts'

const browser = provide(tools.find(({ environment }) => environment === 'CHROME_PATH')!)
if (!('path' in browser)) throw new Error(browser.missing)
process.env['CHROME_PATH'] = browser.path
const { openSite } = await import('./sweep.ts')
const { openDashboard } = await import('./window.ts')

const limit = 120 * 1024
const folder = join(import.meta.dirname, '..', '..', 'docs', 'guides', 'images')

/** File, address, and whether it is shown dark. */
const pictures = (things: Site['things']): [file: string, address: string, dark?: true][] => [
  ['activity.png', '/tenants/main'],
  ['quick-start.png', `/tenants/main/applications/${encodeURIComponent(things.application)}`],
  ['users.png', '/tenants/main/users'],
  ['branding.png', '/tenants/main/branding'],
  ['guided-start.png', '/start'],
  ['appliance.png', '/configuration'],
  ['health.png', '/configuration/health'],
  ['settings.png', '/configuration/settings'],
  ['certificates.png', '/configuration/certificates'],
  ['backups.png', '/configuration/backups'],
  ['troubleshoot.png', '/configuration/diagnostics'],
  ['dark.png', '/configuration/nodes', true],
]

const every = process.argv.includes('--every') ? process.argv[process.argv.indexOf('--every') + 1] : undefined
const device = temporaryFolder()
const site = await openSite()
try {
  await livePast(site.appliance)
  await keepBackup(site, device)
  await site.ann.must('POST /diagnostics', {})
  await until(async () => (await site.ann.must<{ state: string }[]>('GET /diagnostics')).every(({ state }) => state === 'done'))
  const window = await openDashboard(site.browser, site.appliance, site.ann)
  if (every) {
    mkdirSync(every, { recursive: true })
    for (const look of [{ width: 1440, dark: false }, { width: 360, dark: true }]) {
      await window.look(look)
      for (const address of addressesOf(site.things)) {
        await window.go(address)
        const name = `${look.width}-${address.replace(/^\//, '').replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 70)}.png`
        await window.page.screenshot({ path: join(every, name), fullPage: true, animations: 'disabled' })
      }
    }
  } else {
    for (const [file, address, dark = false] of pictures(site.things)) {
      await window.look({ width: 1280, dark })
      await window.page.setViewportSize({ width: 1280, height: 720 })
      await window.go(address)
      const picture = await window.page.screenshot({ animations: 'disabled' })
      writeFileSync(join(folder, file), picture)
      const { size } = statSync(join(folder, file))
      console.log(`${file.padEnd(20)} ${Math.round(size / 1024)} KB`)
      if (size > limit) process.exitCode = 1
    }
    if (process.exitCode === 1) console.error(`A picture is larger than ${limit / 1024} KB.`)
  }
  await window.close()
} finally {
  await site.close()
  rmSync(device, { recursive: true, force: true })
}

async function keepBackup({ ann }: Site, folderOfDevice: string): Promise<void> {
  await ann.must('POST /backup-roles', { device: folderOfDevice, force: true })
  await ann.must('POST /backups', { content: 'data', passphrase: 'Correct-Horse-7-Battery' })
  await until(async () => (await ann.must<{ proof: { state: string } }[]>('GET /backups')).every(({ proof }) => proof.state === 'proven' || proof.state === 'failed'))
}

async function until(met: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 300_000; !(await met());) {
    if (Date.now() > deadline) throw new Error('What the pictures show did not come within five minutes.')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
