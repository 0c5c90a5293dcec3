// A request as the command that a shell takes.

/** Text in single quotes, so that the shell changes nothing in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function curl(method: string, path: string, body?: unknown, mediaType = 'application/json', origin = location.origin): string {
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(origin + path)}`, `-H "Authorization: Bearer $SOJOURN_TOKEN"`];
  if (body !== undefined) lines.push(`-H 'Content-Type: ${mediaType}'`, `-d ${quoted(JSON.stringify(body, null, 2))}`);
  return lines.join(' \\\n  ');
}
