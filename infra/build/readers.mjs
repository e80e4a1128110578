import { globSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import ts from 'typescript';

/** Where events are read: the shared folds and rules, and what services decide, show, project and react by. */
const places = ['libs/{contracts,rules}/src/**/*.ts', 'services/*/src/**/*.ts'];

// These name every event without reading one.
const registers = new Set(['catalogue.ts', 'past.ts']);

const isReader = (file) => !file.endsWith('.spec.ts') && !registers.has(basename(file));

/** The event type that a piece of code reads: a key of a table of functions, or what a type is compared with. */
const readAt = (node) => {
  if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) || ts.isShorthandPropertyAssignment(node))
    return node.name.text;
  const compared =
    ts.isStringLiteral(node) && (ts.isCaseClause(node.parent) || ts.isBinaryExpression(node.parent));
  return compared ? node.text : undefined;
};

const typesIn = (file, text, known) => {
  const found = new Set();
  const visit = (node) => {
    const type = readAt(node);
    if (type && known.has(type)) found.add(type);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
};

/** `services/triage/src/queue.projection.ts` is "triage: queue (projection)"; a shared fold "contracts: ticket (fold)". */
const nameOf = (file) => {
  const [, project] = file.split(sep);
  const [subject, kind] = basename(file, '.ts').split('.');
  return `${project}: ${subject} (${kind ?? 'fold'})`;
};

/**
 * Who reads each event: found in the syntax of the sources, so that a reader need not be announced.
 * @param {string} root of the repository
 * @param {readonly string[]} types
 * @returns {Map<string, string[]>} the readers of each type, shared folds first
 */
export function readersOf(root, types) {
  const known = new Set(types);
  const readers = new Map(types.map((type) => [type, []]));
  const files = places.flatMap((place) => globSync(place, { cwd: root }).filter(isReader).sort());
  for (const file of files)
    for (const type of typesIn(file, readFileSync(join(root, file), 'utf8'), known))
      readers.get(type).push(nameOf(file));
  return readers;
}
