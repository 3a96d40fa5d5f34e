import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const sequentialUpdates = setting({
  id: 'updates.sequential', title: 'Sequential updates', scope: 'appliance', takesEffect: 'at once', environment: 'BAILIWICK_SEQUENTIAL_UPDATES',
  about: 'Whether nodes take up changes of settings one after another, each only when the one before is healthy. Off: all at once. A node that is not healthy afterwards takes the change back everywhere in either case.',
  schema: Type.Boolean(), default: false,
})

export const updateSettings = [sequentialUpdates]
