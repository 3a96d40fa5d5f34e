import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeControl } from '#operate/context/index.ts'
import { settings as declarations } from '../modules.ts'
import type { LiveContext, Plan } from './process-context.ts'

/** A node as processes beside its workers control it: other processes hear of changed settings by the database, and health is the API's to ask. */
export const controlBeside = (context: LiveContext, plan: Plan): NodeControl => ({
  id: plan.node,
  declarations,
  settings: context.settings,
  settingsChanged: () => context.settings.reload(),
  ownCertificate: () => readOwn(join(plan.dataDir, 'tls')),
  certificatesChanged: () => context.certificates.reload(),
  health: () => Promise.reject(new Error('Ask the node over its API.')),
})

const readOwn = (folder: string): string => readFileSync(['server.pem', 'leaf.pem'].map((name) => join(folder, name)).find((file) => existsSync(file))!, 'utf8')
