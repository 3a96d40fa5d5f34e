// `oauth4webapi` 3 on its own, unmodified: every flow of the started product against its strict checks; and the flows of `openid-client` that stand nowhere else.
import { after, before, describe } from 'node:test'
import { certificateChecks } from './strict/certificates.checks.ts'
import { discoveryChecks } from './strict/discovery.checks.ts'
import { exchangeChecks } from './strict/exchange.checks.ts'
import { grantChecks } from './strict/grants.checks.ts'
import { openidClientChecks } from './strict/openid-client.checks.ts'
import { signInChecks } from './strict/sign-in.checks.ts'
import { strictStage, type StrictStage } from './strict/stage.ts'

describe('oauth4webapi', () => {
  let made: StrictStage | undefined
  const stage = (): StrictStage => {
    if (!made) throw new Error('not started')
    return made
  }
  before(async () => void (made = await strictStage()))
  after(() => made?.stop())

  signInChecks(stage)
  grantChecks(stage)
  exchangeChecks(stage)
  certificateChecks(stage)
  openidClientChecks(stage)
  discoveryChecks(stage)
})
