/**
 * Opens pages as one kind of person and looks at each twice: light at 1440 px, dark at 360 px. No error in the console, no failed request, nothing that
 * axe-core finds (WCAG 2.2 A and AA), nothing wider than the window. In several files, so that two cores share them.
 */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import type { SignInFields } from '../sign-in.ts'
import { furnish, type Furnished } from './furnish.ts'
import { newPerson } from './person.ts'
import { addressesOf } from './sitemap.ts'
import { openStage, withBrowser, type Stage } from './stage.ts'
import { openDashboard, type DashboardWindow } from './window.ts'

const looks = [{ width: 1440, dark: false }, { width: 360, dark: true }]

export type Site = Stage & { browser: Browser; things: Furnished }

/** A started appliance with one of everything that a page shows. */
export async function openSite(): Promise<Site> {
  const stage = await withBrowser(await openStage(1))
  try {
    return { ...stage, things: await furnish(stage.ann) }
  } catch (failure) {
    await stage.close()
    throw failure
  }
}

/** Somebody with this role on the tenant `main`. */
export async function withRole({ appliance, ann }: Site, role: string): Promise<SignInFields & { id: string }> {
  const email = `${role}@example.com`
  const { link, user_id: id } = await ann.must<{ link: string; user_id: string }>('POST /tenants/main/administrators', { email, role })
  return { ...(await newPerson(appliance, email, { link })), id }
}

/** `once`: each page in one way, in turn. `last` is done at the end. */
export type Sweeping = { once?: boolean; last?: (window: DashboardWindow) => Promise<unknown> }

/** Each page is opened once and looked at in both ways: what differs between them is drawn, not fetched. */
export async function sweep({ appliance, browser }: Site, person: SignInFields, addresses: readonly string[], { once = false, last }: Sweeping = {}): Promise<void> {
  const window = await openDashboard(browser, appliance, person)
  try {
    const found: string[] = []
    for (const [index, address] of addresses.entries()) {
      // The look of the page before is that of the next page's opening: each is opened in one and turned to the other.
      const order = (index % 2 === 0 ? looks : looks.toReversed()).slice(0, once ? 1 : 2)
      for (const [turn, look] of order.entries()) {
        await window.look(look)
        if (turn === 0) await window.go(address)
        found.push(...(await window.trouble()).map((each) => `${address} (${look.width} px, ${look.dark ? 'dark' : 'light'}): ${each}`))
      }
    }
    assert.deepEqual(found, [])
    await last?.(window)
  } finally {
    await window.close()
  }
}

export const tenantPages = (things: Furnished): string[] => addressesOf(things).filter((address) => address.startsWith('/tenants/'))
export const configurationPages = (things: Furnished): string[] => addressesOf(things).filter((address) => !address.startsWith('/tenants/'))
