// Customers by the beginning of a name, a phone, an e-mail, an id or another identity, as people type it.
import { api, body, type Schemas } from '../api/client';

export type Customer = Schemas['record'];

export async function searchCustomers(text: string, signal?: AbortSignal, limit = 50): Promise<Customer[]> {
  const told = await body(
    api.GET('/v1/records/{type}', { params: { path: { type: 'customer' }, query: { q: text, limit } as never }, signal }),
  );
  return told.items;
}

/** A field as text; "" where there is none. */
export function textIn(customer: Customer, name: string): string {
  const value = customer.data[name];
  return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function nameOf(customer: Customer): string {
  return textIn(customer, 'name') || customer.id;
}
