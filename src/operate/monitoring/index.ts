/**
 * What is counted and measured, and how it is collected: workers count for themselves and are asked every few seconds; the supervisor adds up.
 * Owns the names of the metric families. Does not know who reads them.
 */
export { measureMachine } from './machine-meter.ts'
export * from './metrics.ts'
export { otlpSender, type OtlpSender } from './otlp-sender.ts'
export { otlpSettings } from './otlp.settings.ts'
export { countAnswers, countLoads, meterWorker } from './worker-meter.ts'
