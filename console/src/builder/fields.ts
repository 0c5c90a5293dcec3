// Which control a member of the definition is written with.
import { resolved, type Schema } from './schema';
import type { Path } from './paths';

export type Control =
  | 'target' | 'duration' | 'condition' | 'expression' | 'template' | 'title' | 'time' | 'choice' | 'truth'
  | 'number' | 'text' | 'area' | 'listed' | 'message' | 'channels' | 'words' | 'objects' | 'group' | 'entries'
  | 'scalar' | 'content' | 'window' | 'instant' | 'json';

const conditions = new Set(['when', 'match', 'audience']);
const by_definition: Record<string, Control> = {
  target: 'target', duration: 'duration', template: 'template', title: 'title', time_of_day: 'time', shown_instant: 'instant', tier_value: 'scalar',
};
/** Names that the shop has, by the member that says one: `listOf` gives them. */
const listed = new Set(['pool', 'hook', 'campaign', 'record', 'timezone', 'event', 'counter', 'book', 'slot', 'field', 'rule', 'from']);
const long_characters = 200;

export function controlOf(path: Path, schema: Schema): Control {
  const name = String(path.at(-1));
  if (schema.name === 'rule') return conditions.has(name) ? 'condition' : 'expression';
  const known = by_definition[schema.name ?? ''];
  if (known) return known;
  if (name === 'message' && path[0] === 'steps') return 'message';
  if (name === 'via') return 'channels';
  if (name === 'url') return 'template';
  if (name === 'content' || name === 'body') return 'content';
  if (name === 'window' && path[0] === 'steps') return 'window';
  if (name === 'text' && Array.isArray(schema.type)) return 'title';
  if (schema.enum) return 'choice';
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'boolean') return 'truth';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return itemsOf(schema).type === 'object' ? 'objects' : 'words';
  if (type === 'object') return schema.properties ? 'group' : entriesOf(schema) ? 'entries' : 'json';
  if (type === 'string' && Array.isArray(schema.type)) return 'content'; // a text or an object
  if (type === 'string') return listed.has(name) ? 'listed' : (schema.maxLength ?? 0) > long_characters && schema.name === undefined ? 'area' : 'text';
  return 'json';
}

export function itemsOf(schema: Schema): Schema {
  return resolved(schema.items ?? {});
}

/** What the members of an object with free names are. */
export function entriesOf(schema: Schema): Schema | null {
  const [pattern] = Object.values(schema.patternProperties ?? {});
  if (pattern) return resolved(pattern);
  return typeof schema.additionalProperties === 'object' ? resolved(schema.additionalProperties) : null;
}

/** What an element or a member begins with. */
export function beginningOf(given: Schema, name = ''): unknown {
  const schema = resolved(given);
  if (schema.default !== undefined) return schema.default;
  if (schema.name === 'target' || schema.name === 'case_target') return 'end';
  if (schema.name === 'rule') return conditions.has(name) ? { '==': [{ var: 'customer.tier' }, ''] } : '';
  if (schema.name === 'duration') return 'P1D';
  if (schema.name === 'event') return 'order.paid';
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => beginningOf(schema.items ?? {}));
  if (type === 'object')
    return Object.fromEntries((schema.required ?? []).map((one) => [one, beginningOf(schema.properties?.[one] ?? {}, one)]));
  return '';
}

/** What operators write; the others are there behind "more". */
const main: Record<string, readonly string[]> = {
  send: ['message', 'via', 'next', 'on_unreachable'],
  show: ['kind', 'slot', 'content', 'for', 'next'],
  task: ['text', 'due', 'next'],
  delay: ['next'],
  wait: ['events', 'timeout', 'on_timeout'],
  branch: ['on', 'cases', 'otherwise'],
  split: ['shares'],
  count_gate: ['cases', 'otherwise', 'resets'],
  voucher: ['pool', 'as', 'valid_for', 'on_exhausted', 'next'],
  points: ['amount', 'reference', 'reverse', 'next'],
  update: ['set', 'next'],
  tag: ['add', 'remove', 'next'],
  tier: ['to', 'tiers', 'otherwise', 'next'],
  http: ['method', 'url', 'headers', 'body', 'as', 'next'],
  start: ['campaign', 'wait', 'next'],
  end: ['reason'],
  pause_campaign: ['reason'],
};

/** The members of a form in the order of its panel: those that are used first, then the rare ones. */
export function membersOf(type: string, schema: Schema): { main: string[]; rare: string[] } {
  const all = Object.keys(schema.properties ?? {}).filter((one) => one !== 'type' && one !== 'title');
  const first = (main[type] ?? all).filter((one) => all.includes(one));
  return { main: first, rare: all.filter((one) => !first.includes(one)) };
}
