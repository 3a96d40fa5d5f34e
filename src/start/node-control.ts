import type { NodeControl } from '#operate/context/index.ts'
import { settings as declarations } from '../modules.ts'
import type { LiveContext, Plan } from './process-context.ts'

/** A node as processes beside its workers control it: other processes hear of changed settings by the database, and health is the API's to ask. */
export const controlBeside = (context: LiveContext, plan: Plan): NodeControl => ({
  id: plan.node,
  declarations,
  settings: context.settings,
  settingsChanged: () => context.settings.reload(),
  health: () => Promise.reject(new Error('Ask the node over its API.')),
})
