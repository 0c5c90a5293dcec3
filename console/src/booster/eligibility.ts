// Whether the shop may run boosters: the questions, and its figures in words.
import { api, body, type Schemas } from '../api/client';
import { money, number, percent } from '../shell/format';
import { asked_once } from '../shell/live.svelte';

export type Eligibility = Schemas['eligibility'];

export function eligibility() {
  return {
    queryKey: ['eligibility'],
    queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET('/v1/eligibility', { signal })),
    ...asked_once,
    staleTime: 5_000,
  };
}

export const inputs = ['positive_rating', 'chat_response', 'revenue_30_days', 'followers'] as const;
export type Input = (typeof inputs)[number];

interface Amount {
  amount?: string;
  currency?: string;
}

/** "91 %", "120", "1.250,00 US$"; "" for what nobody has said. */
export function sayFigure(input: string, value: unknown, currency = ''): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'object') return money((value as Amount).amount ?? '0', (value as Amount).currency ?? currency);
  if (input === 'positive_rating' || input === 'chat_response') return percent(Number(value), 1);
  return currency ? money(String(value), currency) : number(Number(value));
}
