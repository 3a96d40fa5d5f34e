/** A started appliance with its first person, and a browser in which they are signed in: what every walk begins with. */
import type { Browser } from 'playwright-core'
import { startAppliance, type Appliance } from '../appliance.ts'
import { launch } from '../browser.ts'
import './built.ts'
import { dashboardPerson, newPerson, type DashboardPerson } from './person.ts'
import { openDashboard, type DashboardWindow } from './window.ts'

export type Stage = { appliance: Appliance; ann: DashboardPerson; close(): Promise<void> }
export type Scene = Stage & { browser: Browser; window: DashboardWindow }

/** Closed again when what comes after it fails. */
async function begun<T>(stage: Stage, more: () => Promise<T>): Promise<T> {
  try {
    return await more()
  } catch (failure) {
    await stage.close()
    throw failure
  }
}

export async function openStage(workers = 2): Promise<Stage> {
  const appliance = await startAppliance({ options: ['--workers', `${workers}`] })
  const close = async () => void (await appliance.stop())
  const ann = await begun({ appliance, close } as Stage, async () => dashboardPerson(appliance, await newPerson(appliance, 'ann@example.com', { first: true })))
  return { appliance, ann, close }
}

export async function withBrowser<S extends Stage>(stage: S): Promise<S & { browser: Browser }> {
  const browser = await begun(stage, launch)
  return { ...stage, browser, close: async () => {
    await browser.close()
    await stage.close()
  } }
}

/** `prepare` comes before the person signs in. */
export async function openScene(prepare?: (ann: DashboardPerson) => Promise<unknown>): Promise<Scene> {
  const stage = await withBrowser(await openStage())
  const { appliance, ann, browser } = stage
  return begun(stage, async () => {
    await prepare?.(ann)
    return { ...stage, window: await openDashboard(browser, appliance, ann) }
  })
}
