/**
 * Settings of the appliance as operations: listed with their origin, changed many at a time, every change versioned and reversible.
 *
 * Owns the tables `setting_versions` and `setting_changes`, and writes `settings` (read by `platform/settings`). A change is refused whole
 * or written whole; when it is answered, every process of this node obeys it, and other nodes have been told or wait for their turn. A node that is not
 * healthy afterwards takes it back. Does not know what any
 * setting means: declarations stand beside what obeys them.
 */
export { changeSettings, restoreSettings, type Outcome } from './change.ts'
export { followSettings, type Rollout } from './rollout.ts'
export { settings } from './settings.handlers.ts'
