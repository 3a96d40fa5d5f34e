/** Pages for when there is nothing to show: each says what happened and what to do. */
import { Anchor, Button, Center, Code, Group, Stack, Text, Title } from '@mantine/core'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { RequestProblem } from '../api/problem.ts'
import { pathTo } from '../paths.ts'

function Trouble({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Center component="main" mih="70vh" p="md">
      <Stack gap="sm" maw={520}>
        <Title order={1}>{title}</Title>
        {children}
      </Stack>
    </Center>
  )
}

const reload = () => location.reload()

export function NotFound() {
  return (
    <Trouble title="There is no such page">
      <Text>The address may be from another version, or the thing it names is gone.</Text>
      <Group><Button component={Link} to={pathTo('home')}>To the start page</Button></Group>
    </Trouble>
  )
}

export function PageTrouble() {
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  // A page that was loaded before an update asks for files that are gone.
  const stale = error instanceof TypeError && /import|fetch/i.test(error.message)
  return (
    <Trouble title={stale ? 'The dashboard was updated' : 'This page failed'}>
      <Text>{stale ? 'This page belongs to the version before. Load it again.' : error instanceof RequestProblem ? error.sentence : 'Something in the dashboard went wrong. What you entered elsewhere is kept.'}</Text>
      {!stale && error instanceof Error && !(error instanceof RequestProblem) && <Code block>{error.message}</Code>}
      <Group><Button onClick={reload}>Load again</Button><Anchor component={Link} to={pathTo('home')}>Start page</Anchor></Group>
    </Trouble>
  )
}

export function SignInRefused({ sentence }: { sentence: string }) {
  return (
    <Trouble title="You cannot come in">
      <Text>{sentence}</Text>
      <Group><Button component="a" href="/">Try again</Button></Group>
    </Trouble>
  )
}

export function Unreachable({ error }: { error: unknown }) {
  return (
    <Trouble title="The dashboard could not begin">
      <Text>{error instanceof RequestProblem ? error.sentence : 'The place where you sign in did not answer. If this appliance uses a private certificate, your browser must trust it for the sign-in host as well.'}</Text>
      {error instanceof Error && <Code block>{error.message}</Code>}
      <Group><Button onClick={reload}>Try again</Button></Group>
    </Trouble>
  )
}
