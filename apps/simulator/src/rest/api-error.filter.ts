import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '#observability';
import { ApiError, errorBody } from './api-error.js';

interface Reply {
  code(status: number): Reply;
  send(body: unknown): unknown;
}

/** Turns whatever was thrown into Mono's error body. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    const { status, faults } = this.read(error);
    reply.code(status).send(errorBody(status, faults));
  }

  private read(error: unknown): Pick<ApiError, 'status' | 'faults'> {
    if (error instanceof ApiError) return error;
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    if (status >= 500) this.logger.error({ err: error }, 'A request broke');
    const message = status < 500 && error instanceof Error ? error.message : 'Something broke in the simulator';
    return {
      status,
      faults: [{ error_code: status === 404 ? 'item_not_found' : 'internal_error', message, path: '' }],
    };
  }
}

/** Fastify's own errors (a body that is too large or no JSON) carry a status. */
const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
