/** The errand that makes a backup, away from whoever serves requests. */
import { performErrand } from '#platform/processes/index.ts'
import type { Canary } from './format.ts'
import { makeBackup, type Made, type MakeRequest } from './make.ts'

performErrand<MakeRequest, Made>((request, door) => {
  let said = 0
  return makeBackup(request, {
    tell(progress) {
      if (Date.now() - said < 500) return
      said = Date.now()
      door.tell(progress)
    },
    plant: async () => (await door.ask('plant')) as Canary | undefined,
    taken: async () => void (await door.ask('taken')),
  })
})
