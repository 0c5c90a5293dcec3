// What conditions and texts may name: fields, traits, lists, segments, outcomes, variables, in the reader's words.
import { b } from './words.svelte';
import { text, texts, type Definition } from '../campaign/definition';
import { describeStep } from '../campaign/describe';
import { w } from '../shell/locale.svelte';
import { variablesOf } from './edit';
import { isObject } from './paths';
import { stepsOf } from './ways';

export interface FieldSchema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
}

export interface Named {
  id: string;
  name: string;
}

export interface Known {
  /** The fields of each type of record. */
  types: Record<string, Record<string, FieldSchema>>;
  /** Types of the shop's own whose records belong to a customer: lists of conditions. */
  own: string[];
  segments: Named[];
  pools: string[];
  hooks: string[];
  channels: string[];
  messages: Named[];
  campaigns: Named[];
}

export const nothing_known: Known = { types: {}, own: [], segments: [], pools: [], hooks: [], channels: [], messages: [], campaigns: [] };

export interface Choice {
  value: string;
  title: string;
}
export interface Group {
  title: string;
  choices: Choice[];
}

/** Where a condition stands, which decides what it sees: a record of a list sees its own fields. */
export type Scope = 'audience' | 'step' | 'match' | { record: string };

export type Kind = 'text' | 'number' | 'date' | 'truth' | 'list' | 'any';

const traits: Record<string, Kind> = {
  orders_count: 'number', orders_paid: 'number', orders_unpaid: 'number', unpaid_since: 'date', first_paid_at: 'date',
  last_paid_at: 'date', amount_paid: 'number', cart_items: 'number', cart_since: 'date', wishlist_count: 'number',
  follows: 'number', unreviewed_lines: 'number', last_delivered_at: 'date', last_viewed_product: 'text', last_viewed_at: 'date', points: 'number',
};
/** The lists of a customer's records, and which type of record is in each. */
export const lists: Record<string, string> = {
  orders: 'order', paid_orders: 'paid_order', carts: 'cart', wishlist: 'wishlist_item', follows: 'follow', reviews: 'review', product_views: 'product_view',
};
const computed: Record<string, Record<string, FieldSchema>> = {
  order: { paid: { type: 'boolean' }, unpaid: { type: 'boolean' }, unreviewed_lines: { type: 'integer' } },
  paid_order: { id: { type: 'string' }, paid_at: { format: 'date-time' }, amount: { type: 'number' } },
  wishlist_item: { bought: { type: 'boolean' } },
};
const voucher_fields: Record<string, Kind> = { code: 'text', pool: 'text', issued_at: 'date', expires_at: 'date', redeemed_at: 'date', voided_at: 'date', returned_at: 'date' };
const variable_fields: Record<string, Record<string, Kind>> = {
  voucher: voucher_fields,
  points: { booked: 'truth', amount: 'number', balance: 'number' },
  tier: { from: 'text', to: 'text', changed: 'truth' },
  count_gate: { number: 'number' },
  http: { status: 'number', body: 'any' },
  start: { instance: 'text', status: 'text', reason: 'text' },
};
export const outcome_fields = ['status', 'channel', 'code', 'delivered_at', 'read_at', 'clicked_at', 'replied_at', 'failed_at', 'failure'] as const;
export const outcome_statuses = ['accepted', 'skipped', 'rejected', 'unreachable', 'unknown'] as const;
const event_fields: Record<string, Kind> = { code: 'text', order_id: 'text', amount: 'number', status: 'text', instance: 'text', campaign: 'text', step: 'text', channel: 'text' };

export function recordOf(list: string): string {
  return lists[list] ?? list;
}

/** Its name in the reader's language, or as the data has it. */
export function nameOfField(path: string): string {
  const whole = (w().fields as Record<string, string>)[path];
  if (whole) return capital(whole);
  const last = path.split('.').at(-1) ?? path;
  const known = (b().fields as Record<string, string>)[last];
  return known ? capital(known) : path;
}

const capital = (word: string) => word.charAt(0).toLocaleUpperCase() + word.slice(1);

function kindOfSchema(schema: FieldSchema | undefined): Kind {
  if (!schema) return 'any';
  if (schema.format === 'date-time') return 'date';
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (types.includes('boolean')) return 'truth';
  if (types.includes('array')) return 'list';
  if (types.includes('string')) return 'text';
  return types.includes('number') || types.includes('integer') ? 'number' : 'any';
}

function fieldsOf(type: string, known: Known): Record<string, FieldSchema> {
  return { ...known.types[type], ...computed[type] };
}

/** What a field holds, as far as it is known. */
export function kindOf(path: string, definition: Definition, known: Known, scope: Scope): Kind {
  if (typeof scope === 'object') return kindOfSchema(fieldsOf(scope.record, known)[path]);
  const [first = '', second = '', third = ''] = path.split('.');
  if (first === 'customer') return second === 'tags' ? 'list' : second === 'birthday' ? 'date' : kindOfSchema(known.types['customer']?.[second]);
  if (first === 'traits') return traits[second] ?? 'any';
  if (first === 'event') return event_fields[second] ?? 'any';
  if (first === 'instance' && second === 'started_at') return 'date';
  if (first !== 'vars') return 'any';
  const variable = variablesOf(definition).find((one) => one.name === second);
  return variable_fields[variable?.type ?? '']?.[third] ?? 'any';
}

