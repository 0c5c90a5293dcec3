// The addresses of pages below /console/.

export const base = '/console';

export interface Match {
  parameters: Record<string, string>;
}

/** "/campaigns/:id" against "/campaigns/tier-upgrade". */
export function match(pattern: string, path: string): Match | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index]!;
    if (!part.startsWith(':')) {
      if (part !== value) return null;
      continue;
    }
    const decoded = decode(value);
    if (!decoded) return null;
    parameters[part.slice(1)] = decoded;
  }
  return { parameters };
}

/** null for what is not percent-encoded UTF-8. */
function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The address of a page. Segments are encoded; empty values of the query are left out. */
export function link(path: string[], query: Record<string, string | undefined> = {}): string {
  return `${base}/${path.map(encodeURIComponent).join('/')}${changed(new URLSearchParams(), query)}`;
}

/** "?q=…" with some values changed; empty ones leave. "" where nothing is left. */
export function changed(from: URLSearchParams, values: Record<string, string | undefined>): string {
  const query = new URLSearchParams(from);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** The path of a page in an address: "/console/campaigns/" is "/campaigns". */
export function pathIn(pathname: string): string {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  return path.replace(/\/+$/, '') || '/';
}
