/**
 * The machines of the cluster. Owns the tables `nodes` and `forced_updates`: each node writes its own row every five seconds.
 * A node is alive, late (15 s), lost (60 s) or removed from the list, from which any later heartbeat brings it back. A restart is requested →
 * running → done or failed; the node itself performs it. Does not know workers or HTTP.
 */
export { startHeartbeat, type Heartbeat } from './heartbeat.ts'
export { forcedMode } from './forced.ts'
export { watchForHungWorkers } from './hung-workers.ts'
export { sequentialUpdates, updateSettings } from './updates.settings.ts'
export { nodes } from './nodes.handlers.ts'
export { forceUpdate } from './force-update.command.ts'
