import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeControl } from '#operate/context/index.ts'
import { settings as declarations } from '../modules.ts'
import type { Workers } from '#platform/processes/index.ts'
import type { SupervisorQuestion } from './messages.ts'
import type { LiveContext, Plan } from './process-context.ts'
import type { Watch } from './watch.ts'

/** A node as processes beside its workers control it: other processes hear of changed settings by the database, and health is the API's to ask. */
export const controlBeside = (context: LiveContext, plan: Plan): NodeControl => ({
  id: plan.node,
  dataDir: plan.dataDir,
  declarations,
  settings: context.settings,
  settingsChanged: () => context.settings.reload(),
  ownCertificate: () => readOwn(join(plan.dataDir, 'tls')),
  health: () => Promise.reject(new Error('Ask the node over its API.')),
})

/** The same within the supervisor, which has the workers and the watch at hand. */
export const controlWithin = (context: LiveContext, plan: Plan, { workers, watch }: { workers: Workers; watch: Watch }): NodeControl => ({
  ...controlBeside(context, plan),
  async settingsChanged() {
    await context.settings.reload()
    await workers.broadcast({ ask: 'settings' } satisfies SupervisorQuestion)
  },
  health: () => watch.report(),
})

const readOwn = (folder: string): string => readFileSync(['server.pem', 'leaf.pem'].map((name) => join(folder, name)).find((file) => existsSync(file))!, 'utf8')
