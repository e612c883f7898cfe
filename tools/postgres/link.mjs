// npm packages carry no links: the package lists those its libraries need, and its own install
// script, which we do not run, would make them. Here they are made, inside `native` only.
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

const folder = resolve(process.argv[2])
const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'))
const inside = (path) => {
  const whole = resolve(folder, path)
  if (!whole.startsWith(join(folder, 'native') + sep)) throw new Error(`${path} leaves the package`)
  return whole
}
for (const { source, target } of links) {
  const [from, to] = [inside(source), inside(target)]
  if (!existsSync(to)) symlinkSync(relative(dirname(to), from), to)
}
