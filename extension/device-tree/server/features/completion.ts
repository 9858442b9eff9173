// SPDX-License-Identifier: Apache-2.0
/** What can be written at a place: properties and values that the node's binding knows, labels, cells of providers. */

import { type CompletionItem, CompletionItemKind, InsertTextFormat, type Position } from 'vscode-languageserver';
import { type BindingGuide, type DeviceTree, type GuidedNode, PHANDLE_LISTS, type TreeNode } from '../..';
import { cellOf, stringsOf } from '../../cells';
import type { Analysis } from '../analysis';
import { type Cursor, cursorAt } from './cursor';
import { labelNames } from './labels';

/** Compatible strings that are offered at once: Linux has tens of thousands. */
const MOST_OFFERED = 200;

export interface CompletionRequest {
  readonly trees: readonly Analysis[];
  readonly file: string;
  readonly at: Position;
  /** Undefined as long as there are no bindings. */
  readonly guide: BindingGuide | undefined;
}

export interface Completions {
  readonly items: CompletionItem[];
  readonly isIncomplete: boolean;
}

export function completionsAt(request: CompletionRequest): Completions {
  const { items, isIncomplete, word } = itemsAt(request);
  const { line, character } = request.at;
  const range = { start: { line, character: character - word.length }, end: request.at };
  // Editors differ in what they take for a word.
  const placed = items.map(({ insertText, ...item }) => ({
    ...item,
    textEdit: { range, newText: insertText ?? item.label },
  }));
  return { items: placed, isIncomplete };
}

interface Found extends Completions {
  /** What has been written of it. */
  readonly word: string;
}

function itemsAt({ trees, file, at, guide }: CompletionRequest): Found {
  const text = trees[0]?.parts.get(file) ?? '';
  const offset = offsetOf(text, at);
  const cursor = cursorAt(text, offset);
  const word = /[&\w,.+#?@-]*$/.exec(text.slice(Math.max(0, offset - 200), offset))![0];
  if (!cursor) {
    return { items: [], isIncomplete: false, word };
  }
  const node = nodeOf(trees, cursor);
  const guided = guidedNode(node);
  if (cursor.within === 'string') {
    return { ...strings(cursor, guided, guide, word), word };
  }
  const items =
    cursor.property !== undefined || word.startsWith('&')
      ? inValue(cursor, trees, guided, guide)
      : names(node, guided, guide);
  return { items, isIncomplete: false, word };
}

/** Of a node that is being written; without compatible strings where there is none yet. */
export function guidedNode(node: TreeNode | undefined): GuidedNode {
  const compatible = node?.property('compatible');
  return { compatibles: (compatible && stringsOf(compatible.data)) ?? [] };
}

function names(node: TreeNode | undefined, guided: GuidedNode, guide: BindingGuide | undefined): CompletionItem[] {
  const known = [...(guide?.properties(guided).keys() ?? [])];
  const common = ['compatible', 'reg', 'status'].filter((name) => !known.includes(name));
  return [...known, ...common]
    .filter((name) => /^[\w#]/.test(name) && !node?.property(name))
    .map((name) => {
      const type = guide?.typeOf(guided, name);
      return {
        label: name,
        kind: CompletionItemKind.Property,
        ...(type !== undefined && { detail: type }),
        insertTextFormat: InsertTextFormat.Snippet,
        insertText: `${name.replaceAll('$', '\\$')}${valueSnippet(type)};`,
      };
    });
}

function valueSnippet(type: string | undefined): string {
  if (type === 'flag') {
    return '';
  }
  return type?.startsWith('string') ? ' = "$1"' : ' = <$1>';
}

function strings(
  { property = '' }: Cursor,
  node: GuidedNode,
  guide: BindingGuide | undefined,
  word: string,
): Completions {
  const all =
    property === 'compatible' ? (guide?.compatibles ?? []) : (guide?.values(node, property).map(String) ?? []);
  const status = property === 'status' && all.length === 0 ? ['okay', 'disabled', 'reserved', 'fail'] : [];
  const fitting = [...all, ...status].filter((value) => value.startsWith(word));
  return {
    items: fitting.slice(0, MOST_OFFERED).map((label) => ({ label, kind: CompletionItemKind.Value })),
    isIncomplete: fitting.length > MOST_OFFERED,
  };
}

function inValue(
  { property = '', within }: Cursor,
  trees: readonly Analysis[],
  node: GuidedNode,
  guide: BindingGuide | undefined,
): CompletionItem[] {
  const numbers = within === 'cells' ? (guide?.values(node, property) ?? []) : [];
  const cellsName = within === 'cells' ? PHANDLE_LISTS.find(([list]) => list === property)?.[1] : undefined;
  return [
    ...numbers.map((value) => ({ label: String(value), kind: CompletionItemKind.Value })),
    ...labelNames(trees).flatMap((label) => labelItem(label, cellsName, trees)),
  ];
}

/** @param cellsName what a provider must have; undefined where any node will do */
function labelItem(label: string, cellsName: string | undefined, trees: readonly Analysis[]): CompletionItem[] {
  const kind = CompletionItemKind.Reference;
  if (cellsName === undefined) {
    return [{ label, kind, filterText: `&${label}`, insertText: `&${label}` }];
  }
  const provider = firstTree(trees, (tree) => tree.nodeByLabel(label));
  const count = provider && cellOf(provider, cellsName);
  if (count === undefined) {
    return [];
  }
  const cells = Array.from({ length: Math.min(count, 8) }, (_, index) => ` \${${index + 1}:0}`).join('');
  return [
    {
      ...{ label, kind, filterText: `&${label}`, detail: `${cellsName} = <${count}>` },
      insertTextFormat: InsertTextFormat.Snippet,
      insertText: `&${label}${cells}`,
    },
  ];
}

function nodeOf(trees: readonly Analysis[], { nodes }: Cursor): TreeNode | undefined {
  return firstTree(trees, (tree) => {
    const [outermost = '', ...inner] = nodes;
    const start = outermost.startsWith('&{')
      ? tree.root.descendant(outermost.slice(2, -1))
      : outermost.startsWith('&')
        ? tree.nodeByLabel(outermost.slice(1))
        : outermost === '/'
          ? tree.root
          : undefined;
    return inner.reduce<TreeNode | undefined>((node, name) => node?.child(name), start);
  });
}

function firstTree<T>(trees: readonly Analysis[], find: (tree: DeviceTree) => T | undefined): T | undefined {
  for (const { result } of trees) {
    const found = result.tree && find(result.tree);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function offsetOf(text: string, { line, character }: Position): number {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end < 0) {
      return text.length;
    }
    start = end + 1;
  }
  return Math.min(text.length, start + character);
}
