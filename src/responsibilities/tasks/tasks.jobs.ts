import { job, type Job } from '#kernel/job.ts'
import { lapseConsultations } from '../consultations/index.ts'
import { within, type Office } from '../context/index.ts'
import type { Tasks } from './tasks.ts'

export const taskJobs = (tasks: Tasks): Job<Office>[] => [
  job({
    id: 'tasks.deadlines', about: 'Lets consultations lapse at their deadline, and tasks expire.', every: 30, where: 'one',
    async run(office) {
      const subjects = await lapseConsultations(office)
      for (const subject of subjects) {
        if (subject.startsWith('task:')) await within(office, (inner) => tasks.advance(inner, subject.slice('task:'.length)))
      }
      const expired = await tasks.expireAll()
      return subjects.length + expired === 0 ? 'No deadline was due.' : `Deadlines: ${subjects.length} consultations lapsed, ${expired} tasks expired.`
    },
  }),
  job({
    id: 'tasks.resume', about: 'Goes on with tasks whose process died.', every: 10, where: 'each',
    async run() {
      const resumed = await tasks.resume()
      return resumed.length === 0 ? 'No task was interrupted.' : `Went on with interrupted tasks: ${resumed.map(({ id, state }) => `${id} is ${state}`).join(', ')}.`
    },
  }),
]
