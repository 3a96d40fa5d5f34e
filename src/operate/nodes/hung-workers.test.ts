import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quietLogger } from '#platform/log/index.ts'
import { watchForHungWorkers } from './hung-workers.ts'

test('a worker that serves and is silent six looks in a row is ended, once; one that is still starting is left alone', () => {
  const killed: number[] = []
  const look = watchForHungWorkers({ log: quietLogger, kill: (pid) => void killed.push(pid) })
  // 3 is starting: it does not serve yet.
  for (let times = 0; times < 5; times += 1) look([1, 2], [1])
  assert.deepEqual(killed, [])
  look([1, 2], [1])
  assert.deepEqual(killed, [2], 'also one that has never answered')
  look([1], [1])
  for (let times = 0; times < 5; times += 1) look([1, 4], [1])
  look([1, 4], [1, 4])
  for (let times = 0; times < 5; times += 1) look([1, 4], [1])
  assert.deepEqual(killed, [2], 'an answer in between begins the count anew')
})
