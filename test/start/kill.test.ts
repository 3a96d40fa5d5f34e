// Kill -9 of anything loses nothing that was acknowledged.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { processesOf, startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { management, type Management } from '../management.ts'

const withoutProc = process.platform === 'linux' ? false : 'needs /proc'

/** Writes roles without pause and remembers which of them were acknowledged. */
function writing(api: Management, prefix: string): { acknowledged: string[]; stop(): Promise<void> } {
  const acknowledged: string[] = []
  let going = true
  const writer = async (lane: number) => {
    for (let number = 0; going; number += 1) {
      const name = `${prefix}-${lane}-${number}`
      const answer = await api.call('POST /roles', { name }).catch(() => undefined)
      if (answer && answer.status < 300) acknowledged.push(name)
      else await wait(50)
    }
  }
  const lanes = [0, 1, 2, 3].map(writer)
  return { acknowledged, stop: async () => {
    going = false
    await Promise.all(lanes)
  } }
}

async function until(what: string, condition: () => boolean | Promise<boolean>, patience = 30_000): Promise<void> {
  const deadline = Date.now() + patience
  while (!(await Promise.resolve(condition()).catch(() => false))) {
    assert.ok(Date.now() < deadline, `${what}: not within ${patience} ms`)
    await wait(100)
  }
}

async function assertAllThere(api: Management, names: string[]): Promise<void> {
  const present = new Set<string>()
  for (let page = 0; ; page += 1) {
    const roles = await api.must<{ name: string }[]>(`GET /roles?per_page=100&page=${page}`)
    for (const { name } of roles) present.add(name)
    if (roles.length === 0) break
  }
  const lost = names.filter((name) => !present.has(name))
  assert.deepEqual(lost, [], `${lost.length} of ${names.length} acknowledged writes are lost`)
}

function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const ppid = Number(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) \S+ /s, '').split(' ')[0])
      return ppid === parent ? [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }] : []
    } catch {
      return []
    }
  })
}

describe('kill -9', { skip: withoutProc }, () => {
  const dataDir = temporaryFolder()
  let appliance: Appliance
  let api: Management

  before(async () => {
    appliance = await startAppliance({ dataDir })
    api = await management(appliance.main)
  })
  after(async () => {
    await appliance?.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })

  test('of Postgres: it comes back, and so does every acknowledged write', async () => {
    const load = writing(api, 'postgres')
    await until('writes', () => load.acknowledged.length > 50)
    const postmaster = processesOf(dataDir).find(({ command }) => /postgres\b.* -D /.test(command))
    assert.ok(postmaster, `no postmaster among ${JSON.stringify(processesOf(dataDir))}`)
    process.kill(postmaster.pid, 'SIGKILL')
    const before = load.acknowledged.length
    await until('writes after the crash', () => load.acknowledged.length > before + 50)
    await load.stop()
    await assertAllThere(api, load.acknowledged)
  })

  test('of a worker: the others answer, a new one takes its place', async () => {
    const workers = () => childrenOf(appliance.process.pid ?? 0).filter(({ command }) => command.includes('worker'))
    const [victim, ...others] = workers()
    assert.ok(victim, `no worker among ${JSON.stringify(childrenOf(appliance.process.pid ?? 0))}`)
    const load = writing(api, 'worker')
    await until('writes', () => load.acknowledged.length > 20)
    process.kill(victim.pid, 'SIGKILL')
    await until('a new worker', () => workers().length === others.length + 1 && !workers().some(({ pid }) => pid === victim.pid))
    const before = load.acknowledged.length
    await until('writes go on', () => load.acknowledged.length > before + 20)
    await load.stop()
    await assertAllThere(api, load.acknowledged)
  })

  test('of the supervisor: a new start on the same directory has every acknowledged write', async () => {
    const load = writing(api, 'supervisor')
    await until('writes', () => load.acknowledged.length > 50)
    await appliance.kill9()
    await load.stop()
    const { https_port: https, http_port: http, agent_port: agent } = appliance.bootstrap
    appliance = await startAppliance({ dataDir, ports: { https, http, agent } })
    api = await management(appliance.main)
    await assertAllThere(api, load.acknowledged)
    const postmasters = processesOf(dataDir).filter(({ command }) => /postgres\b.* -D /.test(command))
    assert.equal(postmasters.length, 1)
  })

  test('of everything at once: likewise', async () => {
    const load = writing(api, 'everything')
    await until('writes', () => load.acknowledged.length > 50)
    const all = [...childrenOf(appliance.process.pid ?? 0), ...processesOf(dataDir)].map(({ pid }) => pid)
    await appliance.kill9()
    for (const pid of new Set(all)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // Gone already.
      }
    }
    await load.stop()
    appliance = await startAppliance({ dataDir })
    api = await management(appliance.main)
    await assertAllThere(api, load.acknowledged)
  })
})
