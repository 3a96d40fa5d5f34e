import { check } from '#kernel/check.ts'
import { memory } from '#platform/machine/index.ts'
import type { Surroundings } from '../surroundings.ts'

const least = 10

export const memoryCheck = check<Surroundings>({
  id: 'memory', title: 'Memory', about: `More than ${least} % of the memory is available.`, severity: 'normal',
  remedy: 'Give the machine more memory, or fewer web workers; look which process grows.',
  async look() {
    const { total, available } = await memory()
    const free = Math.floor((100 * available) / total)
    return { well: free > least, sentence: `${free} % of ${Math.round(total / 2 ** 20)} MiB memory is available.`, measured: { free_percent: free } }
  },
})
