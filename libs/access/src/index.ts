export { ensureApiKey, findApiKey, hasScope, issueApiKey, type ApiKey, type IssuedApiKey } from './api-keys.js';
export { seal, unseal } from './sealed.js';
export { addSecret, ensureSource, loadSources, type NewSource, type Source, type SourceSecret } from './sources.js';
