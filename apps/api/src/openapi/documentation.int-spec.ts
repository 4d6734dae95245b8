/** The document and its page, as they are served; nothing of the page may come from elsewhere. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningApi, type RunningApi } from '../../test/running-api.js';
import { accessRules } from '../authenticate/access-rules.js';
import { apiDocument } from '../compose.js';

let api: RunningApi;

beforeAll(async () => {
  api = await runningApi();
});

afterAll(() => api.close());

interface Operation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', Operation>>>>;
}

const document = async () => (await api.get('/openapi.json', null)).body as unknown as Document;

describe('/openapi.json', () => {
  it('is OpenAPI 3.1, and what the sources say', async () => {
    const served = await document();
    expect(served.openapi).toBe('3.1.0');
    expect(served).toEqual(JSON.parse(JSON.stringify(apiDocument(api.app))));
  });

  it('describes every route that asks for a key, and no other', async () => {
    const guarded = Object.keys(accessRules).filter((pattern) => accessRules[pattern] !== 'open');
    expect(Object.keys((await document()).paths).sort()).toEqual(
      guarded.map((pattern) => pattern.replace(':id', '{id}')).sort(),
    );
  });

  it('names each operation once, its security and its errors', async () => {
    const operations = Object.values((await document()).paths).flatMap((item) => Object.values(item));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { security, responses } of operations) {
      expect(security).toEqual([{ bearer: [] }]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403', '503']));
      expect(Object.keys(responses).filter((status) => status < '300')).toHaveLength(1);
    }
  });

  it('refers only to what it holds', async () => {
    const served = await document();
    const text = JSON.stringify(served);
    const { components } = served as unknown as { components: { schemas: Record<string, unknown> } };
    const named = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    expect([...named].sort()).toEqual(Object.keys(components.schemas).sort());
  });

  it('leaves answers open to new fields', async () => {
    // A body is another matter: a field that we do not know would be a wish that we do not do.
    const answers = JSON.stringify(await document(), (key, value: unknown) =>
      key === 'requestBody' ? undefined : value,
    );
    expect(answers.includes('"additionalProperties":false')).toBe(false);
  });
});

describe('/docs', () => {
  it('is a page whose every file comes from here, under a policy that allows no other', async () => {
    const { headers, body } = await api.get('/docs', null);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    const html = String(body.text);
    const files = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, address]) => address ?? '');
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const address = new URL(file, `${api.url}/docs`);
      expect(address.origin).toBe(api.url);
      const answer = await fetch(address);
      expect(answer.status).toBe(200);
      await answer.bytes();
    }
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });
});
