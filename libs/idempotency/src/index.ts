export { canonicalJson } from './canonical-json.js';
export { bodyDigest, contentDigest, eventIdOf, rawEventId } from './event-id.js';
