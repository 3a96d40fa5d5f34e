import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMeter, createTally, metric } from './index.ts'

const requests = metric({ name: 'requests_total', type: 'counter', help: 'Requests.' })
const time = metric({ name: 'time_seconds', type: 'histogram', help: 'Time.', buckets: [0.1, 1] })
const busy = metric({ name: 'busy', type: 'gauge', help: 'Busy.' })

test('sums of several processes, in the text format, survive a process', () => {
  const tally = createTally([requests, time, busy])
  const [a, b] = [createMeter(), createMeter()]
  a.count(requests, { process: 'api2', status: 200 })
  b.count(requests, { process: 'api2', status: 200 }, 2)
  b.count(requests, { process: 'say "hi"\\\n', status: 500 })
  a.observe(time, { process: 'api2' }, 0.1)
  b.observe(time, { process: 'api2' }, 0.5)
  b.observe(time, { process: 'api2' }, 7)
  a.gauge(busy, {}, 2)
  b.gauge(busy, {}, 3)
  tally.add('a', a.take())
  tally.add('b', b.take())
  assert.equal(tally.render(), [
    '# HELP requests_total Requests.', '# TYPE requests_total counter', 'requests_total{process="api2",status="200"} 3', 'requests_total{process="say \\"hi\\"\\\\\\n",status="500"} 1',
    '# HELP time_seconds Time.', '# TYPE time_seconds histogram', 'time_seconds_bucket{process="api2",le="0.1"} 1', 'time_seconds_bucket{process="api2",le="1"} 2', 'time_seconds_bucket{process="api2",le="+Inf"} 3',
    'time_seconds_sum{process="api2"} 7.6', 'time_seconds_count{process="api2"} 3',
    '# HELP busy Busy.', '# TYPE busy gauge', 'busy 5', '',
  ].join('\n'))
  tally.forget('b')
  a.count(requests, { process: 'api2', status: 200 })
  tally.add('a', a.take())
  assert.equal(tally.sum('requests_total', 'process="api2"'), 4)
  assert.equal(tally.sum('busy'), 2)
})

test('what was taken is not taken again', () => {
  const meter = createMeter()
  meter.count(requests)
  assert.deepEqual(meter.take().counters, { requests_total: 1 })
  assert.deepEqual(meter.take().counters, {})
})
