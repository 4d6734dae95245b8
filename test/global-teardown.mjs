/** Ends what `global-setup.mjs` started; both run in the same process. */
export default async function teardown() {
  await globalThis.stopTestServers?.();
}
