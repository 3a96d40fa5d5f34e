/** A part of a page that is fetched late, and stays in its place when its file does not come: the rest of the page goes on. */
import { Affix, Alert, Button, Group, Text } from '@mantine/core'
import { Component, Suspense, useEffect, useState } from 'react'
import { isMissing, unfetched, why } from './missing.ts'

type PartProps = {
  /** While it is on its way. */
  waiting?: React.ReactNode
  /** For what has no place of its own on the page. */
  floating?: boolean
  children: React.ReactNode
}

export class Part extends Component<PartProps, { failed?: unknown }> {
  override state: { failed?: unknown } = {}

  static getDerivedStateFromError(failed: unknown) {
    return { failed }
  }

  override render() {
    const { failed } = this.state
    const { waiting = null, floating = false, children } = this.props
    if (failed === undefined) return <Suspense fallback={waiting}>{children}</Suspense>
    // What else fails is the page's own matter.
    if (!isMissing(failed)) throw failed
    return floating ? <Affix position={{ bottom: 16, right: 16 }} maw="min(26rem, calc(100vw - 32px))"><Absent /></Affix> : <Absent />
  }
}

/** Loads nothing again by itself: what somebody has typed into the page would be gone. */
function Absent() {
  const [{ title, sentence }, say] = useState(unfetched)
  useEffect(() => void why().then(({ missing }) => say(missing)), [])
  return (
    <Alert color="red" title={title} role="alert" variant="outline" bg="var(--mantine-color-body)">
      <Text size="sm">{sentence}</Text>
      <Group mt="xs"><Button size="xs" variant="default" onClick={() => location.reload()}>Load again</Button></Group>
    </Alert>
  )
}
