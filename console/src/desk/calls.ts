// What the desk asks of the daemon. A look-up is counted and written down, so none is made by itself.
import { api, body, type Schemas } from '../api/client';

export type View = Schemas['desk'];
export type Mark = Schemas['desk_mark'];
export type Task = Schemas['desk_task'];
export type MarkKind = Mark['mark'];

export const kinds = ['phone', 'code', 'email'] as const;
export type Kind = (typeof kinds)[number];

/** `customer`: the one who is meant among several whom the text finds; with no text, by the id alone. */
export function lookUp(by: Kind, text: string, customer: string): Promise<View> {
  const query = { ...(text ? { [by]: text } : {}), ...(customer ? { customer } : {}) };
  return body(api.GET('/v1/desk', { params: { query } }));
}

export function mark(customer: string, kind: MarkKind, more: { note?: string; task?: string } = {}): Promise<Mark> {
  return body(
    api.POST('/v1/desk/{customer}/marks', {
      params: { path: { customer }, header: { 'Idempotency-Key': crypto.randomUUID() } },
      body: { mark: kind, ...more },
    }),
  );
}

export function takeBack(customer: string, id: string): Promise<Mark> {
  return body(api.DELETE('/v1/desk/{customer}/marks/{mark}', { params: { path: { customer, mark: id } } }));
}

export function redeem(customer: string, code: string, pool?: string) {
  return body(
    api.POST('/v1/desk/{customer}/redemptions', {
      params: { path: { customer }, header: { 'Idempotency-Key': crypto.randomUUID() } },
      body: { code, ...(pool ? { pool } : {}) },
    }),
  );
}
