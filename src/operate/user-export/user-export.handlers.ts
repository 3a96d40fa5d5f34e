import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { download } from '#kernel/download.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import type { OperateContext } from '../context/index.ts'
import { spawn } from '#platform/processes/index.ts'
import { beginExport, folderOf, readState, takeOver, type Order, type State } from './make.ts'
import { ExportExists, ExportUnfinished, NoExport, userExportContract } from './user-export.contract.ts'

async function present({ node }: OperateContext): Promise<State> {
  const state = await readState(node.dataDir)
  if (!state) throw NoExport()
  return state
}

/** What it is told goes through a pipe: arguments and environment can be read by others. */
async function startProcess(dataDir: string, order: Order): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'export.process.ts')], { stdio: ['pipe', 'ignore', 'ignore'] })
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify({ dataDir, order }))
  // From here on the export fails when that process does.
  if (child.pid !== undefined) await takeOver(dataDir, child.pid)
}

const handlers: Handlers<typeof userExportContract, OperateContext> = {
  async create({ body: { password, fields, format = 'age' } }, ctx) {
    const { dataDir } = ctx.node
    if (!(await beginExport(dataDir, ctx.clock.now()))) throw ExportExists()
    await startProcess(dataDir, { password, fields, format })
    return present(ctx)
  },
  status: (_input, { node }) => readState(node.dataDir),
  async download(_input, ctx) {
    const { state, name, bytes } = await present(ctx)
    if (state !== 'done' || name === undefined) throw ExportUnfinished()
    return download({ name, ...(bytes === undefined ? {} : { bytes }), open: () => createReadStream(join(folderOf(ctx.node.dataDir), name)) })
  },
  async remove(_input, ctx) {
    const { state } = await present(ctx)
    if (state === 'running') throw ExportUnfinished()
    await rm(folderOf(ctx.node.dataDir), { recursive: true, force: true })
  },
}

export const userExport = implement<OperateContext, typeof userExportContract>(userExportContract, handlers)
