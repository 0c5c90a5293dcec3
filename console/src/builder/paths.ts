// Places in a document: reading and writing by path, without changing what was there before.

export type Path = readonly (string | number)[];

export function at(value: unknown, path: Path): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[name];
  }
  return here;
}

/** The same with `next` at `path`; undefined takes the member away. Objects keep the order of their members. */
export function put<T>(value: T, path: Path, next: unknown): T {
  const [name, ...rest] = path;
  if (name === undefined) return next as T;
  if (Array.isArray(value)) {
    const index = Number(name);
    if (rest.length === 0 && next === undefined) return value.toSpliced(index, 1) as T;
    const copy = [...value];
    copy[index] = put(copy[index], rest, next);
    return copy as T;
  }
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (rest.length === 0 && next === undefined)
    return Object.fromEntries(Object.entries(object).filter(([key]) => key !== String(name))) as T;
  return { ...object, [name]: put(object[name], rest, next) } as T;
}

/** The same under another name, at the same place among the members. */
export function rename<T extends object>(object: T, from: string, to: string): T {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name === from ? to : name, value])) as T;
}

/** RFC 6901. */
export function pointerOf(path: Path): string {
  return path.map((one) => `/${String(one).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function pathOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
