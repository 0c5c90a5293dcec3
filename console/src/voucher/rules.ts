// The rules of a pool: days as the API writes durations, and what of a form is to be changed.

/** The whole days of an ISO 8601 duration; undefined: it is none of whole days. */
export function daysOf(duration: string | undefined): number | undefined {
  const found = /^P(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration ?? '');
  if (!found || (found[1] === undefined && found[2] === undefined)) return undefined;
  return 7 * Number(found[1] ?? 0) + Number(found[2] ?? 0);
}

export interface Rules {
  expires_at: string;
  days: string;
  per_person: string;
  value: string;
}

type Pool = { expires_at?: string; valid_for?: string; per_person?: number; value?: string };

/** A merge patch of what differs; null takes a rule away. */
export function patchOf(pool: Pool, wanted: Rules): Record<string, string | number | null> {
  const patch: Record<string, string | number | null> = {};
  const expires = wanted.expires_at ? new Date(wanted.expires_at).toISOString() : null;
  if ((expires === null ? null : Date.parse(expires)) !== (pool.expires_at ? Date.parse(pool.expires_at) : null)) patch['expires_at'] = expires;
  const days = wanted.days ? Number(wanted.days) : undefined;
  if (days !== daysOf(pool.valid_for)) patch['valid_for'] = days === undefined ? null : `P${days}D`;
  const most = wanted.per_person ? Number(wanted.per_person) : undefined;
  if (most !== pool.per_person) patch['per_person'] = most ?? null;
  if (wanted.value.trim() !== (pool.value ?? '')) patch['value'] = wanted.value.trim() || null;
  return patch;
}

/** An instant as the field of a form has it: local, without seconds. */
export function fieldOf(instant: string | undefined): string {
  if (!instant) return '';
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
