/** Operations on the guided start. */
import { resource } from '#kernel/operation.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'

/** In the order in which they are shown. */
export const guideSteps = ['name', 'certificate', 'mail', 'application', 'user', 'sign-in'] as const
export type GuideStep = (typeof guideSteps)[number]

const Step = Type.Object({ step: OneOf(guideSteps), state: OneOf(['open', 'done', 'skipped']), by: Nullable(Type.String()), at: Nullable(Timestamp()) })

export const guideContract = resource({
  name: 'guide',
  about: 'The guided start of an appliance.',
  operations: {
    list: { http: 'GET /guide', summary: 'List the steps of the guided start', scope: 'read:appliance', returns: Type.Array(Step) },
    mark: {
      http: 'PUT /guide/:step', summary: 'Mark a step of the guided start as done, skipped or open again', scope: 'update:appliance',
      row: { none: 'A note to oneself: it changes nothing of the appliance.' }, risk: 'routine',
      body: Closed({ state: OneOf(['open', 'done', 'skipped']) }), returns: Step,
    },
  },
})
