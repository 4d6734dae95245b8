import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Lets a handler's error out as it was thrown: its class decides whether the batch is retried, parked or stopped. Nest
 * would otherwise turn it into "Internal server error". Goes on every consumer controller.
 */
@Catch()
export class PropagateErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
