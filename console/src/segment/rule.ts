// A condition (JsonLogic) in words: its groups as a tree, and each leaf as a sentence.
import { isoDuration } from '../shell/format';
import { w } from '../shell/locale.svelte';

export interface RuleTree {
  /** A group's word, or the sentence of a leaf. */
  text: string;
  parts?: RuleTree[];
}

type Node = Record<string, unknown>;

/** The operator and arguments of a node; null for a value. */
function operation(rule: unknown): { name: string; arguments_: unknown[] } | null {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return null;
  const [name, value] = Object.entries(rule as Node)[0] ?? [];
  if (name === undefined) return null;
  return { name, arguments_: Array.isArray(value) ? value : [value] };
}

export function ruleTree(rule: unknown): RuleTree {
  const asked = operation(rule);
  if (asked && (asked.name === 'and' || asked.name === 'or'))
    return { text: w().rule[asked.name], parts: asked.arguments_.map(ruleTree) };
  if (asked?.name === '!') return { text: w().rule.not, parts: asked.arguments_.map(ruleTree) };
  return { text: sentenceOf(rule) };
}

const comparisons = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=']);
const signs: Record<string, string> = { '==': '=', '===': '=', '!=': '≠', '!==': '≠', '<=': '≤', '>=': '≥' };

/** A condition, or a value in one, in one line. */
export function sentenceOf(rule: unknown): string {
  const asked = operation(rule);
  if (!asked) return valueOf(rule);
  const { name, arguments_: given } = asked;
  const say = w().rule;
  const one = (index: number) => sentenceOf(given[index]);
  if (comparisons.has(name)) return given.map(sentenceOf).join(` ${signs[name] ?? name} `);
  switch (name) {
    case 'var':
      return fieldOf(String(given[0] ?? ''));
    case 'and':
    case 'or':
      return `(${given.map(sentenceOf).join(` ${name === 'and' ? say.andWord : say.orWord} `)})`;
    case '!':
      return say.notOf(one(0));
    case '!!':
      return say.has(one(0));
    case 'in':
      return say.isIn(one(0), one(1));
    case 'within':
      return say.within(one(0), isoDuration(String(given[1] ?? '')));
    case 'count':
      return given.length > 1 ? say.countOf(one(0), one(1)) : say.count(one(0));
    case 'some':
    case 'all':
    case 'none':
      return say[name](one(0), one(1));
    case 'in_segment':
      return say.inSegment(String(given[0] ?? ''), given[1] === undefined ? '' : JSON.stringify(given[1]));
    case 'now':
      return say.now;
    default:
      return `${name}(${given.map(sentenceOf).join(', ')})`;
  }
}

function fieldOf(path: string): string {
  const known = w().fields as Record<string, string>;
  return known[path] ?? path;
}

function valueOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(sentenceOf).join(', ');
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}
