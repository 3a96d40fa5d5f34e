import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, redacted, Type } from '#kernel/schema.ts'

export const TestTokenRefused = problem(400, 'test_token_refused', 'The application would get no token for this API.')

export const testTokensContract = resource({
  name: 'testTokens',
  about: 'Tokens to try an API with.',
  operations: {
    create: {
      http: 'POST /test-tokens',
      summary: 'Get the access token that an application would get for an API in its own name',
      // Whoever may read the secret of an application could ask at the token endpoint as well.
      scope: 'read:client_keys',
      body: Closed({ client_id: Type.String({ minLength: 1, maxLength: 64 }), audience: Type.String({ minLength: 1, maxLength: 600 }) }),
      returns: Type.Object({ access_token: redacted(Type.String()), token_type: Type.String(), expires_in: Type.Integer({ description: 'seconds' }), scope: Type.Optional(Type.String()) }),
      throws: [TestTokenRefused],
    },
  },
})
