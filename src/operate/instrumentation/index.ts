/**
 * Time series of the metrics inside the appliance: what a monitoring server would keep, for those who have none.
 *
 * Owns the tables `metric_lines` and `metric_minutes`. Every node samples what it counts each five seconds and writes a minute at a time; any node reads
 * them all. Does not know what the figures mean nor who draws them.
 */
export { charts } from './charts.ts'
export { forgetOldSeries } from './forget.job.ts'
export { instrumentation } from './instrumentation.handlers.ts'
export { keepInstrumentation, sampleEvery, type InstrumentationKeeper } from './keeper.ts'
