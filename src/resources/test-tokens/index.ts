/**
 * Tokens to try an API with: what an application would get at the token endpoint in its own name, for whoever may read its secret. Owns nothing;
 * how a token is made is told by `oauth`, which stands above.
 */
import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { testTokensContract, TestTokenRefused } from './test-tokens.contract.ts'

export type TestToken = { access_token: string; token_type: string; expires_in: number; scope?: string }
/** Makes and records it, or says in a sentence why the application would get none. */
export type IssueTestToken = (ctx: TenantContext, asked: { clientId: string; audience: string; by: string | undefined }) => Promise<TestToken | { refused: string }>

export const createTestTokens = (issue: IssueTestToken) =>
  implement<ApiContext, typeof testTokensContract>(testTokensContract, {
    async create({ body }, ctx) {
      const answer = await issue(ctx, { clientId: body.client_id, audience: body.audience, by: ctx.caller.userId })
      if ('refused' in answer) throw new Problem(TestTokenRefused.status, TestTokenRefused.code, answer.refused)
      return answer
    },
  })
