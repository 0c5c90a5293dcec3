// What people read stands in the dictionary: here it is looked for everywhere else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => !path.startsWith('words/') && !path.endsWith('.test.ts') && !path.endsWith('schema.d.ts'));

/** Attributes that are read to people. */
const spoken = new Set(['title', 'placeholder', 'alt', 'label', 'aria-label', 'aria-description']);
/** Names that are the same in every language, also those of the daemon's transitions. */
const names = new Set(['Sojourn', 'JSON', 'Tiếng Việt', 'English', 'Ctrl K', 'Tab', 'Enter', 'openapi.json', 'POST', 'up to', 'Cốc Cốc', 'Samsung Internet']);

const hasWords = (text: string) => /\p{L}{2,}/u.test(text);
const isFree = (text: string) => !hasWords(text) || names.has(text.trim());

interface Node {
  type: string;
  [member: string]: unknown;
}

function visit(node: unknown, look: (node: Node, above: Node[]) => void, above: Node[] = []) {
  if (Array.isArray(node)) return node.forEach((one) => visit(one, look, above));
  if (typeof node !== 'object' || node === null || !('type' in node)) return;
  const here = node as Node;
  look(here, above);
  for (const [name, member] of Object.entries(here)) {
    if (name === 'metadata' || name === 'parent') continue;
    if (typeof member === 'object') visit(member, look, [...above, here]);
  }
}

/** Text of a component's markup and of the attributes that are spoken. Code and commands are for machines. */
export function textInMarkup(source: string): string[] {
  const found: string[] = [];
  const machine = new Set(['code', 'pre', 'kbd']);
  visit(parse(source, { modern: true }).fragment, (node, above) => {
    if (node.type !== 'Text' || isFree(String(node['data']))) return;
    if (above.some((one) => one.type === 'RegularElement' && machine.has(String(one['name'])))) return;
    const attribute = above.findLast((one) => one.type === 'Attribute' || one.type.endsWith('Directive'));
    if (!attribute || spoken.has(String(attribute['name']))) found.push(String(node['data']).trim());
  });
  return found;
}

/** Literals of a script that are sentences: several words, or letters that no code has. */
export function sentencesIn(script: string): string[] {
  const found: string[] = [];
  const look = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) return;
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node);
    if (isText && isSentence(node.text) && !isThrown(node)) found.push(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('script.ts', script, ts.ScriptTarget.Latest, true));
  return found;
}

function isSentence(text: string): boolean {
  if (names.has(text.trim())) return false;
  const isCode = /[<>{}[\]#$:;=/|\\*]|^\s*-|^\d+px |^[a-z-]+( [a-z-]+)*$/.test(text);
  return /[À-ỹ“”…–]/u.test(text) ? text.trim().length > 1 : !isCode && /\p{L}{2,} \p{L}{2,}/u.test(text);
}

/** What is thrown is for a developer. */
function isThrown(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (ts.isThrowStatement(at)) return true;
  return false;
}

test('no component has text of its own', () => {
  const strays = files
    .filter((path) => path.endsWith('.svelte'))
    .flatMap((path) => textInMarkup(readFileSync(join(root, path), 'utf8')).map((text) => `${path}: ${text}`));
  expect(strays).toEqual([]);
});

test('no script has sentences of its own', () => {
  const scripts = files.filter((path) => /\.(svelte|ts)$/.test(path));
  const strays = scripts.flatMap((path) => {
    const source = readFileSync(join(root, path), 'utf8');
    const script = path.endsWith('.ts') ? source : [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((one) => one[1]).join('\n');
    return sentencesIn(script).map((text) => `${path}: ${text}`);
  });
  expect(strays).toEqual([]);
});

test('the search finds what it is for', () => {
  expect(textInMarkup('<p>Xin chào</p>')).toEqual(['Xin chào']);
  expect(textInMarkup('<input placeholder="Your name" class="input wide" />')).toEqual(['Your name']);
  expect(textInMarkup('{#if ok}<b>{name}</b>{:else}nobody here{/if}')).toEqual(['nobody here']);
  expect(textInMarkup('<pre>sojourn serve</pre><a href="/console/">{w().home}</a>')).toEqual([]);
  expect(sentencesIn('toast("The rules are saved.")')).toEqual(['The rules are saved.']);
  expect(sentencesIn('const unit = "ngày"')).toEqual(['ngày']);
  expect(sentencesIn('import { a } from "some module name"; const c = "button small"; throw new Error("no such thing")')).toEqual([]);
});
