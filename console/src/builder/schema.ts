// The definition's JSON Schema, as panels read it: so that each member that a step may have has a field.
import document from '../../../src/campaign/definition.schema.json';
import { isObject } from './paths';
import type { StepDefinition } from '../campaign/definition';

export interface Schema {
  /** The name of the definition that it refers to: "target", "rule", "duration". */
  name?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  oneOf?: Schema[];
  anyOf?: Schema[];
  $ref?: string;
}

const root = document as unknown as Schema & { definitions: Record<string, Schema> };
export const campaign_schema: Schema = root;

/** What a reference stands for, with its name. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.replace('#/definitions/', '');
  return name === undefined ? schema : { ...resolved(root.definitions[name] ?? {}), name };
}

export function definitionOf(name: string): Schema {
  return { ...(root.definitions[name] ?? {}), name };
}

/** All forms of steps or triggers, with their type. */
export function variants(of: 'step' | 'trigger'): { type: string; schema: Schema }[] {
  return (definitionOf(of).oneOf ?? []).map((one) => {
    const schema = resolved(one);
    return { type: String(schema.properties?.['type']?.const ?? ''), schema };
  });
}

/** The form that a step has: a branch by value or by conditions, points given or taken back. */
export function schemaOf(of: 'step' | 'trigger', document: Partial<StepDefinition> | undefined): Schema | null {
  const fitting = variants(of).filter((one) => one.type === document?.type);
  if (fitting.length < 2) return fitting[0]?.schema ?? null;
  const members = Object.keys(document ?? {});
  const lack = (schema: Schema) =>
    (schema.required ?? []).filter((one) => !members.includes(one)).length + members.filter((one) => !(one in (schema.properties ?? {}))).length;
  const isFitting = (schema: Schema) => {
    const cases = schema.properties?.['cases'];
    return !cases || isObject(document?.['cases']) === (cases.type === 'object');
  };
  return fitting.map((one) => one.schema).sort((a, b) => lack(a) - lack(b) || Number(isFitting(b)) - Number(isFitting(a)))[0] ?? null;
}
