// Headers as somebody writes them.

/** Texts by name; undefined: the text is no JSON object of texts. Empty: there are none. */
export function headersOf(text: string): Record<string, string> | undefined {
  if (text.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
    return Object.values(read).every((one) => typeof one === 'string') ? (read as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}
