import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { environment } from './environment.js';
import { generators } from './generate/registry.js';
import { openTools } from './generate/tools.js';
import { sentenceOf } from './problem.js';

/** `npm run generate` writes every generated file; with `--check` it writes nothing and fails on a difference. */
const ROOT = resolve(import.meta.dirname, '../../../..');

const main = async (checking: boolean): Promise<number> => {
  const tools = openTools(join(ROOT, 'dist'), environment());
  try {
    const files = (await Promise.all(generators.map((generate) => generate(tools)))).flat();
    const stale = files.filter(({ path, content }) => current(path) !== content);
    for (const { path, content } of stale) {
      if (checking) console.log(`${path} is not what the sources say: run "npm run generate" and commit it.`);
      else write(path, content);
    }
    return checking && stale.length > 0 ? 1 : 0;
  } finally {
    await tools.close();
  }
};

const current = (path: string): string | undefined =>
  existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : undefined;

const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), content);
  console.log(`Wrote ${path}.`);
};

try {
  process.exitCode = await main(process.argv.includes('--check'));
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}
