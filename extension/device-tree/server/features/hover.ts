// SPDX-License-Identifier: Apache-2.0
/** What a node or a property comes to, after macros, extensions and overrides. */

import { basename } from 'node:path';
import type { Hover, Position } from 'vscode-languageserver';
import type { BindingGuide, TreeNode, TreeProperty } from '../..';
import { regEntries } from '../../addresses';
import { CELL_BYTES, cellAt, stringsOf } from '../../cells';
import type { Analysis } from '../analysis';
import { holds, rangeOf, uriOf } from '../protocol-shapes';
import { guidedNode } from './completion';

const MAX_SHOWN = 64;

export interface HoverRequest {
  readonly trees: readonly Analysis[];
  readonly file: string;
  readonly at: Position;
  /** Undefined as long as there are no bindings. */
  readonly guide: BindingGuide | undefined;
}

export function hoverAt({ trees, ...place }: HoverRequest): Hover | undefined {
  for (const { result } of trees) {
    for (const node of result.tree?.root.walk() ?? []) {
      const found = hoverOn(node, place);
      if (found) {
        return found;
      }
    }
  }
  return undefined;
}

function hoverOn(node: TreeNode, { file, at, guide }: Omit<HoverRequest, 'trees'>): Hover | undefined {
  for (const definition of node.definitions) {
    const range = definition.kind === 'node' ? definition.nameRange : definition.reference.range;
    if (range.file === file && holds(range, at)) {
      const value = [nodeText(node), ...bindingText(node, guide)].join('\n\n');
      return { range: rangeOf(range), contents: { kind: 'markdown', value } };
    }
  }
  for (const property of node.properties) {
    const range = property.definitions.find(
      ({ nameRange }) => nameRange.file === file && holds(nameRange, at),
    )?.nameRange;
    if (range) {
      const value = [propertyText(node, property), ...meaningOf(node, property, guide)].join('\n\n');
      return { range: rangeOf(range), contents: { kind: 'markdown', value } };
    }
  }
  return undefined;
}

/** What the node's binding is, and what it is for. */
function bindingText(node: TreeNode, guide: BindingGuide | undefined): string[] {
  const binding = guide?.bindingOf(guidedNode(node));
  if (!guide || !binding) {
    return [];
  }
  const { id, selectedBy } = binding;
  const { title, description } = guide.about(id);
  const file = guide.fileOf(id);
  const name = file === undefined ? `${basename(id)} (built in)` : `[${basename(file)}](${uriOf(file)})`;
  return [
    ...(title === undefined ? [] : [`**${plain(title)}**`]),
    ...(description === undefined ? [] : [plain(description)]),
    `Binding of '${plain(selectedBy)}': ${name}`,
  ];
}

function meaningOf(node: TreeNode, { name }: TreeProperty, guide: BindingGuide | undefined): string[] {
  const guided = guidedNode(node);
  const type = guide?.typeOf(guided, name);
  const description = guide?.description(guided, name);
  return [...(type === undefined ? [] : [`Type: ${type}`]), ...(description === undefined ? [] : [plain(description)])];
}

/** Without what Markdown would take for links, code or HTML. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
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
