import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const reportingInterval = setting({
  scope: 'appliance', takesEffect: 'at once', id: 'reporting.interval', title: 'Reporting interval', unit: 's',
  about: 'Seconds between two reports to the provider\'s console, when one is paired.', schema: Type.Integer({ minimum: 1, maximum: 3600 }), default: 30,
})

export const reportingSettings = [reportingInterval]
