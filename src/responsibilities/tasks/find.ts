import { pageOf, type Page, type PageRequest } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import type { Office } from '../context/index.ts'
import { taskById, taskRows, type TaskRow, type TaskState } from './tasks.store.ts'

export const TaskNotFound = problem(404, 'task_not_found', 'There is no such task.')

export async function findTask({ db }: Pick<Office, 'db'>, id: string, lock = false): Promise<TaskRow> {
  const task = await taskById(db, id, lock)
  if (!task) throw TaskNotFound()
  return task
}

/** Newest first. */
export async function listTasks({ db }: Pick<Office, 'db'>, page: PageRequest, states?: readonly TaskState[]): Promise<Page<TaskRow>> {
  return pageOf(await taskRows(db, states, page.offset, page.limit))
}
