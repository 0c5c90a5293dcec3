// The API's own document, as far as the reader shows it.
import { fold } from '../parts/fold';

export interface Operation {
  method: string;
  path: string;
  summary: string;
  description: string;
  scope: string;
  parameters: { name: string; where: string; required: boolean; description: string }[];
  body?: unknown;
  answers: { status: string; description: string; schema?: unknown }[];
}

type Json = Record<string, unknown>;
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown) => (typeof value === 'string' ? value : '');

function schemaOf(content: unknown): unknown {
  return object(Object.values(object(content))[0])['schema'];
}

/** A parameter, or the one that a reference leads to. */
function parameterOf(document: unknown, from: unknown): Operation['parameters'][number] {
  const name = text(object(from)['$ref']).split('/').at(-1);
  const one = name ? object(object(object(object(document)['components'])['parameters'])[name]) : object(from);
  return {
    name: text(one['name']),
    where: text(one['in']),
    required: one['required'] === true,
    description: text(one['description']),
  };
}

export function operationsOf(document: unknown): Operation[] {
  return Object.entries(object(object(document)['paths'])).flatMap(([path, item]) =>
    methods
      .filter((method) => method in object(item))
      .map((method): Operation => {
        const operation = object(object(item)[method]);
        const parameters = Array.isArray(operation['parameters']) ? (operation['parameters'] as unknown[]) : [];
        return {
          method: method.toUpperCase(),
          path,
          summary: text(operation['summary']),
          description: text(operation['description']),
          scope: text(operation['x-scope']),
          parameters: parameters.map((one) => parameterOf(document, one)),
          body: schemaOf(object(operation['requestBody'])['content']),
          answers: Object.entries(object(operation['responses'])).map(([status, answer]) => ({
            status,
            description: text(object(answer)['description']),
            schema: schemaOf(object(answer)['content']),
          })),
        };
      }),
  );
}

export function fitting(operations: Operation[], wanted: string): Operation[] {
  const words = fold(wanted).split(/\s+/).filter(Boolean);
  return operations.filter((one) => {
    const all = fold(`${one.method} ${one.path} ${one.summary}`);
    return words.every((word) => all.includes(word));
  });
}

/** "/v1/campaigns/{id}" belongs to "campaigns". */
export function resourceOf(path: string): string {
  const parts = path.split('/').filter(Boolean);
  return (parts[0] === 'v1' ? parts[1] : parts[0]) ?? '/';
}
