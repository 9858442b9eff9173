// SPDX-License-Identifier: Apache-2.0
/** Labels: where they are, who refers to them, and how they get another name. */

import type { Location, Position, WorkspaceEdit } from 'vscode-languageserver';
import type { SourceRange } from '../..';
import type { Analysis } from '../analysis';
import { holds, locationOf, rangeOf, uriOf } from '../protocol-shapes';
import { nodeLabels, references } from '../syntax-walk';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

interface Use {
  readonly name: string;
  /** Of the name with its `&` or `:`. */
  readonly range: SourceRange;
  readonly isDefinition: boolean;
}

function usesIn(trees: readonly Analysis[]): readonly Use[] {
  const uses = new Map<string, Use>();
  for (const { result } of trees) {
    for (const { name, range } of nodeLabels(result.syntax)) {
      uses.set(JSON.stringify(range), { name, range, isDefinition: true });
    }
    for (const { kind, target, range } of references(result.syntax)) {
      if (kind === 'label') {
        uses.set(JSON.stringify(range), { name: target, range, isDefinition: false });
      }
    }
  }
  return [...uses.values()];
}

function useAt(uses: readonly Use[], file: string, at: Position): Use | undefined {
  return uses.find(({ range }) => range.file === file && holds(range, at));
}

export function definitions(trees: readonly Analysis[], file: string, at: Position): Location[] {
  const uses = usesIn(trees);
  const use = useAt(uses, file, at);
  return uses
    .filter(({ name, isDefinition }) => isDefinition && name === use?.name)
    .map(({ range }) => locationOf(range));
}

export function referencesTo(
  trees: readonly Analysis[],
  file: string,
  at: Position,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): Location[] {
  const uses = usesIn(trees);
  const use = useAt(uses, file, at);
  return uses
    .filter(({ name, isDefinition }) => name === use?.name && (includeDeclaration || !isDefinition))
    .map(({ range }) => locationOf(range));
}

/** Undefined when there is no label there. @throws RangeError for a name that no label can have */
export function renamed(
  trees: readonly Analysis[],
  file: string,
  at: Position,
  newName: string,
): WorkspaceEdit | undefined {
  if (!NAME.test(newName)) {
    throw new RangeError(`'${newName.slice(0, 60)}' cannot be a label: it has letters, digits and '_' alone`);
  }
  const uses = usesIn(trees);
  const use = useAt(uses, file, at);
  if (!use) {
    return undefined;
  }
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const { range, isDefinition } of uses.filter(({ name }) => name === use.name)) {
    const newText = isDefinition ? `${newName}:` : `&${newName}`;
    const edits = changes[uriOf(range.file)] ?? [];
    edits.push({ range: rangeOf(range), newText });
    changes[uriOf(range.file)] = edits;
  }
  return { changes };
}

/** All labels of the trees, for completion. */
export function labelNames(trees: readonly Analysis[]): readonly string[] {
  return [...new Set(trees.flatMap(({ result }) => [...nodeLabels(result.syntax)].map(({ name }) => name)))].sort();
}
