import { implement, type Handlers } from '#kernel/operation.ts'
import type { OperateContext } from '../context/index.ts'
import { ComponentNotFound, componentsContract } from './components.contract.ts'
import { installedComponents, licenceText } from './installed.ts'

const handlers: Handlers<typeof componentsContract, OperateContext> = {
  list: async () => (await installedComponents()).map(({ folder: _folder, ...component }) => component),

  async licence({ query }) {
    const found = (await installedComponents()).find(({ name, version }) => name === query.name && version === query.version)
    if (!found) throw ComponentNotFound()
    return { name: found.name, version: found.version, licence: found.licence, text: await licenceText(found) }
  },
}

export const components = implement<OperateContext, typeof componentsContract>(componentsContract, handlers)
