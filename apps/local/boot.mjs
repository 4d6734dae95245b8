/**
 * What stands behind `npm start`, `npm test` and their siblings on a machine that has nothing but Node, npm, Java and
 * Maven: it installs, builds and fetches what is missing, then goes on under the project's own Node.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Caudal needs Node 20.19 or newer to start; this is ${process.versions.node}.\n`);
  process.exit(1);
}

const { commands } = await import('./boot/commands.mjs');
const { Stop, sentenceOf } = await import('./boot/stop.mjs');

const [name = '', ...rest] = process.argv.slice(2);
try {
  const command = commands[name];
  if (!command) throw new Stop(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = await command(rest);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
