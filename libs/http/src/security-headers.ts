import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

interface RequestHooks {
  addHook(
    name: 'onRequest',
    hook: (request: unknown, reply: { header(name: string, value: string): unknown }, done: () => void) => void,
  ): unknown;
}

/**
 * Headers of an API whose only page is its documentation: everything from its own origin, nothing framed, nothing
 * cached. The page styles itself inline and carries its icons as `data:`; scripts stay files of ours.
 */
export const secureHeaders = async (app: NestFastifyApplication): Promise<void> => {
  const fastify: RequestHooks = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (_request, reply, done) => {
    // Answers name people and accounts: no cache on the way, nor a browser's, keeps them.
    reply.header('cache-control', 'no-store');
    done();
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
};
