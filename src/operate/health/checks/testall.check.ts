import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

export const testallCheck = check<Surroundings>({
  id: 'testall', title: 'Node as a balancer sees it', about: 'GET /testall on this node\'s own HTTPS port answers 200 OK.', severity: 'high',
  remedy: 'Look at services and db; restart the node when they are well and this stays. A balancer sends nobody here meanwhile.',
  async look({ door }) {
    const began = performance.now()
    const { status, body } = await door('/testall')
    const ms = Math.round(performance.now() - began)
    const well = status === 200 && body === 'OK'
    return { well, sentence: well ? `/testall answered 200 OK in ${ms} ms.` : `/testall answered ${status}${body === '' ? '' : ` ${body.slice(0, 100)}`}.`, measured: { ms } }
  },
})
