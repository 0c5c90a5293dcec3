// Conditions as rows, and rows as conditions. What a row cannot say exactly stays JSON, so nothing is lost.
import { canonical } from '../campaign/differences';
import { isObject } from './paths';

/** One side of a comparison. */
export type Operand =
  | { is: 'field'; path: string; isBare?: boolean }
  | { is: 'value'; value: string | number | boolean | null }
  | { is: 'outcome'; step: string; field: string } // field "": the whole outcome
  | { is: 'count'; list: string; where: Row | null }
  | { is: 'now' };

export const comparisons = ['==', '!=', '<', '<=', '>', '>=', '===', '!=='] as const;
export type Comparison = (typeof comparisons)[number];

export type Row =
  | { is: 'group'; all: boolean; not: boolean; rows: Row[] }
  | { is: 'compare'; left: Operand; by: Comparison; right: Operand }
  | { is: 'there'; what: Operand; isThere: boolean; form: 'plain' | '!!' | '!' }
  | { is: 'among'; what: Operand; values: (string | number)[]; not: boolean }
  | { is: 'holds'; list: Operand; value: string | number; not: boolean }
  | { is: 'within'; what: Operand; time: string; not: boolean }
  | { is: 'segment'; id: string; parameters: Record<string, unknown> | null; not: boolean }
  | { is: 'records'; how: 'some' | 'none' | 'all'; list: string; where: Row }
  | { is: 'json'; rule: unknown };

type Args = unknown[];

function operation(rule: unknown): [string, unknown] | null {
  if (!isObject(rule)) return null;
  const entries = Object.entries(rule);
  return entries.length === 1 ? entries[0]! : null;
}

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
const isWord = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

export function operandOf(value: unknown): Operand | null {
  if (isScalar(value)) return { is: 'value', value };
  const asked = operation(value);
  if (!asked) return null;
  const [name, given] = asked;
  if (name === 'var' && typeof given === 'string') return { is: 'field', path: given };
  if (name === 'var' && Array.isArray(given) && given.length === 1 && typeof given[0] === 'string')
    return { is: 'field', path: given[0], isBare: true };
  if (name === 'now' && Array.isArray(given) && given.length === 0) return { is: 'now' };
  if (name === 'outcome' && typeof given === 'string') return { is: 'outcome', step: given, field: '' };
  if (name === 'outcome' && Array.isArray(given) && given.length === 2 && typeof given[0] === 'string' && typeof given[1] === 'string')
    return { is: 'outcome', step: given[0], field: given[1] };
  if (name === 'count' && Array.isArray(given) && given.length <= 2) {
    const list = listOf(given[0]);
    if (list !== null && given.length > 0) return { is: 'count', list, where: given.length > 1 ? rowOf(given[1]) : null };
  }
  return null;
}

function listOf(value: unknown): string | null {
  const asked = operation(value);
  return asked?.[0] === 'var' && typeof asked[1] === 'string' ? asked[1] : null;
}

export function valueOf(operand: Operand): unknown {
  switch (operand.is) {
    case 'field':
      return { var: operand.isBare ? [operand.path] : operand.path };
    case 'value':
      return operand.value;
    case 'outcome':
      return { outcome: operand.field === '' ? operand.step : [operand.step, operand.field] };
    case 'count':
      return { count: operand.where ? [{ var: operand.list }, ruleOf(operand.where)] : [{ var: operand.list }] };
    case 'now':
      return { now: [] };
  }
}

function rawRow(rule: unknown): Row | null {
  const asked = operation(rule);
  if (!asked) return null;
  const [name, given] = asked;
  const args: Args = Array.isArray(given) ? given : [given];
  if ((name === 'and' || name === 'or') && Array.isArray(given) && given.length > 0)
    return { is: 'group', all: name === 'and', not: false, rows: given.map(rowOf) };
  if ((comparisons as readonly string[]).includes(name) && args.length === 2) {
    const [left, right] = [operandOf(args[0]), operandOf(args[1])];
    return left && right ? { is: 'compare', left, by: name as Comparison, right } : null;
  }
  if (name === '!' && args.length === 1) return rawNot(args[0]);
  if (name === '!!' && args.length === 1) return there(args[0], true, '!!');
  if (name === 'var' || name === 'outcome') return there(rule, true, 'plain');
  if (name === 'in' && args.length === 2) return rawIn(args[0], args[1]);
  if (name === 'within' && args.length === 2 && typeof args[1] === 'string') {
    const what = operandOf(args[0]);
    return what ? { is: 'within', what, time: args[1], not: false } : null;
  }
  if (name === 'in_segment' && typeof args[0] === 'string' && args.length <= 2 && (args.length === 1 || isObject(args[1])))
    return { is: 'segment', id: args[0], parameters: (args[1] as Record<string, unknown> | undefined) ?? null, not: false };
  if ((name === 'some' || name === 'none' || name === 'all') && args.length === 2) {
    const list = listOf(args[0]);
    return list === null ? null : { is: 'records', how: name, list, where: rowOf(args[1]) };
  }
  return null;
}

