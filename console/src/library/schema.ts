// The JSON Schema of a scenario's parameters, as a form reads it.
import { spoken } from '../shell/locale.svelte';

export interface ParameterSchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  format?: string;
  enum?: unknown[];
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: ParameterSchema;
  properties?: Record<string, ParameterSchema>;
  required?: string[];
  description?: string;
  title?: string;
  'x-title'?: unknown;
  'x-help'?: unknown;
}

export type Values = Record<string, unknown>;

export function propertiesOf(schema: unknown): [string, ParameterSchema][] {
  return Object.entries((schema as ParameterSchema | undefined)?.properties ?? {});
}

export function titleOfParameter(name: string, schema: ParameterSchema): string {
  return spoken(schema['x-title']) || schema.title || name;
}

/** What the form begins with: the defaults, each a copy of its own. */
export function defaultsOf(schema: unknown): Values {
  return Object.fromEntries(
    propertiesOf(schema).flatMap(([name, one]) => (one.default === undefined ? [] : [[name, structuredClone(one.default)]])),
  );
}

/** Whether nothing was written: the API takes the default, or refuses where there is none. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** The parameters that only the shop can know, and that nobody has written yet. */
export function unwritten(schema: unknown, values: Values): string[] {
  return propertiesOf(schema).flatMap(([name, one]) => (one.default === undefined && isEmpty(values[name]) ? [name] : []));
}

/** What is sent: without what is empty, and without empty elements of lists. */
export function written(schema: unknown, values: Values): Values {
  const given: Values = {};
  for (const [name, one] of propertiesOf(schema)) {
    const value = values[name];
    if (Array.isArray(value)) {
      const elements = value.filter((element) => !isEmpty(element));
      // An empty list is something to say where the default has elements.
      if (elements.length > 0 || one.default !== undefined) given[name] = elements;
    } else if (!isEmpty(value)) {
      given[name] = value;
    }
  }
  return given;
}

/** The value at a dotted path: "what.vi". */
function at(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((here, name) => (here as Values | undefined)?.[name], values);
}

/** A scenario's campaign with the parameters in their places, as far as they are written. */
export function filled(template: unknown, values: Values): unknown {
  if (typeof template === 'string')
    return template.replaceAll(/\{\{parameters\.([a-z0-9_.]+)\}\}/g, (whole, path: string) => {
      const value = at(values, path);
      return isEmpty(value) ? whole : String(value);
    });
  if (Array.isArray(template)) return template.map((one) => filled(one, values));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template);
  const [name, path] = entries[0] ?? [];
  if (entries.length === 1 && name === 'parameter' && typeof path === 'string') return at(values, path) ?? `{{${path}}}`;
  return Object.fromEntries(entries.map(([key, value]) => [key, filled(value, values)]));
}
