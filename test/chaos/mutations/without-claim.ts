import { registerHooks } from 'node:module';

/**
 * The mutation "claim", loaded before the transfers consumer by `--import`: an event is inserted however often it comes.
 * The product knows nothing of it. The primary key of the log must be dropped as well.
 */
const MODULE = '/event-store/src/claim-events.js';
const CLAIM = 'on conflict (event_id, content_digest, scope) do nothing';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(MODULE)) return loaded;
    const source = loaded.source instanceof Uint8Array ? Buffer.from(loaded.source).toString() : loaded.source;
    // A mutation that changes nothing would prove nothing: the process ends.
    if (typeof source !== 'string' || !source.includes(CLAIM)) throw new Error(`${MODULE} claims nothing by: ${CLAIM}`);
    return { ...loaded, source: source.replace(CLAIM, '') };
  },
});
