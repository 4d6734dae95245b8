import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problemOfStatus } from './problem-of.js';
import { ProblemError } from './problem.js';

/** Fastify, as far as it is needed to watch it. */
export interface Hooks {
  addHook(name: 'onRoute', hook: (route: { method: string | string[]; url: string }) => void): unknown;
  addHook(name: 'preParsing', hook: (request: Incoming, reply: unknown, payload: unknown, done: Done) => void): unknown;
}

interface Incoming {
  readonly is404: boolean;
  readonly method: string;
  readonly url: string;
}

type Done = (error: Error | null) => void;

export interface Route {
  readonly method: string;
  /** As it was declared, with `:name` for what varies. */
  readonly pattern: string;
}

const tables = new WeakMap<object, Route[]>();

/**
 * Notes every route as it is declared, and answers what matches none before a byte of its body is read: 405 with
 * `Allow` where another method would do, else 404 (Fastify alone knows only 404).
 */
export const watchRoutes = (fastify: Hooks): void => {
  const routes: Route[] = [];
  tables.set(fastify, routes);
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, pattern: url });
  });
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    done(request.is404 ? refusalOf(routes, request.method, request.url) : null);
  });
};

/** Every route of an application once it is initialised: what a test of access rules goes through. */
export const routesOf = (app: NestFastifyApplication): readonly Route[] =>
  tables.get(app.getHttpAdapter().getInstance()) ?? [];

const refusalOf = (routes: readonly Route[], method: string, url: string): ProblemError => {
  const path = url.split('?', 1)[0] ?? '';
  const allowed = routes.filter(({ pattern }) => fits(pattern, path)).map((route) => route.method);
  if (allowed.length === 0 || allowed.includes(method)) return problemOfStatus(404);
  const { code, detail } = problemOfStatus(405);
  return new ProblemError(code, detail, {}, { allow: [...new Set(allowed)].sort().join(', ') });
};

/** Segment by segment, so that a hostile address costs no more than its length. */
const fits = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.at(-1) === '*') return wanted.slice(0, -1).every((segment, index) => segment === given[index]);
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => (segment.startsWith(':') ? given[index] !== '' : segment === given[index]))
  );
};