/** The values that a field is likely to have. */
export function valuesOf(path: string, definition: Definition, known: Known): string[] {
  const [first, second = ''] = path.split('.');
  if (first !== 'customer') return [];
  const given = known.types['customer']?.[second]?.enum ?? [];
  const trigger = definition.trigger ?? {};
  const order = texts(trigger['fields']).includes(second) ? texts(trigger['order']) : [];
  return [...new Set([...given.filter((one): one is string => typeof one === 'string'), ...order])];
}

const fieldChoice = (path: string): Choice => ({ value: `field:${path}`, title: nameOfField(path) });

/** The fields that texts and conditions may name, by where they come from. */
export function fieldGroups(definition: Definition, known: Known, scope: Scope): Group[] {
  const say = b().sources;
  if (typeof scope === 'object') return [{ title: say.record, choices: Object.keys(fieldsOf(scope.record, known)).map(fieldChoice) }];
  const customer = Object.entries(known.types['customer'] ?? {}).filter(([, schema]) => kindOfSchema(schema) !== 'any').map(([name]) => name);
  const groups: Group[] = [
    { title: say.customer, choices: [...new Set([...customer, 'tags'])].map((one) => fieldChoice(`customer.${one}`)) },
    { title: say.traits, choices: Object.keys(traits).map((one) => fieldChoice(`traits.${one}`)) },
  ];
  const trigger = definition.trigger ?? {};
  if (text(trigger.type).startsWith('record_changed') || trigger.type === 'record_created_or_changed')
    groups.push({ title: say.change, choices: texts(trigger['fields']).flatMap((one) => ['from', 'to'].map((end) => ({ value: `field:change.${one}.${end}`, title: `${nameOfField(`customer.${one}`)} (${say[end as 'from' | 'to']})` }))) });
  if (scope === 'match') groups.unshift({ title: say.event, choices: Object.keys(event_fields).map((one) => fieldChoice(`event.${one}`)) });
  if (scope !== 'audience') groups.push({ title: say.variables, choices: variableChoices(definition) });
  if (isObject(definition['reads'])) groups.push({ title: say.reads, choices: readChoices(definition['reads'], known) });
  return groups.filter((one) => one.choices.length > 0);
}

function variableChoices(definition: Definition): Choice[] {
  const once = new Map(variablesOf(definition).map((one) => [one.name, one]));
  return [...once.values()].flatMap(({ name, type }) => {
    const fields = Object.keys(variable_fields[type] ?? {});
    return (fields.length > 0 ? fields.map((one) => `vars.${name}.${one}`) : [`vars.${name}`]).map((path) => ({ value: `field:${path}`, title: `${name}: ${nameOfField(path)}` }));
  });
}

function readChoices(reads: Record<string, unknown>, known: Known): Choice[] {
  return Object.entries(reads).flatMap(([name, one]) => {
    const type = isObject(one) ? text(one['record']) : '';
    return Object.keys(known.types[type] ?? {}).map((field) => ({ value: `field:reads.${name}.${field}`, title: `${name}: ${nameOfField(field)}` }));
  });
}

/** Everything that a row of a condition may be about. */
export function subjectGroups(definition: Definition, known: Known, scope: Scope): Group[] {
  const groups = fieldGroups(definition, known, scope);
  if (typeof scope === 'object') return groups;
  const say = b();
  const all = [...Object.keys(lists), ...known.own.filter((one) => !(one in lists))];
  groups.push({ title: say.sources.lists, choices: all.flatMap((one) => [{ value: `count:${one}`, title: say.countOf(nameOfField(one)) }, { value: `records:${one}`, title: say.recordsOf(nameOfField(one)) }]) });
  groups.push({ title: say.sources.segments, choices: [{ value: 'segment:', title: say.inSegment }] });
  if (scope === 'step') {
    const told = stepsOf(definition).filter(([, step]) => step.type === 'send' || step.type === 'http');
    groups.push({ title: say.sources.outcomes, choices: told.map(([id, step]) => ({ value: `outcome:${id}`, title: describeStep(id, step).title })) });
  }
  return groups.filter((one) => one.choices.length > 0);
}

/** Names for a field of the definition that the shop has in a list. */
export function namesFor(member: string, known: Known, definition: Definition): Named[] {
  const plain = (ids: readonly string[]) => ids.map((id) => ({ id, name: '' }));
  switch (member) {
    case 'pool':
      return plain(known.pools);
    case 'hook':
      return plain(known.hooks);
    case 'campaign':
      return known.campaigns;
    case 'record':
      return plain(Object.keys(known.types));
    case 'timezone':
      return plain(Intl.supportedValuesOf('timeZone'));
    case 'event':
      return Object.entries(w().happened.events).map(([id, name]) => ({ id, name }));
    case 'field':
    case 'fields':
      return Object.keys(known.types[text(definition.trigger?.['record']) || 'customer'] ?? {}).map((id) => ({ id, name: nameOfField(id) }));
    case 'from':
      return stepsOf(definition).map(([id, step]) => ({ id, name: describeStep(id, step).title }));
    case 'rule':
      return Object.entries(b().rules).map(([id, name]) => ({ id, name }));
    default:
      return [];
  }
}
