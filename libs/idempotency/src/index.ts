export { canonicalJson } from './canonical-json.js';
export { bodyDigest, contentDigestUnder, eventIdOf, rawEventId } from './event-id.js';
