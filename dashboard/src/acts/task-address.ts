/** Where a task is shown; undefined for one that has no id yet. */
import { pathTo } from '../paths.ts'

export const taskAddress = (task: string): string | undefined => (task ? pathTo('task', { id: task }) : undefined)
