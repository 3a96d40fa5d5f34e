import { Problem } from '#kernel/problem.ts'
import { governed, nameOf, wire } from '../context/index.ts'
import { exportMatrix } from './export.ts'
import { lint } from './lint.ts'
import { raciContract } from './raci.contract.ts'
import { showMatrix } from './show.ts'
import { currentMatrix, listVersions, matrixVersion, proposeMatrix, signMatrix } from './versions.ts'

const numberOf = (text: string): number => {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Problem(404, 'matrix_version_unknown', 'A version is a number.')
  return Number(text)
}

export const raci = governed(raciContract, {
  show: async (_input, ctx) => wire(await showMatrix(ctx)),
  lint: async (_input, ctx) => lint((await currentMatrix(ctx)).matrix),
  async export({ query }, ctx) {
    const { matrix, version, inForceSince } = await currentMatrix(ctx)
    return exportMatrix(matrix, query.format ?? 'markdown', { provider: nameOf(ctx, 'provider'), subscriber: nameOf(ctx, 'subscriber'), version, inForceSince: inForceSince?.toISOString().slice(0, 10) })
  },
  versions: async (_input, ctx) => wire(await listVersions(ctx)),
  version: async ({ params }, ctx) => wire(await matrixVersion(ctx, numberOf(params.version))),
  propose: async ({ body }, ctx) => wire(await proposeMatrix(ctx, ctx.operator, body)),
  sign: async ({ params, body }, ctx) => wire(await signMatrix(ctx, ctx.operator, numberOf(params.version), body.signature)),
})
