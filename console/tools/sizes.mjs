// How much the console weighs: all files as they are packed, and the first load of each page.
// `node tools/sizes.mjs [DIST]` fails beyond what README.md promises.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const most_packed_bytes = 600_000;
const most_first_load_bytes = 260_000;
const dist = process.argv[2] ?? new URL('../dist', import.meta.url).pathname;
const assets = join(dist, 'assets');
const names = readdirSync(assets);
const text = new Map(names.filter((name) => /\.(js|css)$/.test(name)).map((name) => [name, readFileSync(join(assets, name), 'utf8')]));
const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const sizes = new Map(names.map((name) => [name, packed(join(assets, name))]));
const index = readFileSync(join(dist, 'index.html'), 'utf8');

/** The files that a script needs before it runs; what it imports later is not among them. */
function needs(name, seen = new Set()) {
  if (seen.has(name) || !sizes.has(name)) return seen;
  seen.add(name);
  for (const [, other] of (text.get(name) ?? '').matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) needs(other, seen);
  return seen;
}

/** What a page's script asks for beside it, as Vite lists it for its preloads. */
function styles(name) {
  const stem = name.replace(/-[\w-]{8}\.js$/, '');
  return names.filter((other) => other.endsWith('.css') && other.replace(/-[\w-]{8}\.css$/, '') === stem);
}

const shell = new Set([...index.matchAll(/assets\/([\w.-]+)/g)].flatMap(([, name]) => [...needs(name)]));
// Every page is read in one language, and by both weights of the font.
const language = names.filter((name) => /^vi-[\w-]{8}\.js$/.test(name));
const fonts = names.filter((name) => name.endsWith('.woff2'));
const sum = (files) => [...new Set(files)].reduce((all, name) => all + (sizes.get(name) ?? 0), 0);

/** What a page loads at once though it waits for nothing: its graph, its chart. */
const drawn = { Campaign: ['Graph'], Builder: ['Canvas', 'builder'], Home: ['Chart'], Monitor: ['Chart'], Budget: ['Chart'] };
const scriptOf = (stem) => names.find((name) => new RegExp(`^${stem}-[\\w-]{8}\\.js$`).test(name));

const page_names = readdirSync(new URL('../src/pages', import.meta.url)).map((name) => basename(name, '.svelte'));
const first = page_names
  .map((page) => {
    const own = [page, ...(drawn[page] ?? [])].flatMap((stem) => scriptOf(stem) ?? []);
    const scripts = [...shell, ...own.flatMap((name) => [...needs(name)])];
    return { page, bytes: packed(join(dist, 'index.html')) + sum([...scripts, ...scripts.flatMap(styles), ...language, ...fonts]) };
  })
  .sort((a, b) => b.bytes - a.bytes);

const all = [...sizes.values()].reduce((a, b) => a + b, 0) + packed(join(dist, 'index.html')) + packed(join(dist, 'favicon.svg'));
console.log(`all files packed: ${all} bytes of at most ${most_packed_bytes}`);
console.log(`largest first load: ${first[0].bytes} bytes of at most ${most_first_load_bytes} (${first[0].page})`);
if (all > most_packed_bytes || first[0].bytes > most_first_load_bytes) process.exit(1);
