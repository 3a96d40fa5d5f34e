import { readJws } from '../jws/index.ts'

/** Characters of a token; identity providers write long ones. */
export const largest = 16_384

/** The issuer that a token names, not believed yet: to find the configuration that it must then be verified with. */
export const issuerNamed = (token: string): unknown => readJws(token, largest)?.claims['iss']
