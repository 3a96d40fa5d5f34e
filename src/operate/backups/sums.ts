/** The files beside a backup that `md5sum -c` and `sha256sum -c` read. */
export type Sums = { md5: string; sha256: string }

export const sumFiles = (name: string, sums: Sums): { name: string; line: string }[] =>
  (['md5', 'sha256'] as const).map((kind) => ({ name: `${name}.${kind}`, line: `${sums[kind]}  ${name}\n` }))
