// What `GET /v1/segments/{id}/members/{customer}` says of each part of a condition.
export interface WhyPart {
  condition?: unknown;
  holds?: boolean | null;
  error?: string;
  segment?: string;
  reads?: Record<string, unknown>;
  parts?: WhyPart[];
}
