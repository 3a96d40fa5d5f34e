/** Who shares the work, and how strictly. */
import type { Party } from '#kernel/mandate.ts'
import { OneOf, Type } from '#kernel/schema.ts'
import { setting, type Settings } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const parties = setting({
  ...common, id: 'responsibilities.parties', title: 'Parties', environment: 'BAILIWICK_PARTIES',
  about: 'single: one organisation is provider and subscriber; nothing waits for a second person. two: each party does what the matrix gives it.',
  schema: OneOf(['single', 'two']), default: 'single',
})

export const separation = setting({
  ...common, id: 'responsibilities.separation', title: 'Separation of duties', environment: 'BAILIWICK_SEPARATION',
  about: 'required: nobody signs off what they proposed themselves. off: one who both runs and answers for something types a confirmation.',
  schema: OneOf(['off', 'required']), default: 'off',
})

export const environment = setting({
  ...common, id: 'responsibilities.environment', title: 'Environment', environment: 'BAILIWICK_ENVIRONMENT',
  about: 'Whether this appliance is the development or the production one of its pair.',
  schema: OneOf(['development', 'production']), default: 'development',
})

const providerName = setting({
  ...common, id: 'responsibilities.provider-name', title: 'Name of the provider',
  about: 'How the party that supplies and maintains the appliance is called.', schema: Type.String({ maxLength: 100 }), default: 'Provider',
})

const subscriberName = setting({
  ...common, id: 'responsibilities.subscriber-name', title: 'Name of the subscriber',
  about: 'How the party that runs the appliance on its infrastructure is called.', schema: Type.String({ maxLength: 100 }), default: 'Subscriber',
})

export const responsibilitySettings = [parties, separation, environment, providerName, subscriberName]

export type Environment = 'development' | 'production'

export const isSingle = ({ settings }: { settings: Settings }): boolean => settings.get(parties) === 'single'
export const isSeparated = ({ settings }: { settings: Settings }): boolean => settings.get(separation) === 'required'
export const environmentOf = ({ settings }: { settings: Settings }): Environment => settings.get(environment)
export const nameOf = ({ settings }: { settings: Settings }, party: Party): string =>
  settings.get(party === 'provider' ? providerName : subscriberName)
