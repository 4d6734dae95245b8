/**
 * Loaded before an app (`--import`): the fetch that brings `trn_stuck`, and every one after it, never returns, as when
 * an answer is lost and nobody times it out.
 */
import { createRequire } from 'node:module';

const Broker = createRequire(import.meta.url)('kafkajs/src/broker/index.js');
const { fetch } = Broker.prototype;
let stuck = false;

Broker.prototype.fetch = async function (...args) {
  const answer = stuck ? { responses: [] } : await fetch.apply(this, args);
  const messages = answer.responses.flatMap(({ partitions }) => partitions.flatMap((of) => of.messages));
  stuck ||= messages.some(({ key }) => key?.toString() === 'trn_stuck');
  return stuck ? new Promise(() => {}) : answer;
};
