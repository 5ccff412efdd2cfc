// Builds ../tracker/static from src: one style sheet, the scripts, one icon, each named by what is
// in it so that browsers may keep it for ever, and manifest.json to find them by their plain names.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
import { compile, NodePackageImporter } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const from = (name) => join(here, 'src', name)
const target = join(here, '..', 'tracker', 'static')

const built = {
  'tracker.css': styles(),
  'tracker.js': script('tracker.js'),
  'person-search.js': script('person-search.js'),
  'favicon.svg': readFileSync(from('favicon.svg'))
}

mkdirSync(target, { recursive: true })
const before = readdirSync(target)
const written = new Set(['manifest.json'])
const manifest = {}
for (const [name, bytes] of Object.entries(built)) {
  manifest[name] = named(name, bytes)
  write(manifest[name], bytes)
  console.error(`${manifest[name]}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`)
}
writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
// Old builds go last, so that a service that is running meanwhile always finds one whole build.
before.filter((name) => !written.has(name)).forEach((name) => rmSync(join(target, name), { recursive: true }))

function styles () {
  const { css } = compile(from('tracker.scss'), {
    style: 'compressed',
    importers: [new NodePackageImporter(here)]
  })
  return Buffer.from(css)
}

function script (name) {
  const { outputFiles } = buildSync({
    entryPoints: [from(name)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    write: false
  })
  return Buffer.from(outputFiles[0].contents)
}

function named (name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return name.replace(/(\.\w+)$/, `.${hash}$1`)
}

function write (name, bytes) {
  const variants = {
    [name]: bytes,
    [`${name}.gz`]: gzipSync(bytes, { level: 9 }),
    [`${name}.br`]: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  }
  for (const [file, content] of Object.entries(variants)) {
    writeFileSync(join(target, file), content)
    written.add(file)
  }
}
