/** Where a task is shown; undefined as long as no page shows tasks. */
import { places } from '../paths.ts'

export const taskAddress = (task: string): string | undefined => {
  const pattern = (places as Record<string, string>)['task']
  return pattern && task ? pattern.replace(/:\w+/, encodeURIComponent(task)) : undefined
}