function rawIn(what: unknown, list: unknown): Row | null {
  const left = operandOf(what);
  if (!left) return null;
  if (Array.isArray(list)) return list.every(isWord) ? { is: 'among', what: left, values: list, not: false } : null;
  const right = operandOf(list);
  return right?.is === 'field' && left.is === 'value' && isWord(left.value) ? { is: 'holds', list: right, value: left.value, not: false } : null;
}

function rawNot(inner: unknown): Row | null {
  const row = rawRow(inner);
  if (row && (row.is === 'group' || row.is === 'among' || row.is === 'holds' || row.is === 'within' || row.is === 'segment') && !row.not)
    return { ...row, not: true };
  return there(inner, false, '!');
}

function there(value: unknown, isThere: boolean, form: '!!' | '!' | 'plain'): Row | null {
  const what = operandOf(value);
  return what && what.is !== 'value' && what.is !== 'now' ? { is: 'there', what, isThere, form } : null;
}

/** Only a row that says the same, to the letter, is taken. */
export function rowOf(rule: unknown): Row {
  const row = rawRow(rule);
  return row && canonical(plain(ruleOf(row))) === canonical(plain(rule)) ? row : { is: 'json', rule };
}

/** JsonLogic reads `{"!": x}` and `{"!": [x]}` alike; here both are the first. */
export function plain(rule: unknown): unknown {
  if (Array.isArray(rule)) return rule.map(plain);
  if (!isObject(rule)) return rule;
  const asked = operation(rule);
  const isUnary = asked && ['!', '!!', 'in_segment', 'outcome'].includes(asked[0]);
  if (isUnary && Array.isArray(asked[1]) && asked[1].length === 1 && !Array.isArray(asked[1][0])) return { [asked[0]]: plain(asked[1][0]) };
  return Object.fromEntries(Object.entries(rule).map(([name, value]) => [name, plain(value)]));
}

const negated = (rule: unknown, not: boolean) => (not ? { '!': rule } : rule);

export function ruleOf(row: Row): unknown {
  switch (row.is) {
    case 'group':
      return negated({ [row.all ? 'and' : 'or']: row.rows.map(ruleOf) }, row.not);
    case 'compare':
      return { [row.by]: [valueOf(row.left), valueOf(row.right)] };
    case 'there':
      return row.form === 'plain' ? valueOf(row.what) : { [row.form]: valueOf(row.what) };
    case 'among':
      return negated({ in: [valueOf(row.what), row.values] }, row.not);
    case 'holds':
      return negated({ in: [row.value, valueOf(row.list)] }, row.not);
    case 'within':
      return negated({ within: [valueOf(row.what), row.time] }, row.not);
    case 'segment':
      return negated({ in_segment: row.parameters ? [row.id, row.parameters] : row.id }, row.not);
    case 'records':
      return { [row.how]: [{ var: row.list }, ruleOf(row.where)] };
    case 'json':
      return row.rule;
  }
}

/** The condition as a group, which is what the editor shows: one that is none is alone in it. */
export function groupOf(rule: unknown): Extract<Row, { is: 'group' }> {
  if (rule === undefined || rule === true) return { is: 'group', all: true, not: false, rows: [] };
  const row = rowOf(rule);
  return row.is === 'group' ? row : { is: 'group', all: true, not: false, rows: [row] };
}

/** Back: a group of one is that one, and an empty one no condition. */
export function ungrouped(group: Extract<Row, { is: 'group' }>): unknown {
  if (group.rows.length === 0) return undefined;
  return group.rows.length === 1 && !group.not ? ruleOf(group.rows[0]!) : ruleOf(group);
}
