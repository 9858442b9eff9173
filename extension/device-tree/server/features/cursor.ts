// SPDX-License-Identifier: Apache-2.0
/**
 * What is being written at a place of a text that need not be complete: in which nodes, and whether a property's name
 * or its value. From the text alone, because while one types the syntax is seldom right.
 */

export interface Cursor {
  /** What stands in front of each `{` that is open, outer ones first, without labels: `/`, `soc`, `&uart`. */
  readonly nodes: readonly string[];
  /** The property whose value is being written; undefined where a name is expected. */
  readonly property: string | undefined;
  /** What the place is in, within a value. */
  readonly within: 'string' | 'cells' | 'nothing';
}

/** Comments, strings, directives, and the marks that matter. */
const PIECE =
  /\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/[^\n]*|"(?:\\.|[^"\\\n])*(?:"|\n|$)|^[ \t]*#[ \t]*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif)\b(?:\\\n|[^\n])*|[{};]/gm;

/** @returns undefined within a comment or a directive @param offset UTF-16 units from the beginning */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const before = text.slice(0, offset);
  const nodes: string[] = [];
  let start = 0;
  let inString = false;
  let statement = '';
  for (const { 0: piece, index } of before.matchAll(PIECE)) {
    statement += before.slice(start, index);
    start = index + piece.length;
    const isLast = start === before.length;
    if (/^(\/[*/]|[ \t]*#)/.test(piece)) {
      if (isLast && !piece.endsWith('*/')) {
        return undefined;
      }
    } else if (piece.startsWith('"')) {
      statement += piece;
      inString = isLast && !isClosed(piece);
    } else {
      follow(nodes, piece, statement);
      statement = '';
    }
  }
  statement += before.slice(start);
  const property = /^\s*(?:\w+:\s*)*\\?([\w,.+*#?@-]+)\s*=/.exec(statement)?.[1];
  const plain = statement.replace(/"(?:\\.|[^"\\\n])*"/g, '');
  const inCells = plain.lastIndexOf('<') > plain.lastIndexOf('>');
  return { nodes, property, within: inString ? 'string' : inCells ? 'cells' : 'nothing' };
}

function isClosed(string: string): boolean {
  return string.length > 1 && /^"(?:\\.|[^"\\\n])*"$/.test(string);
}

function follow(nodes: string[], mark: string, statement: string): void {
  if (mark === '{') {
    nodes.push(statement.trim().replace(/^(?:\w+:\s*)+/, ''));
  } else if (mark === '}') {
    nodes.pop();
  }
}
