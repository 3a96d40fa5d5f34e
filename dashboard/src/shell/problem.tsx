import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { RequestProblem } from '../api/problem.ts'

/** In place of what could not be read. */
export function Problem({ problem, again }: { problem: RequestProblem; again?: () => void }) {
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />} title={problem.status === 0 ? 'Not reachable' : problem.status === 403 ? 'Not allowed' : 'That did not work'} role="alert">
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>{problem.sentence}</Text>
      {again && <Group mt="xs"><Button size="xs" variant="default" onClick={again}>Try again</Button></Group>}
    </Alert>
  )
}
