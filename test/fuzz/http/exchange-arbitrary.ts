import fc from 'fast-check';
import { bodyInputs, type BodyInput } from '../body/body-arbitrary.js';
import { signatureInputs } from '../parser/header-arbitrary.js';
import type { Exchange } from './exchange.js';
import { malformedHeads, mutatedRequests } from './malformed-arbitrary.js';
import { chunkedBody, headOf, plain, requestTo } from './request-text.js';
import { proofOf, SOURCES } from './sources.js';

const BODY_BYTES_MAX = 256 * 1024;

// Most of what is sent is of an ordinary size, or the rate would be that of the loopback; the cap has a kind of its own.
const ORDINARY_BYTES_MAX = 16 * 1024;

const bodies = bodyInputs.map(({ provider, body }): BodyInput => ({
  provider,
  body: body.subarray(0, ORDINARY_BYTES_MAX),
}));

const authentic = (input: BodyInput): Buffer => {
  const { slug } = SOURCES[input.provider];
  return requestTo(`/webhooks/${slug}`, [proofOf(input.provider, input.body)], input.body);
};

const kept = (kind: string, input: BodyInput, pieces: readonly Buffer[], ordinary = false): Exchange => ({
  kind,
  pieces,
  answers: [[200]],
  end: 'await',
  bodies: [input.body],
  ordinary,
});

const signed = bodies.map((input) => kept('signed', input, [authentic(input)], true));

/** In pieces, wherever they end: in the middle of a header, of a character, of the blank line. */
const split = fc.tuple(bodies, fc.array(fc.nat({ max: 600 }), { minLength: 1, maxLength: 5 })).map(([input, cuts]) => {
  const whole = authentic(input);
  const places = [...new Set([0, ...cuts.map((cut) => cut % whole.length), whole.length])].sort((a, b) => a - b);
  return kept(
    'split',
    input,
    places.slice(1).map((to, at) => whole.subarray(places[at], to)),
  );
});

const chunked = fc
  .tuple(
    bodies,
    fc.integer({ min: 1, max: 400 }),
    fc.constantFrom('', ';a=b', ';name="quoted value"'),
    fc.constantFrom('', 'x-trailer: 1\r\n', 'mono-signature: t=1,v1=2\r\n', 'content-type: a/b\r\n'),
  )
  .map(([input, size, extension, trailer]) => {
    const { slug } = SOURCES[input.provider];
    const head = headOf('POST', `/webhooks/${slug}`, [
      proofOf(input.provider, input.body),
      'transfer-encoding: chunked',
    ]);
    // A chunk a byte would be a flood of another kind: 256 pieces at most.
    const body = chunkedBody(input.body, Math.max(size, Math.ceil(input.body.length / 256)), extension, trailer);
    return kept('chunked', input, [Buffer.concat([head, body])]);
  });

/** A body of exactly the cap is taken, one byte more is not. */
const capped = fc
  .tuple(fc.constantFrom('x', '[', '\0', 'ñ'), fc.constantFrom(0, 0, 1, 1_000))
  .map(([fill, beyond]): Exchange => {
    const input: BodyInput = { provider: 'mono-colombia', body: Buffer.alloc(BODY_BYTES_MAX + beyond, fill) };
    const pieces = [authentic(input)];
    if (beyond === 0) return kept('at the cap', input, pieces);
    return { ...kept('beyond the cap', input, pieces), answers: [[413]], bodies: [null] };
  });

const refusal = (kind: string, pieces: readonly Buffer[], statuses: readonly number[]): Exchange => ({
  kind,
  pieces,
  answers: [statuses],
  end: 'await',
  bodies: [null],
  ordinary: true,
});

/** Header text that HTTP can carry; what it cannot is the malformed heads' part. */
const carried = (header: string): string => header.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 9_000);

const unsigned = fc
  .tuple(signatureInputs, bodies, fc.constantFrom('mono-signature', 'mono-webhook-secret', 'x-mono-signature'))
  .map(([{ header }, { provider, body }, name]) => {
    const { slug } = SOURCES[provider];
    return refusal(
      'not authentic',
      [requestTo(`/webhooks/${slug}`, [`${name}: ${carried(header ?? '')}`], body)],
      [401],
    );
  });

/** The proof of another body, of another source, or given twice. */
const misused = fc.tuple(bodies, fc.constantFrom('other_body', 'other_source', 'twice')).map(([input, how]) => {
  const { provider, body } = input;
  const proof = proofOf(provider, body);
  const other = provider === 'mono-colombia' ? 'mono-nigeria' : 'mono-colombia';
  const { slug } = SOURCES[how === 'other_source' ? other : provider];
  // Nigeria's header vouches for any body; there it is the other source that must refuse it.
  const to = how === 'other_body' && provider === 'mono-nigeria' ? SOURCES[other].slug : slug;
  const sent = how === 'other_body' ? Buffer.concat([body, Buffer.of(32)]) : body;
  return refusal(
    'misused proof',
    [requestTo(`/webhooks/${to}`, how === 'twice' ? [proof, proof] : [proof], sent)],
    [401],
  );
});

