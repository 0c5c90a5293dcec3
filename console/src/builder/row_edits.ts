// What choosing something in a row of a condition makes of the row.
import type { Comparison, Operand, Row } from './rows';
import { outcome_statuses, type Kind, type Scope } from './vocabulary';

export type Operator = Comparison | 'there' | 'not-there' | 'among' | 'not-among' | 'within' | 'not-within' | 'holds' | 'not-holds';

export function newRow(scope: Scope): Row {
  const path = typeof scope === 'object' ? 'id' : scope === 'match' ? 'event.code' : 'customer.tier';
  return { is: 'compare', left: { is: 'field', path }, by: '==', right: { is: 'value', value: '' } };
}

/** What the row is about, as the list of subjects names it. */
export function subjectOf(row: Row): string {
  if (row.is === 'segment') return 'segment:';
  if (row.is === 'records') return `records:${row.list}`;
  const what = whatOf(row);
  if (what?.is === 'field') return `field:${what.path}`;
  if (what?.is === 'count') return `count:${what.list}`;
  if (what?.is === 'outcome') return `outcome:${what.step}`;
  return what?.is === 'now' ? 'now:' : '';
}

export function whatOf(row: Row): Operand | null {
  switch (row.is) {
    case 'compare':
      return row.left;
    case 'there':
    case 'among':
    case 'within':
      return row.what;
    case 'holds':
      return row.list;
    default:
      return null;
  }
}

/** The row about something else, with what can stay of it. */
export function about(row: Row, subject: string, kind: Kind): Row {
  const [form = '', ...rest] = subject.split(':');
  const name = rest.join(':');
  if (form === 'segment') return { is: 'segment', id: '', parameters: null, not: false };
  if (form === 'records') return { is: 'records', how: 'some', list: name, where: newRow({ record: name }) };
  if (form === 'count') return { is: 'compare', left: { is: 'count', list: name, where: null }, by: '>=', right: { is: 'value', value: 1 } };
  if (form === 'outcome') return { is: 'compare', left: { is: 'outcome', step: name, field: 'status' }, by: '==', right: { is: 'value', value: outcome_statuses[0] } };
  return beginningWith(form === 'now' ? { is: 'now' } : { is: 'field', path: name }, kind);
}

function beginningWith(what: Operand, kind: Kind): Row {
  switch (kind) {
    case 'date':
      return { is: 'within', what, time: 'P30D', not: false };
    case 'number':
      return { is: 'compare', left: what, by: '>=', right: { is: 'value', value: 1 } };
    case 'truth':
      return { is: 'there', what, isThere: true, form: '!!' };
    case 'list':
      return { is: 'holds', list: what, value: '', not: false };
    default:
      return { is: 'compare', left: what, by: '==', right: { is: 'value', value: '' } };
  }
}

export function operatorOf(row: Row): Operator | null {
  switch (row.is) {
    case 'compare':
      return row.by;
    case 'there':
      return row.isThere ? 'there' : 'not-there';
    case 'among':
    case 'within':
    case 'holds':
      return `${row.not ? 'not-' : ''}${row.is}`;
    default:
      return null;
  }
}

/** What can be asked of something of a kind; what is asked now is always among it. */
export function operatorsFor(kind: Kind, now: Operator | null): Operator[] {
  const by: Record<Kind, Operator[]> = {
    text: ['==', '!=', 'among', 'not-among', 'there', 'not-there'],
    number: ['==', '!=', '<', '<=', '>', '>=', 'there', 'not-there'],
    date: ['within', 'not-within', '<', '>', 'there', 'not-there'],
    truth: ['there', 'not-there', '=='],
    list: ['holds', 'not-holds', 'there', 'not-there'],
    any: ['==', '!=', '<', '<=', '>', '>=', 'among', 'not-among', 'within', 'not-within', 'holds', 'not-holds', 'there', 'not-there'],
  };
  const fitting = by[kind];
  return now && !fitting.includes(now) ? [...fitting, now] : fitting;
}

/** The same question with another operator; its value stays where it can. */
export function withOperator(row: Row, operator: Operator): Row {
  const what = whatOf(row);
  if (!what) return row;
  const value = row.is === 'compare' && row.right.is === 'value' ? row.right.value : row.is === 'holds' ? row.value : row.is === 'among' ? (row.values[0] ?? '') : '';
  const word = typeof value === 'number' ? value : String(value ?? '');
  switch (operator) {
    case 'there':
    case 'not-there':
      return { is: 'there', what, isThere: operator === 'there', form: operator === 'there' ? '!!' : '!' };
    case 'among':
    case 'not-among':
      return { is: 'among', what, values: row.is === 'among' ? row.values : word === '' ? [] : [word], not: operator === 'not-among' };
    case 'within':
    case 'not-within':
      return { is: 'within', what, time: row.is === 'within' ? row.time : 'P30D', not: operator === 'not-within' };
    case 'holds':
    case 'not-holds':
      return { is: 'holds', list: what, value: word, not: operator === 'not-holds' };
    default:
      return { is: 'compare', left: what, by: operator, right: row.is === 'compare' ? row.right : { is: 'value', value: word } };
  }
}

/** "silver, gold": as people write a list; whole numbers are numbers where there were some. */
export function wordsOf(text: string, before: readonly (string | number)[]): (string | number)[] {
  const areNumbers = before.length > 0 && before.every((one) => typeof one === 'number');
  return text.split(',').map((one) => one.trim()).filter((one) => one !== '').map((one) => (areNumbers && !Number.isNaN(Number(one)) ? Number(one) : one));
}
