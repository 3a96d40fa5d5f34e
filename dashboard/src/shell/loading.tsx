import { Center, Loader } from '@mantine/core'

export const Loading = () => (
  <Center mih="40vh" role="status" aria-label="Loading"><Loader /></Center>
)
