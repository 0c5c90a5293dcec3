// The components of a hosted form as values: what a type has, and how a list of them is changed.
export type Json = Record<string, unknown>;
export interface Component extends Json {
  type: ComponentType;
  name?: string;
}

export const componentTypes = [
  'heading', 'text', 'picture', 'page',
  'short_text', 'long_text', 'number', 'phone', 'email', 'date',
  'choice', 'choices', 'rating', 'stars', 'consent', 'tax_code', 'address', 'hidden',
] as const;
export type ComponentType = (typeof componentTypes)[number];

/** A member of a component that a panel has a field for, and how it is written. */
export interface Member {
  name: string;
  kind: 'texts' | 'text' | 'number' | 'flag' | 'choices' | 'channel' | 'picture' | 'date';
}
const texts = (name: string): Member => ({ name, kind: 'texts' });
const flag = (name: string): Member => ({ name, kind: 'flag' });
const count = (name: string): Member => ({ name, kind: 'number' });
const written: Member = { name: 'value', kind: 'text' };

const own: Record<ComponentType, Member[]> = {
  heading: [texts('text')],
  text: [texts('text')],
  picture: [{ name: 'picture', kind: 'picture' }, texts('alt')],
  page: [texts('title')],
  short_text: [count('max_length'), written],
  long_text: [count('max_length'), written],
  number: [count('min'), count('max'), count('decimals'), written],
  phone: [written],
  email: [written],
  date: [{ name: 'min', kind: 'date' }, { name: 'max', kind: 'date' }, written],
  choice: [{ name: 'choices', kind: 'choices' }],
  choices: [{ name: 'choices', kind: 'choices' }, count('min'), count('max')],
  rating: [texts('low'), texts('high')],
  stars: [],
  consent: [{ name: 'channel', kind: 'channel' }, { name: 'purpose', kind: 'text' }, flag('double_opt_in')],
  tax_code: [flag('personal_id')],
  address: [],
  hidden: [written, flag('from_link')],
};

export const isInput = (type: ComponentType): boolean => !['heading', 'text', 'picture', 'page'].includes(type);

/** In the order in which a panel shows them. */
export function membersOf(type: ComponentType): Member[] {
  if (!isInput(type)) return own[type];
  if (type === 'hidden') return own.hidden;
  return [texts('label'), texts('help'), flag('required'), ...own[type]];
}

/** A name that no component has: `base`, or with a number behind it. */
export function freeName(components: Component[], base: string): string {
  const taken = new Set(components.map((one) => one.name));
  if (!taken.has(base)) return base;
  for (let number = 2; ; ++number) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}

/** A new component of this type that the daemon takes as it is, but for its words. */
export function made(type: ComponentType, components: Component[], languages: string[], word: string): Component {
  const words = Object.fromEntries(languages.map((one) => [one, word]));
  if (type === 'heading' || type === 'text') return { type, text: words };
  if (type === 'page') return { type, title: words };
  if (type === 'picture') return { type, picture: '', alt: words };
  const input: Component = { type, name: freeName(components, type) };
  if (type === 'hidden') return { ...input, value: '' };
  input['label'] = words;
  if (type === 'choice' || type === 'choices') input['choices'] = [{ value: 'a', label: words }, { value: 'b', label: words }];
  if (type === 'consent') Object.assign(input, { channel: 'email', purpose: 'promotional' });
  return input;
}

export function moved<T>(list: T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

export function copied(components: Component[], index: number): Component[] {
  const copy = structuredClone(components[index]!);
  if (copy.name) copy.name = freeName(components, copy.name);
  return components.toSpliced(index + 1, 0, copy);
}

/** `object` with the member set, or without it where `value` says nothing. */
export function withMember<T extends Json>(object: T, name: string, value: unknown): T {
  const says = value !== undefined && value !== '' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  const { [name]: _, ...rest } = object;
  return (says ? { ...object, [name]: value } : rest) as T;
}

/** What stands in a text for one language: texts are strings for all, or an object of them. */
export function textFor(text: unknown, language: string): string {
  if (typeof text === 'string') return text;
  const found = (text as Record<string, unknown> | undefined)?.[language];
  return typeof found === 'string' ? found : '';
}

/** The text with another wording in one language; a string becomes one for each language first. */
export function withText(text: unknown, language: string, languages: string[], wording: string): unknown {
  const all =
    typeof text === 'string' ? Object.fromEntries(languages.map((one) => [one, text])) : { ...(text as Record<string, string> | undefined) };
  return withMember(all, language, wording);
}

/** A condition that shows a component when an answer is, is not, is below or is above a value. */
export type Comparison = '==' | '!=' | '<' | '>=' | 'ticked';
export interface ShowRule {
  answer: string;
  is: Comparison;
  value: string;
}

/** null: the condition says more than one row can. */
export function ruleOf(condition: unknown): ShowRule | null {
  if (condition === undefined) return { answer: '', is: '==', value: '' };
  const entries = Object.entries((condition ?? {}) as Json);
  const [operator, operands] = entries[0] ?? ['', undefined];
  if (entries.length !== 1) return null;
  const variable = (from: unknown) => {
    const name = (from as Json | null)?.['var'];
    return typeof name === 'string' && name.startsWith('answers.') ? name.slice('answers.'.length) : '';
  };
  if (operator === 'var') {
    const answer = variable(condition);
    return answer ? { answer, is: 'ticked', value: '' } : null;
  }
  if (!['==', '!=', '<', '>='].includes(operator) || !Array.isArray(operands) || operands.length !== 2) return null;
  const [left, right] = operands as [unknown, unknown];
  const answer = variable(left);
  if (!answer || (typeof right !== 'string' && typeof right !== 'number')) return null;
  // A text that reads as a number would come back as one.
  if (typeof right === 'string' && isNumeric(right)) return null;
  return { answer, is: operator as Comparison, value: String(right) };
}

/** The condition of a row; undefined: always shown. */
export function conditionOf(rule: ShowRule): unknown {
  if (!rule.answer) return undefined;
  const answer = { var: `answers.${rule.answer}` };
  if (rule.is === 'ticked') return answer;
  return { [rule.is]: [answer, isNumeric(rule.value) ? Number(rule.value) : rule.value] };
}

const isNumeric = (text: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);
