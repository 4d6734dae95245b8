import ts from 'typescript';

/** Parses a source text; only its form is looked at, so no types are resolved. */
export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);

/** Every node of a tree, parents first. */
export const nodesOf = (root: ts.Node): ts.Node[] => {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return nodes;
};

/** Counted from 1, as editors do. */
export const lineOf = (node: ts.Node): number => {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
};

const linesOf = (node: ts.Node): number => {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(node);
};

/** Lines of a function without the texts in it, such as SQL: length is about what must be followed in one go. */
const codeLinesOf = (node: ts.Node): number =>
  nodesOf(node)
    .filter((part) => ts.isNoSubstitutionTemplateLiteral(part) || ts.isTemplateExpression(part))
    .reduce((lines, text) => lines - (linesOf(text) - 1), linesOf(node));

/** The text before the parenthesis of a call: `it.each(table)` is called `it.each`, and so is what it returns. */
const calleeOf = (node: ts.Node): string =>
  ts.isCallExpression(node) ? calleeOf(node.expression) : node.getText(node.getSourceFile());

/** A `describe` is a chapter, not a function: its tests are measured one by one. */
const isChapter = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && /^describe\b/.test(calleeOf(node.parent));

/** Functions of 70 lines and more, as `line: number of lines`. */
export const longFunctions = (file: ts.SourceFile): string[] =>
  nodesOf(file)
    .filter((node) => ts.isFunctionLike(node) && !isChapter(node) && codeLinesOf(node) >= 70)
    .map((node) => `line ${String(lineOf(node))}: ${String(codeLinesOf(node))} lines`);

const DECORATED_ELSEWHERE = ['typeorm'];

/** Decorators on the classes, members and parameters of a file, without those of the database layer. */
export const decorators = (file: ts.SourceFile): string[] => {
  const foreign = new Set(
    file.statements
      .filter((statement) => ts.isImportDeclaration(statement))
      .filter(({ moduleSpecifier: from }) => ts.isStringLiteral(from) && DECORATED_ELSEWHERE.includes(from.text))
      .flatMap(({ importClause: clause }) => nodesOf(clause ?? file.endOfFileToken))
      .filter((node) => ts.isImportSpecifier(node))
      .map(({ name }) => name.text),
  );
  return nodesOf(file)
    .filter((node) => ts.isDecorator(node))
    .filter(({ expression }) => !foreign.has(calleeOf(expression)))
    .map((node) => `line ${String(lineOf(node))}: ${node.getText(file).slice(0, 40)}`);
};

const CLOCKS_AND_WORLD = new Set(
  ['process', 'console', 'performance', 'crypto', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'].concat([
    'queueMicrotask',
    'systemClock',
    'Date.now',
    'Math.random',
    'globalThis',
  ]),
);

const impurityOf = (node: ts.Node): string | undefined => {
  if (ts.isAwaitExpression(node)) return 'await';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isDecorator(node)) return 'a decorator';
  if (ts.isNewExpression(node) && calleeOf(node.expression) === 'Date' && !node.arguments?.length) return 'new Date()';
  if (ts.isCallExpression(node) && calleeOf(node.expression) === 'Date') return 'Date()';
  if (ts.isPropertyAccessExpression(node) && CLOCKS_AND_WORLD.has(node.getText())) return node.getText();
  if (!ts.isIdentifier(node) || !CLOCKS_AND_WORLD.has(node.text)) return undefined;
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isPropertySignature(parent) ||
    ts.isExportSpecifier(parent);
  return isName ? undefined : node.text;
};

/** Where code takes something from outside its arguments: a clock, chance, the network, the process, a promise. */
export const impurities = (file: ts.SourceFile): string[] =>
  nodesOf(file).flatMap((node) => {
    const found = impurityOf(node);
    return found === undefined ? [] : [`line ${String(lineOf(node))}: ${found}`];
  });

const isListOfNames = (statement: ts.Statement): boolean =>
  ts.isExportDeclaration(statement) &&
  statement.exportClause !== undefined &&
  ts.isNamedExports(statement.exportClause) &&
  statement.moduleSpecifier !== undefined;

/** Statements of an index that are not `export { names } from './file.js'`. */
export const unlisted = (file: ts.SourceFile): string[] =>
  file.statements
    .filter((statement) => !isListOfNames(statement))
    .map((statement) => `line ${String(lineOf(statement))}: ${statement.getText(file).slice(0, 60)}`);
