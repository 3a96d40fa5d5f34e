/** Pages for when there is nothing to show: each says what happened and what to do. */
import { Anchor, Button, Center, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { RequestProblem } from '../api/problem.ts'
import { pathTo } from '../paths.ts'
import { isMissing, renew, unfetched } from './missing.ts'

function Trouble({ title, alert = false, children }: { title: string; alert?: boolean; children: React.ReactNode }) {
  return (
    <Center component="main" mih="70vh" p="md">
      <Stack gap="sm" maw={520} {...(alert && { role: 'alert' })}>
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
      <Text>The address may be from another version, the thing it names may be gone, or your role does not open it.</Text>
      <Group><Button component={Link} to={pathTo('home')}>To the start page</Button></Group>
    </Trouble>
  )
}

export function PageTrouble() {
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  if (isMissing(error)) return <MissingPart error={error} />
  return (
    <Trouble title="This page failed">
      <Text>{error instanceof RequestProblem ? error.sentence : 'Something in the dashboard went wrong. What you entered elsewhere is kept.'}</Text>
      {error instanceof Error && !(error instanceof RequestProblem) && <Code block>{error.message}</Code>}
      <Group><Button onClick={reload}>Load again</Button><Anchor component={Link} to={pathTo('home')}>Start page</Anchor></Group>
    </Trouble>
  )
}

function MissingPart({ error }: { error: Error }) {
  const [{ title, sentence }, say] = useState(unfetched)
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => void renew().then((missing) => {
    say(missing)
    again.current?.focus()
  }), [])
  return (
    <Trouble title={title} alert>
      <Text>{sentence}</Text>
      <Text className="mono" c="dimmed">{error.message}</Text>
      <Group><Button ref={again} onClick={reload}>Load again</Button><Anchor component={Link} to={pathTo('home')}>Start page</Anchor></Group>
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
