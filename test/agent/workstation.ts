/** A workstation with a key of its own: runs the command line as `bailiwick -t <node>` does, in this process, and keeps what it says. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicKeyText } from '#platform/signatures/index.ts'
import { localTerminal } from '#surfaces/cli/index.ts'
import { runRemote } from '#surfaces/remote/index.ts'
import { createKeyFiles, readKeyFiles, type KeyPair } from '#surfaces/remote/key-files.ts'
import type { Appliance } from '../appliance.ts'
import type { ApplianceApi } from '../operate/appliance-api.ts'

export type Said = { code: number; out: string; err: string }

export type Workstation = {
  folder: string
  keys: KeyPair
  /** `bailiwick -t 127.0.0.1 -p <port> <words>` in the folder. `clock`: seconds that this machine's clock is ahead; `at`: another node. */
  run(words: string[], options?: { clock?: number; before?: string[]; at?: Appliance }): Promise<Said>
  authorise(api: ApplianceApi, name: string): Promise<string>
}

export function workstation(appliance: Appliance): Workstation {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-workstation-'))
  const keyFile = join(folder, 'bailiwick-key')
  createKeyFiles(keyFile)
  const keys = readKeyFiles(keyFile)
  return {
    folder,
    keys,
    async run(words, { clock = 0, before = [], at = appliance } = {}) {
      const said = { out: '', err: '' }
      const terminal = localTerminal({ out: (text) => void (said.out += text), err: (text) => void (said.err += text) }, folder)
      const code = await runRemote(['-t', '127.0.0.1', '-p', `${at.bootstrap.agent_port}`, '--key', keyFile, ...before, ...words], {
        terminal, environment: { BAILIWICK_CLI_HOME: join(folder, 'cli') }, version: '1', now: () => new Date(Date.now() + clock * 1000),
      })
      return { code, ...said }
    },
    authorise: async (api, name) => (await api.must<{ id: string }>('POST /cli-keys', { name, key: publicKeyText(keys.publicKey) })).id,
  }
}

/** A file on the workstation; its path. */
export function put(home: Workstation, name: string, content: string): string {
  const path = join(home.folder, name)
  writeFileSync(path, content)
  return path
}
