/** Every parser under fuzz. */
import type { Target } from './target.ts'
import { addressTargets } from './addresses.targets.ts'
import { engineTargets } from './engine.targets.ts'
import { messageTargets } from './messages.targets.ts'
import { parameterTargets } from './parameters.targets.ts'
import { tokenTargets } from './tokens.targets.ts'

export const targets = [...addressTargets, ...parameterTargets, ...tokenTargets, ...messageTargets, ...engineTargets] as unknown as Target<unknown>[]
