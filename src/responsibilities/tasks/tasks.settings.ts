import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const consultationHours = setting({
  ...common, id: 'responsibilities.consultation-hours', title: 'Time to answer', unit: 'hours',
  about: 'How long disruptive work waits for the answer of a party that is consulted.', schema: Type.Integer({ minimum: 1, maximum: 720 }), default: 24,
})

export const taskDays = setting({
  ...common, id: 'responsibilities.task-days', title: 'Life of a task', unit: 'days',
  about: 'A task that has not begun to run after this time expires.', schema: Type.Integer({ minimum: 1, maximum: 90 }), default: 7,
})

export const taskSettings = [consultationHours, taskDays]
