import { Api } from './api';

export interface CreatedKey {
  id: string;
  name: string;
  scopes: string[];
  galleries: string[] | null;
  expiresAt: string | null;
  ratePerMinute: number | null;
  createdAt: string;
  lastUsedAt: string | null;
  secret: string;
}

export function sendJson(
  api: Api,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
) {
  return api.request(method, path, {
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

/** A new API key, and a client that uses it. */
export async function newKey(admin: Api, wanted: object): Promise<CreatedKey & { api: Api }> {
  const answer = await sendJson(admin, 'POST', '/v1/keys', { name: 'test', ...wanted });
  if (answer.status !== 201) throw new Error(`Making a key: ${answer.status} ${JSON.stringify(answer.body)}`);
  const key = answer.body as CreatedKey;
  return { ...key, api: new Api(admin.url, key.secret) };
}
