import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { authorize } from './authorize.js';
import { noteCaller } from './caller.js';
import type { KeyRing } from './key-ring.js';

export const KEY_RING = Symbol('key ring');

interface Incoming {
  readonly routeOptions: { readonly url?: string };
  readonly headers: { readonly authorization?: string };
}

/** Stands before every route of a controller. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(@Inject(KEY_RING) private readonly keys: KeyRing) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Incoming>();
    const key = await authorize(this.keys, request.routeOptions.url ?? '', request.headers.authorization);
    if (key) noteCaller(request, key);
    return true;
  }
}