const elsewhere = fc
  .tuple(
    fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map(encodeURIComponent),
      fc.constantFrom('', '..', '%2e%2e%2f', '%00', 'bogota/', 'bogota%20', 'BOGOTA', 'bogota%00', 'x'.repeat(5_000)),
    ),
    bodies,
  )
  .map(([slug, { provider, body }]) =>
    refusal('unknown source', [requestTo(`/webhooks/${slug}`, [proofOf(provider, body)], body)], [404]),
  );

const methods = fc
  .tuple(
    fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'),
    fc.constantFrom('/webhooks/bogota', '/webhooks/', '/', '/webhooks/bogota?x=1', '/health', '//', '/metrics/x', '*'),
  )
  .map(([method, path]) => refusal('another method', [headOf(method, path, ['content-length: 0'])], [400, 404, 405]));

const pipelined = fc
  .array(fc.oneof(signed, unsigned, elsewhere), { minLength: 2, maxLength: 6 })
  .map((requests): Exchange => ({
    kind: 'pipelined',
    pieces: [Buffer.concat(requests.flatMap(({ pieces }) => pieces))],
    answers: requests.map(({ answers }) => answers?.[0] ?? []),
    end: 'await',
    bodies: requests.map(({ bodies }) => bodies[0] ?? null),
    ordinary: false,
  }));

/** A sender that goes away: in the middle of its request, or after it and before the answer. */
const gone = fc
  .tuple(bodies, fc.nat({ max: 900 }), fc.boolean(), fc.constantFrom<Exchange['end']>('hang_up', 'reset', 'linger'))
  .map(([input, cut, whole, end]): Exchange => {
    const request = authentic(input);
    const pieces = [whole ? request : request.subarray(0, cut)];
    return { kind: 'gone', pieces, answers: null, end, bodies: [input.body], ordinary: false };
  });

const manyHeaders = fc
  .tuple(bodies, fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 60 }))
  .map(([input, count, length]): Exchange => {
    const flood = Array.from({ length: count }, (_, at) => `x-${String(at)}: ${'y'.repeat(length)}`);
    const { slug } = SOURCES[input.provider];
    const pieces = [requestTo(`/webhooks/${slug}`, [...flood, proofOf(input.provider, input.body)], input.body)];
    return { kind: 'many headers', pieces, answers: null, end: 'linger', bodies: [input.body], ordinary: false };
  });

/** Headers that say nothing to us: the request is what it is. */
const adorned = fc
  .tuple(
    bodies,
    fc.constantFrom(
      ...[
        'content-type: nonsense',
        'content-type:',
        'content-type: a/b; charset=utf-7',
        'accept: \xff',
        'cookie: a=\x80',
      ],
      ...[
        'traceparent: 00-',
        `traceparent: 00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
        `traceparent: ${'f'.repeat(300)}`,
      ],
      ...['x-forwarded-for: 1', 'content-encoding: gzip', 'authorization: Bearer x', '__proto__: x', 'constructor: x'],
      ...['range: bytes=0-', 'if-none-match: *', 'origin: null', 'x-http-method-override: GET', 'expect: 100-continue'],
    ),
  )
  .map(([input, header]) => {
    const { slug } = SOURCES[input.provider];
    return kept('adorned', input, [
      requestTo(`/webhooks/${slug}`, [header, proofOf(input.provider, input.body)], input.body),
    ]);
  });

/** Everything that may come over a connection, much of it well-formed: it must be kept among all the rest. */
export const exchanges: fc.Arbitrary<Exchange> = fc.oneof(
  { weight: 900, arbitrary: signed },
  { weight: 60, arbitrary: split },
  { weight: 100, arbitrary: chunked },
  { weight: 60, arbitrary: adorned },
  { weight: 2, arbitrary: capped },
  { weight: 300, arbitrary: unsigned },
  { weight: 80, arbitrary: misused },
  { weight: 80, arbitrary: elsewhere },
  { weight: 80, arbitrary: methods },
  { weight: 60, arbitrary: pipelined },
  { weight: 60, arbitrary: gone },
  { weight: 6, arbitrary: manyHeaders },
  { weight: 80, arbitrary: malformedHeads },
  { weight: 120, arbitrary: mutatedRequests.map(({ request, body }) => plain('mutated request', request, body)) },
);
