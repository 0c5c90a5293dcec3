// A campaign's definition as the console reads it: loosely, because a draft may be anything.

export interface StepDefinition {
  type: string;
  [member: string]: unknown;
}

export interface Definition {
  name?: string;
  description?: string;
  timezone?: string;
  trigger?: { type?: string; [member: string]: unknown };
  goal?: { event?: string; [member: string]: unknown };
  exit?: { event?: string; [member: string]: unknown } | { event?: string }[];
  start?: string;
  steps?: Record<string, StepDefinition>;
  messages?: Record<string, unknown>;
  [member: string]: unknown;
}

/** A title of the definition in the reader's language: a text for all, or one each. */
export function titleOf(from: { [member: string]: unknown } | undefined, language: string): string {
  const title = from?.['title'];
  if (typeof title === 'string') return title;
  if (typeof title !== 'object' || title === null) return '';
  const by = title as Record<string, unknown>;
  const found = by[language] ?? by['vi'] ?? Object.values(by)[0];
  return typeof found === 'string' ? found : '';
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
