import { needsServers, startTestServers } from './servers.mjs';

/** Starts the servers of a test run, unless it holds only pure tests, and tells the workers where they are. */
export default async function setup(globalConfig) {
  const patterns = globalConfig.testPathPatterns?.patterns ?? [];
  if (!needsServers(patterns)) return;
  const { databaseUrl, brokers, passwords, stop } = await startTestServers();
  process.env.CAUDAL_TEST_DATABASE_URL = databaseUrl;
  process.env.CAUDAL_TEST_KAFKA_BROKERS = brokers;
  process.env.CAUDAL_TEST_ROLE_PASSWORDS = JSON.stringify(passwords);
  globalThis.stopTestServers = stop;
}
