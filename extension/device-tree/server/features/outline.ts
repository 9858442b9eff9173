// SPDX-License-Identifier: Apache-2.0
/** What a file has in it, as a tree of symbols, and what of it can be folded away. */

import { type DocumentSymbol, type FoldingRange, SymbolKind } from 'vscode-languageserver';
import type { SyntaxTree } from '../..';
import { rangeOf } from '../protocol-shapes';
import { type BodySyntax, bodies, propertiesOf } from '../syntax-walk';

/** @param file whose symbols are wanted: what it includes has its own */
export function documentSymbols({ items }: SyntaxTree, file: string): DocumentSymbol[] {
  return items.flatMap((item) =>
    (item.kind === 'node' || item.kind === 'extension') && item.range.file === file ? [bodySymbol(item, file)] : [],
  );
}

function bodySymbol(body: BodySyntax, file: string): DocumentSymbol {
  const isNode = body.kind === 'node';
  const { kind, target } = isNode ? { kind: 'label', target: '' } : body.reference;
  const name = isNode ? body.name || '/' : kind === 'label' ? `&${target}` : `&{${target}}`;
  return {
    name,
    detail: body.labels.map((label) => label.name).join(', '),
    kind: isNode ? SymbolKind.Object : SymbolKind.Module,
    range: rangeOf(body.range),
    selectionRange: rangeOf(isNode ? body.nameRange : body.reference.range),
    children: [
      ...propertiesOf(body)
        .filter(({ range }) => range.file === file)
        .map((property) => ({
          name: property.name,
          kind: SymbolKind.Property,
          range: rangeOf(property.range),
          selectionRange: rangeOf(property.nameRange),
        })),
      ...body.children.flatMap((child) =>
        child.kind === 'node' && child.range.file === file ? [bodySymbol(child, file)] : [],
      ),
    ],
  };
}

export function foldingRanges(syntax: SyntaxTree, file: string): FoldingRange[] {
  return [...bodies(syntax)]
    .map(({ bodyRange }) => bodyRange)
    .filter((range) => range.file === file && range.end.line > range.start.line)
    .map(({ start, end }) => ({ startLine: start.line, endLine: end.line - 1 }));
}
