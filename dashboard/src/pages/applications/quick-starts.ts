/** Code to copy for the official SDKs, filled in. Each is complete: in an empty project it signs somebody in as it stands. */
import { isMachine, type Client } from './kinds.ts'

export type QuickStartText = { name: string; install: string; files: readonly { name: string; code: string }[]; run?: string; note?: string }
export type Values = {
  /** Where the tenant answers to whoever looks at this page. */
  origin: string
  /** The tenant's host over HTTPS, for SDKs that speak nothing else. */
  domain: string
  client: Client
  audience: string
}

const needsHttp = (origin: string) => origin.startsWith('http:')
/** What runs in Node knows the public authorities only, and not what browsers know of `.localhost`. */
const outside = (origin: string) => {
  const host = new URL(origin).hostname
  return `${host.endsWith('.localhost') ? ` On this machine only browsers know the name: add the line “127.0.0.1 ${host}” to /etc/hosts.` : ''}${needsHttp(origin) ? '' : ' While the appliance shows a certificate of its own, Node must be told of its authority: put NODE_EXTRA_CA_CERTS=ca.pem before the command; the file is tls/ca.pem in the data directory of a node.'}`
}
const secrets = "CLIENT_SECRET='…' COOKIE_SECRET=\"$(openssl rand -hex 32)\""

const spa = ({ origin, client: { client_id: id } }: Values): QuickStartText[] => {
  const where = needsHttp(origin) ? origin : new URL(origin).host
  const note = 'The port is the one that “Allow http://localhost:3000” above allows.'
  const vite = 'npx vite --port 3000'
  return [
    {
      name: 'JavaScript', install: 'npm create --yes vite@latest shop -- --template vanilla --no-interactive\ncd shop\nnpm install @auth0/auth0-spa-js', run: vite, note,
      files: [{ name: 'src/main.js', code: `import { createAuth0Client } from '@auth0/auth0-spa-js'

const auth = await createAuth0Client({
  domain: '${where}',
  clientId: '${id}',
  authorizationParams: { redirect_uri: location.origin },
})

if (new URLSearchParams(location.search).has('code')) {
  await auth.handleRedirectCallback()
  history.replaceState({}, '', location.pathname)
}

if (await auth.isAuthenticated()) document.body.textContent = \`Signed in: \${(await auth.getUser()).email}\`
else await auth.loginWithRedirect()` }],
    },
    {
      name: 'React', install: 'npm create --yes vite@latest shop -- --template react --no-interactive\ncd shop\nnpm install @auth0/auth0-react', run: vite, note,
      files: [{ name: 'src/App.jsx', code: `import { Auth0Provider, useAuth0 } from '@auth0/auth0-react'

export default function App() {
  return (
    <Auth0Provider
      domain="${where}"
      clientId="${id}"
      authorizationParams={{ redirect_uri: window.location.origin }}
    >
      <Profile />
    </Auth0Provider>
  )
}

function Profile() {
  const { isLoading, isAuthenticated, user, loginWithRedirect, logout } = useAuth0()
  if (isLoading) return null
  if (!isAuthenticated) return <button onClick={() => loginWithRedirect()}>Sign in</button>
  return <button onClick={() => logout({ logoutParams: { returnTo: window.location.origin } })}>Sign out {user.email}</button>
}` }],
    },
    {
      name: 'Vue', install: 'npm create --yes vite@latest shop -- --template vue --no-interactive\ncd shop\nnpm install @auth0/auth0-vue', run: vite, note,
      files: [{ name: 'src/main.js', code: `import { createApp } from 'vue'
import { createAuth0 } from '@auth0/auth0-vue'
import App from './App.vue'

createApp(App)
  .use(createAuth0({
    domain: '${where}',
    clientId: '${id}',
    authorizationParams: { redirect_uri: window.location.origin },
  }))
  .mount('#app')` }, { name: 'src/App.vue', code: `<script setup>
import { useAuth0 } from '@auth0/auth0-vue'

const { isLoading, isAuthenticated, user, loginWithRedirect, logout } = useAuth0()
const home = window.location.origin
</script>

<template>
  <p v-if="isLoading">…</p>
  <button v-else-if="isAuthenticated" @click="logout({ logoutParams: { returnTo: home } })">Sign out {{ user.email }}</button>
  <button v-else @click="loginWithRedirect()">Sign in</button>
</template>` }],
    },
  ]
}

