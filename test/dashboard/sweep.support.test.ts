import { after, before, describe, test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { openSite, sweep, tenantPages, withRole, type Site } from './sweep.ts'

describe('every page of a tenant', { skip: withoutBrowser }, () => {
  let site: Site
  before(async () => (site = await openSite()))
  after(() => site?.close())

  test('as support', async () => sweep(site, await withRole(site, 'support'), tenantPages(site.things)))
})
