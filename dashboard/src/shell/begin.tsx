/** Shows the pages of the sitemap as soon as somebody is signed in. */
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '../dashboard.css'
import { SessionContext } from '../api/hooks.ts'
import { styleNonce } from '../api/place.ts'
import type { RequestProblem } from '../api/problem.ts'
import { wanted, type Arrived } from '../api/session.ts'
import { answersAhead, codeAhead } from './ahead.ts'
import { createRouter } from './router.tsx'
import { SignInRefused, Unreachable } from './trouble.tsx'
import { theme, variables } from '../theme.ts'

// Libraries that write style elements by themselves ask for the nonce here (get-nonce).
;(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused stays refused; what could not be reached is tried once more.
      retry: (failed, error) => failed < 1 && ((error as unknown as RequestProblem).status ?? 0) === 0,
    },
  },
})

const root = createRoot(document.getElementById('root')!)
const show = (content: React.ReactNode) =>
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
        <Notifications position="bottom-right" autoClose={6_000} />
        {content}
      </MantineProvider>
    </StrictMode>,
  )

/** Milliseconds after which the frame is shown without its page. */
const patience = 200

const within = <T,>(work: Promise<T>): Promise<T | undefined> => Promise.race([work, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience))])

export async function begin(arriving: Promise<Arrived>): Promise<void> {
  const coming = codeAhead(wanted())
  try {
    const arrival = await arriving
    if ('refused' in arrival) show(<SignInRefused sentence={arrival.refused} />)
    else if ('session' in arrival) {
      if (arrival.target !== undefined) history.replaceState(null, '', arrival.target)
      const answers = answersAhead(arrival.session, location, queries, coming)
      const router = createRouter(await within(answers.then(() => coming)))
      show(
        <SessionContext value={arrival.session}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </SessionContext>,
      )
    }
  } catch (error) {
    show(<Unreachable error={error} />)
  }
}
