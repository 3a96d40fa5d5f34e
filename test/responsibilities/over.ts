/** The office of a started appliance, from beside it: for what only the system itself records, and for looking into its database. */
import type { Office } from '#responsibilities/context/index.ts'
import { openLocally } from '../../src/start/local.ts'

export async function officeOver(dataDir: string): Promise<{ office: Office; close(): Promise<void> }> {
  const { context, close } = await openLocally(dataDir)
  const root = await context.cache.tenant('config')
  return { office: { ...context, appliance: { rootTenant: root!.id, manageOrigin: context.addresses.manageOrigin, build: 'test' } }, close }
}
