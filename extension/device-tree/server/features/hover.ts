// SPDX-License-Identifier: Apache-2.0
/** What a node or a property comes to, after macros, extensions and overrides. */

import type { Hover, Position } from 'vscode-languageserver';
import type { TreeNode, TreeProperty } from '../..';
import { regEntries } from '../../addresses';
import { CELL_BYTES, cellAt, stringsOf } from '../../cells';
import type { Analysis } from '../analysis';
import { holds, rangeOf } from '../protocol-shapes';

const MAX_SHOWN = 64;

export function hoverAt(trees: readonly Analysis[], file: string, at: Position): Hover | undefined {
  for (const { result } of trees) {
    for (const node of result.tree?.root.walk() ?? []) {
      const found = hoverOn(node, file, at);
      if (found) {
        return found;
      }
    }
  }
  return undefined;
}

function hoverOn(node: TreeNode, file: string, at: Position): Hover | undefined {
  for (const definition of node.definitions) {
    const range = definition.kind === 'node' ? definition.nameRange : definition.reference.range;
    if (range.file === file && holds(range, at)) {
      return { range: rangeOf(range), contents: { kind: 'markdown', value: nodeText(node) } };
    }
  }
  for (const property of node.properties) {
    const range = property.definitions.find(
      ({ nameRange }) => nameRange.file === file && holds(nameRange, at),
    )?.nameRange;
    if (range) {
      return { range: rangeOf(range), contents: { kind: 'markdown', value: propertyText(node, property) } };
    }
  }
  return undefined;
}

function nodeText(node: TreeNode): string {
  const regs = regEntries(node).slice(0, MAX_SHOWN);
  const lines = regs.map(({ base, size }) => `0x${base.toString(16)}, size 0x${size.toString(16)}`);
  return [code(node.path), ...(lines.length > 0 ? [`At ${lines.join('; ')}`] : [])].join('\n\n');
}

function propertyText(node: TreeNode, property: TreeProperty): string {
  const count = property.definitions.length;
  return [
    code(`${property.name}${valueText(property)}`),
    `of ${node.path}${count > 1 ? `, defined ${count} times; the last one counts` : ''}`,
  ].join('\n\n');
}

/** As it is in the flattened tree. */
function valueText(property: TreeProperty): string {
  const { data, definition } = property;
  if (data.length === 0) {
    return '';
  }
  const isText = definition?.values.every(({ kind }) => kind === 'string' || kind === 'path') ?? false;
  const strings = isText ? stringsOf(data) : undefined;
  if (strings) {
    return ` = ${strings.map((each) => JSON.stringify(each)).join(', ')}`;
  }
  const isCells = data.length % CELL_BYTES === 0;
  const count = Math.min(MAX_SHOWN, isCells ? data.length / CELL_BYTES : data.length);
  const numbers = Array.from({ length: count }, (_, index) =>
    isCells ? `0x${cellAt(property, index)!.toString(16)}` : data[index]!.toString(16).padStart(2, '0'),
  );
  const more = count * (isCells ? CELL_BYTES : 1) < data.length ? ' ...' : '';
  return isCells ? ` = <${numbers.join(' ')}${more}>` : ` = [${numbers.join(' ')}${more}]`;
}

function code(text: string): string {
  return `\`\`\`dts\n${text.replaceAll('`', "'")}\n\`\`\``;
}
