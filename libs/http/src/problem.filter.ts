import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { reasonOf } from '#kernel';
import { framesOf, type Logger } from '#observability';
import { isAborted, problemOf } from './problem-of.js';
import { sendProblem, type ProblemReply } from './problem.js';

interface Reply extends ProblemReply {
  readonly sent: boolean;
  readonly raw: { readonly headersSent: boolean };
}

interface Request {
  readonly method: string;
  readonly routeOptions?: { readonly url?: string };
}

export interface ProblemFilterOptions {
  readonly logger: Logger;
  /** Whether an error means that something we stand on is away (answered 503, with `Retry-After`). */
  readonly isUnavailable?: (error: unknown) => boolean;
}

/** The one place where what was thrown during a request becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly options: ProblemFilterOptions) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<Reply>();
    const problem = problemOf(error, this.options.isUnavailable ?? (() => false));
    // A caller that hangs up is its own affair: logging it would let anyone fill the log.
    if (!isAborted(error)) this.log(error, problem.code, host.switchToHttp().getRequest<Request>());
    if (reply.sent || reply.raw.headersSent) return;
    sendProblem(reply, problem);
  }

  /**
   * Routes are logged by their pattern: an address may hold an id or a filter of personal data. An error is logged by
   * its reason and its frames: that of a failed query carries stored values in its message, its `where` and more.
   */
  private log(error: unknown, code: string, request: Request): void {
    const { method, routeOptions } = request;
    const fields = { code, method, route: routeOptions?.url ?? null, reason: reasonOf(error) };
    const { logger } = this.options;
    if (code === 'internal_error') logger.error({ ...fields, stack: framesOf(error) }, 'A request broke');
    else if (code === 'unavailable') logger.warn(fields, 'A request had to be put off');
  }
}
