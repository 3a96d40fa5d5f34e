/**
 * Counting, in the shape that Prometheus scrapes (text format 0.0.4) and that OpenTelemetry collectors take (OTLP). Every process counts for itself in a `Meter`; the supervisor collects what was
 * counted since the last time into one `Tally`, so that the sums of a node survive its workers. Names, types and help are declared once.
 * Does not know what is counted.
 */
export { createMeter, type Delta, type Labels, type Meter } from './meter.ts'
export { metric, type MetricDeclaration } from './declaration.ts'
export { openOtlp, type OtlpExporter, type OtlpTarget } from './otlp.ts'
export { createTally, type Family, type Point, type Tally } from './tally.ts'
