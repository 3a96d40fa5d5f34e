/** Code to copy for the official SDKs, filled in. Each is complete: it runs as it stands once the package is installed. */
import { isMachine, type Client } from './kinds.ts'

export type QuickStartText = { name: string; install: string; code: string; note?: string }
export type Values = { domain: string; origin: string; client: Client; audience: string }

const needsHttp = (origin: string) => origin.startsWith('http:')

const spa = ({ origin, domain, client: { client_id: id } }: Values): QuickStartText[] => {
  const where = needsHttp(origin) ? origin : domain
  return [
    {
      name: 'JavaScript', install: 'npm install @auth0/auth0-spa-js',
      code: `import { createAuth0Client } from '@auth0/auth0-spa-js'

const auth = await createAuth0Client({
  domain: '${where}',
  clientId: '${id}',
  authorizationParams: { redirect_uri: location.origin },
})

if (new URLSearchParams(location.search).has('code')) {
  await auth.handleRedirectCallback()
  history.replaceState({}, '', location.pathname)
}

if (await auth.isAuthenticated()) console.log(await auth.getUser())
else await auth.loginWithRedirect()`,
    },
    {
      name: 'React', install: 'npm install @auth0/auth0-react',
      code: `import { Auth0Provider, useAuth0 } from '@auth0/auth0-react'

export const App = () => (
  <Auth0Provider
    domain="${where}"
    clientId="${id}"
    authorizationParams={{ redirect_uri: window.location.origin }}
  >
    <Profile />
  </Auth0Provider>
)

function Profile() {
  const { isLoading, isAuthenticated, user, loginWithRedirect, logout } = useAuth0()
  if (isLoading) return null
  if (!isAuthenticated) return <button onClick={() => loginWithRedirect()}>Sign in</button>
  return <button onClick={() => logout({ logoutParams: { returnTo: window.location.origin } })}>Sign out {user?.email}</button>
}`,
    },
    {
      name: 'Vue', install: 'npm install @auth0/auth0-vue',
      code: `import { createApp } from 'vue'
import { createAuth0 } from '@auth0/auth0-vue'
import App from './App.vue'

createApp(App)
  .use(createAuth0({
    domain: '${where}',
    clientId: '${id}',
    authorizationParams: { redirect_uri: window.location.origin },
  }))
  .mount('#app')`,
    },
  ]
}

const web = ({ origin, domain, client: { client_id: id } }: Values): QuickStartText[] => [
  {
    name: 'Express', install: 'npm install express express-openid-connect',
    code: `import express from 'express'
import { auth, requiresAuth } from 'express-openid-connect'

const app = express()
app.use(auth({
  issuerBaseURL: '${origin}',
  baseURL: 'http://localhost:3000',
  clientID: '${id}',
  clientSecret: process.env.CLIENT_SECRET,
  secret: process.env.COOKIE_SECRET, // a long random text of your own
  authRequired: false,
  authorizationParams: { response_type: 'code' },
}))
app.get('/', requiresAuth(), (request, response) => response.json(request.oidc.user))
app.listen(3000)`,
    note: 'Callback URL: http://localhost:3000/callback. Allowed logout URL: http://localhost:3000.',
  },
  {
    name: 'Next.js', install: 'npm install @auth0/nextjs-auth0',
    code: `# .env.local
AUTH0_DOMAIN=${domain}
AUTH0_CLIENT_ID=${id}
AUTH0_CLIENT_SECRET=   # under Credentials
AUTH0_SECRET=          # openssl rand -hex 32
APP_BASE_URL=http://localhost:3000

// src/lib/auth0.ts
import { Auth0Client } from '@auth0/nextjs-auth0/server'
export const auth0 = new Auth0Client()

// src/middleware.ts
import { auth0 } from './lib/auth0'
export const middleware = (request) => auth0.middleware(request)`,
    note: 'Callback URL: http://localhost:3000/auth/callback. Allowed logout URL: http://localhost:3000.',
  },
  {
    name: 'Node', install: 'npm install openid-client',
    code: `import * as client from 'openid-client'

const config = await client.discovery(
  new URL('${origin}'),
  '${id}',
  process.env.CLIENT_SECRET,${needsHttp(origin) ? `
  undefined,
  { execute: [client.allowInsecureRequests] },` : ''}
)
const verifier = client.randomPKCECodeVerifier()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: 'http://localhost:3000/callback',
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
})`,
  },
]

const native = ({ domain, client: { client_id: id } }: Values): QuickStartText[] => [
  {
    name: 'React Native', install: 'npm install react-native-auth0',
    code: `import { Auth0Provider, useAuth0 } from 'react-native-auth0'

export const App = () => (
  <Auth0Provider domain="${domain}" clientId="${id}">
    <SignIn />
  </Auth0Provider>
)

function SignIn() {
  const { authorize, user } = useAuth0()
  return user ? <Text>{user.name}</Text> : <Button title="Sign in" onPress={() => authorize()} />
}`,
  },
  {
    name: 'Swift', install: 'https://github.com/auth0/Auth0.swift',
    code: `import Auth0

Auth0
  .webAuth(clientId: "${id}", domain: "${domain}")
  .start { result in
    if case .success(let credentials) = result { print(credentials.idToken) }
  }`,
  },
  {
    name: 'Kotlin', install: "implementation 'com.auth0.android:auth0:3.+'",
    code: `val account = Auth0.getInstance("${id}", "${domain}")
WebAuthProvider.login(account)
  .withScheme("demo")
  .start(this, callback)`,
  },
]

const machine = ({ origin, client: { client_id: id }, audience }: Values): QuickStartText[] => [
  {
    name: 'curl', install: '',
    code: `curl --request POST ${origin}/oauth/token \\
  --data grant_type=client_credentials \\
  --data client_id=${id} \\
  --data client_secret="$CLIENT_SECRET" \\
  --data audience=${audience}`,
    note: 'The application must be allowed for the API: tab APIs.',
  },
  {
    name: 'Node', install: 'npm install auth0',
    code: `import { AuthenticationClient } from 'auth0'

const auth = new AuthenticationClient({
  domain: '${new URL(origin).host}',
  clientId: '${id}',
  clientSecret: process.env.CLIENT_SECRET,
})
const { data } = await auth.oauth.clientCredentialsGrant({ audience: '${audience}' })
console.log(data.access_token)`,
  },
]

export function quickStartsFor(values: Values): QuickStartText[] {
  if (isMachine(values.client)) return machine(values)
  return values.client.app_type === 'native' ? native(values) : values.client.app_type === 'regular_web' ? web(values) : spa(values)
}
