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

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
