// A document with what it was before: edits are undone and done again.

export interface History<T> {
  now: T;
  past: readonly T[];
  future: readonly T[];
  /** What was last written to; typing in one field is one step back. */
  field: string;
}

const most_steps = 200;

export function beginning<T>(now: T): History<T> {
  return { now, past: [], future: [], field: '' };
}

/** `field`: where somebody types; "" for an edit of its own. */
export function changed<T>(history: History<T>, now: T, field = ''): History<T> {
  if (now === history.now) return history;
  if (field !== '' && field === history.field) return { ...history, now, future: [] };
  return { now, past: [...history.past, history.now].slice(-most_steps), future: [], field };
}

export function undone<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return { now: last, past: history.past.slice(0, -1), future: [history.now, ...history.future], field: '' };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { now: next, past: [...history.past, history.now], future: rest, field: '' };
}
