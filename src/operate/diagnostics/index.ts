/**
 * A package that says how a node is, for somebody elsewhere to read: summary, logs, configuration, health, database statistics, jobs, versions, errors.
 *
 * Owns `diagnostics_packages`: requested → running → done or failed, one a node, made by that node in a process of low priority. What goes in passes an
 * allow-list (`vocabulary.ts`): words that the product's own source says, numbers, times; anything else becomes `[…]`. Does not know tickets: how a
 * package is attached to one comes as a function.
 */
export { collect, type Collected } from './collect.ts'
export { startCollector, type Collector } from './collector.ts'
export { finishPackage } from './diagnostics.store.ts'
export { diagnosticsCommands } from './diagnostics.commands.ts'
export { createDiagnostics, type Attach } from './diagnostics.handlers.ts'
