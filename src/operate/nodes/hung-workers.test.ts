import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quietLogger } from '#platform/log/index.ts'
import { watchForHungWorkers } from './hung-workers.ts'

test('only a worker that answered once and is silent six looks in a row is ended, once', () => {
  const killed: number[] = []
  const look = watchForHungWorkers({ log: quietLogger, kill: (pid) => void killed.push(pid) })
  look([1, 2, 3], [1, 2])
  for (let times = 0; times < 5; times += 1) look([1, 2, 3], [1])
  assert.deepEqual(killed, [])
  look([1, 2, 3], [1])
  assert.deepEqual(killed, [2], '3 has never answered: it may still be starting')
  look([1, 3], [1])
  look([1, 3, 4], [4])
  look([1, 3, 4], [1, 4])
  for (let times = 0; times < 5; times += 1) look([1, 3, 4], [4])
  assert.deepEqual(killed, [2], 'an answer in between begins the count anew')
})