const web = ({ origin, domain, client: { client_id: id } }: Values): QuickStartText[] => [
  {
    name: 'Express', install: 'npm install express express-openid-connect', run: `${secrets} node app.mjs`,
    files: [{ name: 'app.mjs', code: `import express from 'express'
import openid from 'express-openid-connect'

const app = express()
app.use(openid.auth({
  issuerBaseURL: '${origin}',
  baseURL: 'http://localhost:3000',
  clientID: '${id}',
  clientSecret: process.env.CLIENT_SECRET,
  clientAuthMethod: 'client_secret_post',
  secret: process.env.COOKIE_SECRET,
  authRequired: false,
  authorizationParams: { response_type: 'code' },
}))
app.get('/', openid.requiresAuth(), (request, response) => response.json(request.oidc.user))
app.listen(3000)` }],
    note: `The secret stands under Credentials. Callback URL: http://localhost:3000/callback. Allowed logout URL: http://localhost:3000.${outside(origin)}`,
  },
  {
    name: 'Next.js', install: 'npx create-next-app@latest shop --yes --js --no-src-dir\ncd shop\nnpm install @auth0/nextjs-auth0', run: 'npm run dev',
    files: [
      { name: '.env.local', code: `AUTH0_DOMAIN=${domain}
AUTH0_CLIENT_ID=${id}
AUTH0_CLIENT_SECRET=   # under Credentials
AUTH0_SECRET=          # openssl rand -hex 32
APP_BASE_URL=http://localhost:3000` },
      { name: 'lib/auth0.js', code: `import { Auth0Client } from '@auth0/nextjs-auth0/server'

export const auth0 = new Auth0Client()` },
      { name: 'proxy.js', code: `import { auth0 } from './lib/auth0'

export const proxy = (request) => auth0.middleware(request)

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] }` },
      { name: 'app/page.js', code: `import { auth0 } from '../lib/auth0'

export default async function Page() {
  const session = await auth0.getSession()
  return session ? <a href="/auth/logout">Sign out {session.user.email}</a> : <a href="/auth/login">Sign in</a>
}` },
    ],
    note: `${domain.includes(':') ? 'This SDK takes no port in the domain: it works with an appliance that answers on port 443. ' : ''}Callback URL: http://localhost:3000/auth/callback. Allowed logout URL: http://localhost:3000. Before Next.js 16 the file is middleware.js and its function middleware.${outside(`https://${domain}`)}`,
  },
  {
    name: 'Node', install: 'npm install openid-client', run: "CLIENT_SECRET='…' node app.mjs",
    files: [{ name: 'app.mjs', code: `import { createServer } from 'node:http'
import * as client from 'openid-client'

const home = 'http://localhost:3000'
const config = await client.discovery(
  new URL('${origin}'),
  '${id}',
  process.env.CLIENT_SECRET,${needsHttp(origin) ? `
  undefined,
  { execute: [client.allowInsecureRequests] },` : ''}
)

createServer(async (request, response) => {
  const url = new URL(request.url, home)
  if (url.pathname === '/callback') {
    const [state, verifier] = /login=([^;]*)/.exec(request.headers.cookie)?.[1].split('.') ?? []
    const tokens = await client.authorizationCodeGrant(config, url, { expectedState: state, pkceCodeVerifier: verifier }).catch((error) => error)
    return response.end(tokens instanceof Error ? tokens.message : \`Signed in: \${tokens.claims().email}\`)
  }
  if (url.pathname !== '/') return response.writeHead(404).end()
  // What comes back is for the browser that went, and for this attempt.
  const [state, verifier] = [client.randomState(), client.randomPKCECodeVerifier()]
  const to = client.buildAuthorizationUrl(config, {
    redirect_uri: \`\${home}/callback\`,
    scope: 'openid profile email',
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  response.writeHead(302, { location: to.href, 'set-cookie': \`login=\${state}.\${verifier}; HttpOnly; SameSite=Lax\` }).end()
}).listen(3000)` }],
    note: `The secret stands under Credentials. Callback URL: http://localhost:3000/callback.${outside(origin)}`,
  },
]

