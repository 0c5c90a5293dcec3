// What the daemon says when it refuses (RFC 9457), as an error.

export interface Mistake {
  pointer: string;
  message: string;
  code?: string;
  facts?: Record<string, string>;
}

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly mistakes: Mistake[] = [],
    readonly request: string = '',
  ) {
    super(detail || title);
  }

  /** Nobody answered. */
  static unreachable(): Problem {
    return new Problem('unreachable', 0, '', '');
  }

  static of(response: Response, from: unknown): Problem {
    const said = (typeof from === 'object' && from !== null ? from : {}) as Record<string, unknown>;
    const text = (name: string) => (typeof said[name] === 'string' ? said[name] : '');
    const mistakes = Array.isArray(said['errors']) ? (said['errors'] as Mistake[]) : [];
    return new Problem(text('code'), response.status, text('title'), text('detail'), mistakes, text('instance'));
  }

  /** Whether the same question may succeed in a moment. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}
