// The merge patch (RFC 7396) that makes one object of another.
import { canonical } from '../campaign/differences';

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that are gone become null; equal ones are left out. */
export function mergePatch(before: Members, after: Members): Members {
  const patch: Members = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, fresh] = [before[name], after[name]];
    if (!(name in after)) patch[name] = null;
    else if (isObject(old) && isObject(fresh)) {
      const inner = mergePatch(old, fresh);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (canonical(old) !== canonical(fresh)) patch[name] = fresh;
  }
  return patch;
}
