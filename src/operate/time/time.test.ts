// A time server of our own that says what it is told to, over UDP on loopback.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { after, before, test } from 'node:test'
import { askTime } from '#platform/clock/index.ts'
import { Compile } from '#kernel/schema.ts'
import type { Settings } from '#kernel/setting.ts'
import { keepTime, ntpServers } from './index.ts'
import { readServer } from './servers.ts'

const server = createSocket('udp4')
const said = { ahead: 0, stratum: 2, leap: 0, mode: 4, silent: false, foreign: false, questions: 0 }
let port: number
before(() => new Promise<void>((resolve) => {
  server.on('message', (question, { port: back, address }) => {
    said.questions += 1
    if (said.silent) return
    const answer = Buffer.alloc(48)
    answer[0] = (said.leap << 6) | (4 << 3) | said.mode
    answer[1] = said.stratum
    answer.write('RATE', 12)
    question.copy(answer, 24, 40, 48)
    if (said.foreign) answer[24]! ^= 1
    const seconds = Date.now() / 1000 + said.ahead + 2_208_988_800
    for (const at of [32, 40]) {
      answer.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at)
      answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4)
    }
    server.send(answer, back, address)
  }).bind(0, '127.0.0.1', () => {
    port = server.address().port
    resolve()
  })
}))
after(() => server.close())

const ask = () => askTime({ host: '127.0.0.1', port })
const near = (value: number, wanted: number) => assert.ok(Math.abs(value - wanted) < 0.5, `${value} is not about ${wanted}`)

test('how far our clock is from the server\'s, whichever is ahead, also beyond the era that ends in 2036', async () => {
  for (const ahead of [0, 600, -600, 400_000_000]) {
    said.ahead = ahead
    near((await ask()).ahead, -ahead)
  }
  said.ahead = 0
})

test('an answer that is none is not believed, and the sentence says why', async () => {
  for (const [change, sentence] of [
    [{ mode: 3 }, /is no time/], [{ stratum: 0 }, /refuses to be asked \(RATE\)/], [{ stratum: 16 }, /does not know the time/], [{ leap: 3 }, /does not know the time/],
    // To a question that we did not ask.
    [{ foreign: true }, /did not answer within 3 s/],
  ] as const) {
    const before = { ...said }
    Object.assign(said, change)
    await assert.rejects(ask(), sentence)
    Object.assign(said, { mode: before.mode, stratum: before.stratum, leap: before.leap, foreign: before.foreign })
  }
  const gone = createSocket('udp4')
  const dead = await new Promise<number>((resolve) => gone.bind(0, '127.0.0.1', () => resolve(gone.address().port)))
  await new Promise<void>((resolve) => gone.close(resolve))
  await assert.rejects(askTime({ host: '127.0.0.1', port: dead }), new RegExp(`^Error: The time server 127\\.0\\.0\\.1:${dead} is not there`))
})

test('a server is asked seldom; a clock that jumps in between is seen at once, and who was silent is asked again', async () => {
  const time = { wall: 1_800_000_000_000, steady: 0 }
  const settings = { get: () => lines } as unknown as Settings
  let lines = [`127.0.0.1:${port} minpoll 6 maxpoll 7`]
  const keeper = keepTime(settings, { now: () => time.wall, steady: () => time.steady })
  const pass = (seconds: number) => ((time.wall += seconds * 1000), (time.steady += seconds * 1000))
  said.ahead = (time.wall - Date.now()) / 1000
  said.questions = 0
  const look = async () => (await keeper.look()).map((each) => ('ahead' in each ? Math.round(each.ahead) + 0 : each.silent))
  assert.deepEqual(await look(), [0])
  pass(60)
  assert.deepEqual(await look(), [0])
  time.wall += 600_000
  assert.deepEqual(await look(), [600])
  time.wall -= 600_000
  assert.equal(said.questions, 1, 'known without asking')
  pass(5)
  said.ahead += 65
  await look()
  assert.equal(said.questions, 2)
  pass(65)
  said.ahead += 65
  await look()
  assert.equal(said.questions, 2, 'it agreed, so that it is asked half as often')
  pass(64)
  said.silent = true
  assert.match(String((await look())[0]), /did not answer/)
  said.silent = false
  said.ahead = (time.wall - Date.now()) / 1000
  assert.deepEqual(await look(), [0])
  lines = []
  assert.deepEqual(await look(), [])
})

test('a server is written as for ntpd, options included; anything else is refused before it reaches a node', () => {
  assert.deepEqual(readServer('ntp.example.com'), { host: 'ntp.example.com', port: 123, every: 64, atMost: 1024 })
  assert.deepEqual(readServer('dc1.corp.example burst iburst minpoll 3 maxpoll 5'), { host: 'dc1.corp.example', port: 123, every: 16, atMost: 32 })
  assert.deepEqual(readServer('[2001:db8::1]:1123 minpoll 8'), { host: '2001:db8::1', port: 1123, every: 256, atMost: 1024 })
  const check = Compile(ntpServers.schema)
  assert.ok(check.Check(['10.0.0.1', 'ntp.example.com iburst']))
  for (const wrong of ['', 'http://ntp.example.com', 'a b', 'ntp.example.com minpoll', 'ntp.example.com:0', '-x', 'ntp.example.com; reboot']) assert.ok(!check.Check([wrong]), wrong)
})
