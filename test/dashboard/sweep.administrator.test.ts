import { test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { openSite, sweep, tenantPages } from './sweep.ts'

test('every page of a tenant, as one of its administrators', { skip: withoutBrowser }, async () => {
  const site = await openSite()
  try {
    await sweep(site, site.ann, tenantPages(site.things))
  } finally {
    await site.close()
  }
})