const native = ({ domain, client: { client_id: id } }: Values): QuickStartText[] => [
  {
    name: 'React Native', install: 'npm install react-native-auth0',
    files: [{ name: 'App.js', code: `import { Button, Text } from 'react-native'
import { Auth0Provider, useAuth0 } from 'react-native-auth0'

export default function App() {
  return (
    <Auth0Provider domain="${domain}" clientId="${id}">
      <SignIn />
    </Auth0Provider>
  )
}

function SignIn() {
  const { authorize, user } = useAuth0()
  return user ? <Text>{user.name}</Text> : <Button title="Sign in" onPress={() => authorize()} />
}` }],
  },
  {
    name: 'Swift', install: 'https://github.com/auth0/Auth0.swift',
    files: [{ name: 'Where the button is pressed', code: `import Auth0

Auth0
  .webAuth(clientId: "${id}", domain: "${domain}")
  .start { result in
    if case .success(let credentials) = result { print(credentials.idToken) }
  }` }],
  },
  {
    name: 'Kotlin', install: "implementation 'com.auth0.android:auth0:3.+'",
    files: [{ name: 'Where the button is pressed', code: `val account = Auth0.getInstance("${id}", "${domain}")
WebAuthProvider.login(account)
  .withScheme("demo")
  .start(this, callback)` }],
  },
]

const machine = ({ origin, domain, client: { client_id: id }, audience }: Values): QuickStartText[] => [
  {
    name: 'curl', install: '',
    files: [{ name: 'At a shell', code: `curl --request POST ${origin}/oauth/token \\
  --data grant_type=client_credentials \\
  --data client_id=${id} \\
  --data client_secret="$CLIENT_SECRET" \\
  --data-urlencode audience='${audience}'` }],
    note: `The application must be allowed for the API: tab APIs.${needsHttp(origin) ? '' : ' While the appliance shows a certificate of its own, add --cacert ca.pem; the file is tls/ca.pem in the data directory of a node.'}`,
  },
  {
    name: 'Node', install: 'npm install @auth0/auth0-auth-js', run: "CLIENT_SECRET='…' node token.mjs",
    files: [{ name: 'token.mjs', code: `import { AuthClient } from '@auth0/auth0-auth-js'

const auth = new AuthClient({
  domain: '${domain}',
  clientId: '${id}',
  clientSecret: process.env.CLIENT_SECRET,
})
const { accessToken } = await auth.getTokenByClientCredentials({ audience: '${audience}' })
console.log(accessToken)` }],
    note: `The secret stands under Credentials; the application must be allowed for the API: tab APIs.${outside(`https://${domain}`)}`,
  },
  {
    name: 'Management API', install: 'npm install auth0', run: "CLIENT_SECRET='…' node applications.mjs",
    files: [{ name: 'applications.mjs', code: `import { ManagementClient } from 'auth0'

const management = new ManagementClient({
  domain: '${domain}',
  clientId: '${id}',
  clientSecret: process.env.CLIENT_SECRET,
})
for await (const application of await management.clients.list()) console.log(application.name)` }],
    note: `The secret stands under Credentials; the application must be allowed for the Management API with read:clients: tab APIs.${outside(`https://${domain}`)}`,
  },
]

export function quickStartsFor(values: Values): QuickStartText[] {
  if (isMachine(values.client)) return machine(values)
  return values.client.app_type === 'native' ? native(values) : values.client.app_type === 'regular_web' ? web(values) : spa(values)
}
