// A collector of our own: it reads what a real one would (OTLP over HTTP, JSON), and says no when told to.
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { heldClock } from '#platform/clock/index.ts'
import { createLogger } from '#platform/log/index.ts'
import { createMeter, createTally, metric } from '#platform/metrics/index.ts'
import type { LiveSettings } from '#platform/settings/index.ts'
import { companyHandle } from '../company/index.ts'
import { otlpSender } from './otlp-sender.ts'
import { otlpEndpoint, otlpHeaders, otlpInterval } from './otlp.settings.ts'

type Attribute = { key: string; value: { stringValue?: string } }
type Point = { attributes: Attribute[]; asDouble?: number; sum?: number; count?: number; bucketCounts?: (number | string)[]; explicitBounds?: number[]; startTimeUnixNano: string; timeUnixNano: string }
type Metric = { name: string; unit: string; sum?: { isMonotonic: boolean; aggregationTemporality: number; dataPoints: Point[] }; gauge?: { dataPoints: Point[] }; histogram?: { aggregationTemporality: number; dataPoints: Point[] } }
type Export = { resourceMetrics: { resource: { attributes: Attribute[] }; scopeMetrics: { metrics: Metric[] }[] }[] }

const taken: { url: string | undefined; headers: IncomingHttpHeaders; body: Export }[] = []
let answer = 200
const collector = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
    const bytes = Buffer.concat(pieces)
    if (answer === 200) taken.push({ url: request.url, headers: request.headers, body: JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()) as Export })
    response.writeHead(answer, { 'content-type': 'application/json' }).end('{}')
  })
})
before(() => new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve)))
after(() => collector.close())

const requests = metric({ name: 'requests_total', type: 'counter', help: 'Requests.' })
const time = metric({ name: 'time_seconds', type: 'histogram', help: 'Time.', buckets: [0.1, 1] })
const memory = metric({ name: 'memory_bytes', type: 'gauge', help: 'Memory.' })

test('a collector gets every family with its labels, sums as they have grown, and who sends them', async () => {
  const values = new Map<unknown, unknown>([[otlpInterval, 0], [companyHandle, 'acme'], [otlpHeaders, 'api-key=secret=7,x-scope-orgid=1']])
  const settings = { get: (declared: unknown) => values.get(declared) ?? '' } as unknown as LiveSettings
  const said: string[] = []
  const clock = heldClock(new Date('2026-01-01T00:00:00Z'))
  const sender = otlpSender({ settings, clock, log: createLogger({ write: (line) => void said.push((JSON.parse(line) as { message: string }).message) }), node: 'n1', build: '1.2.3' })
  const [meter, tally] = [createMeter(), createTally([requests, time, memory])]
  const send = async () => {
    tally.add('1', meter.take())
    clock.advance(30)
    await sender.send(() => tally.families())
  }
  await send()
  assert.equal(taken.length, 0, 'nothing is sent where nobody is named')

  values.set(otlpEndpoint, `http://127.0.0.1:${(collector.address() as { port: number }).port}/v1/metrics`)
  meter.count(requests, { process: 'api2' }, 3)
  meter.gauge(memory, {}, 4096)
  meter.observe(time, { process: 'api2' }, 0.5)
  await send()
  meter.count(requests, { process: 'api2' }, 2)
  await send()
  assert.equal(taken.length, 2)
  const [first, second] = taken as [typeof taken[0], typeof taken[0]]
  assert.deepEqual([first.url, first.headers['api-key'], first.headers['x-scope-orgid']], ['/v1/metrics', 'secret=7', '1'])
  const { resource, scopeMetrics } = first.body.resourceMetrics[0]!
  const told = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value.stringValue]))
  assert.deepEqual([told['service.name'], told['service.namespace'], told['service.version'], told['service.instance.id']], ['bailiwick', 'acme', '1.2.3', 'n1'])
  const by = (metrics: Metric[], name: string) => metrics.find((each) => each.name === name)!
  const metrics = scopeMetrics[0]!.metrics
  assert.deepEqual(metrics.map(({ name, unit }) => [name, unit]), [['requests_total', ''], ['time_seconds', 's'], ['memory_bytes', 'By']])
  const counted = by(metrics, 'requests_total').sum!
  assert.deepEqual([counted.isMonotonic, counted.aggregationTemporality, counted.dataPoints[0]!.asDouble], [true, 2, 3])
  assert.deepEqual(counted.dataPoints[0]!.attributes, [{ key: 'process', value: { stringValue: 'api2' } }])
  assert.equal(Number(BigInt(counted.dataPoints[0]!.timeUnixNano) - BigInt(counted.dataPoints[0]!.startTimeUnixNano)) / 1e9, 60)
  const observed = by(metrics, 'time_seconds').histogram!.dataPoints[0]!
  assert.deepEqual([observed.count, observed.sum, observed.bucketCounts?.map(Number), observed.explicitBounds], [1, 0.5, [0, 1, 0], [0.1, 1]])
  assert.equal(by(metrics, 'memory_bytes').gauge!.dataPoints[0]!.asDouble, 4096)
  assert.equal(by(second.body.resourceMetrics[0]!.scopeMetrics[0]!.metrics, 'requests_total').sum!.dataPoints[0]!.asDouble, 5)

  answer = 400
  await send()
  await send()
  answer = 200
  await send()
  assert.equal(taken.length, 3)
  assert.equal(said.filter((line) => /^The collector at 127\.0\.0\.1:\d+ did not take the metrics: /.test(line)).length, 1, said.join('\n'))
  assert.equal(said.at(-1), 'The collector takes the metrics again.')
  await sender.stop()
})
